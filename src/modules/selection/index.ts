import type { ModuleManifest } from '../manifest.ts';
import type { BestAvailableService } from './best-available.service.ts';
import { NotEnoughSeatsError } from './selection.errors.ts';
import './selection.schema.ts';

declare module '../../schema/context.ts' {
  interface Services {
    bestAvailable: BestAvailableService;
  }
}

export const selectionModule: ModuleManifest = {
  errorCodes: {
    NOT_ENOUGH_SEATS: 'Fewer seats are available than were asked for.',
  },
  storableErrors: [NotEnoughSeatsError],
};
