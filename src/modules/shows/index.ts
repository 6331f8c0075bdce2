import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createShowClock } from './show-clock.ts';
import { createShowCopiesService, type ShowCopiesService } from './show-copies.service.ts';
import { createShowCreationService, type ShowCreationService } from './show-creation.service.ts';
import type { ServerLimits } from './show-limits.ts';
import { ShowNotOnSaleError } from './shows.errors.ts';
import './change-rules.schema.ts';
import './show-changes.schema.ts';
import './show-copies.schema.ts';
import './shows.schema.ts';
import { createShowsService, type ShowsService } from './shows.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    shows: ShowsService;
    showCopies: ShowCopiesService;
    showCreation: ShowCreationService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    shows: ShowsService;
    showCopies: ShowCopiesService;
    showCreation: ShowCreationService;
    showClock: DueWorker;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    show: true;
    tier: true;
  }
}

export const showsModule = {
  errorCodes: {
    SHOW_NOT_ON_SALE: 'The show is not on sale at this time.',
  },
  storableErrors: [ShowNotOnSaleError],
  components: {
    shows({ database, mutex, keys, seating, history, config }) {
      const shows = createShowsService({ database, mutex, keys, seating, mostLimits: serverLimitsOf(config) });
      history.onNewEpoch(() => shows.renew());
      return shows;
    },
    showCopies: ({ database, idempotency, config }) =>
      createShowCopiesService({ database, idempotency, mostLimits: serverLimitsOf(config) }),
    showCreation: ({ database, shows, idempotency }) => createShowCreationService({ database, shows, idempotency }),
    showClock: ({ database, logger }) => createShowClock({ database, logger }),
  },
  services: {
    shows: ({ shows, logger }) => withTypedOutages(shows, logger),
    showCopies: ({ showCopies, logger }) => withTypedOutages(showCopies, logger),
    showCreation: ({ showCreation, logger }) => withTypedOutages(showCreation, logger),
  },
  workers: [{ on: 'worker', worker: ({ showClock }) => showClock }],
} as const satisfies ModuleManifest;

function serverLimitsOf({
  locks,
}: {
  locks: { maxSeats: number; buyer: { maxSeats: number; maxLocks: number } };
}): ServerLimits {
  return { seatsPerLock: locks.maxSeats, seatsPerBuyer: locks.buyer.maxSeats, locksPerBuyer: locks.buyer.maxLocks };
}
