import type { ModuleManifest } from '../manifest.ts';
import { ShowNotOnSaleError } from './shows.errors.ts';
import './money.schema.ts';
import './show-changes.schema.ts';
import './shows.schema.ts';
import type { ShowsService } from './shows.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    shows: ShowsService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    show: true;
    tier: true;
  }
}

export const showsModule: ModuleManifest = {
  errorCodes: {
    SHOW_NOT_ON_SALE: 'The show is not on sale at this time.',
  },
  storableErrors: [ShowNotOnSaleError],
};
