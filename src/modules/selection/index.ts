import { withTypedOutages } from '../../platform/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type BestAvailableService, createBestAvailableService } from './best-available.service.ts';
import { NotEnoughSeatsError } from './selection.errors.ts';
import './selection.schema.ts';

declare module '../../schema/context.ts' {
  interface Services {
    bestAvailable: BestAvailableService;
  }
}

export const selectionModule = {
  errorCodes: {
    NOT_ENOUGH_SEATS: 'Fewer seats are available than were asked for.',
  },
  storableErrors: [NotEnoughSeatsError],
  services: {
    bestAvailable: ({ shows, seatMap, hub, locks, logger }) =>
      withTypedOutages(createBestAvailableService({ shows, seatMap, hub, locks, logger }), logger),
  },
} as const satisfies ModuleManifest;
