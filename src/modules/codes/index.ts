import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { CodeNotApplicableError } from './codes.errors.ts';
import './code-refusal.schema.ts';
import './codes.schema.ts';
import './open-allotment.schema.ts';
import { type CodesService, createCodesService } from './codes.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    codes: CodesService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    codes: CodesService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    code: true;
  }
}

export const codesModule = {
  errorCodes: {
    CODE_NOT_APPLICABLE: 'The promo code can not be applied.',
  },
  storableErrors: [CodeNotApplicableError],
  components: {
    codes: ({ database, shows, allotmentReader: allotments, limits, idempotency }) =>
      createCodesService({ database, shows, allotments, limits, idempotency }),
  },
  services: {
    codes: ({ codes, logger }) => withTypedOutages(codes, logger),
  },
} as const satisfies ModuleManifest;
