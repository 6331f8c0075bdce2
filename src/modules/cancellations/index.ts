import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createBookingCancellationWorker } from './booking-cancellation-worker.ts';
import { BookingEnder } from './booking-ender.ts';
import { createCancellationWorker } from './cancellation-worker.ts';
import './cancellations.schema.ts';
import { type CancellationsService, createCancellationsService } from './cancellations.service.ts';
import { ShowEnder } from './show-ender.ts';

declare module '../../schema/context.ts' {
  interface Services {
    cancellations: CancellationsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    showEnder: ShowEnder;
    cancellations: CancellationsService;
    cancellationWorker: DueWorker;
    bookingCancellationWorker: DueWorker;
  }
}

export const cancellationsModule = {
  components: {
    showEnder: ({ database, seatMap, allotmentReader: allotments }) => new ShowEnder({ database, seatMap, allotments }),
    cancellations: ({ database, shows, showEnder: ender, bookingCancellationWorker, logger }) =>
      createCancellationsService({ database, shows, ender, wake: () => bookingCancellationWorker.wake(), logger }),
    cancellationWorker: ({ database, showEnder: ender, logger }) =>
      createCancellationWorker({ database, ender, logger }),
    bookingCancellationWorker: ({ database, bookingCache: cache, refundRequests: refunds, logger }) =>
      createBookingCancellationWorker({
        database,
        ender: new BookingEnder({ database, cache, refunds, logger }),
        logger,
      }),
  },
  services: {
    cancellations: ({ cancellations, logger }) => withTypedOutages(cancellations, logger),
  },
  workers: [
    { on: 'worker', worker: ({ cancellationWorker }) => cancellationWorker },
    { on: 'worker', worker: ({ bookingCancellationWorker }) => bookingCancellationWorker },
  ],
} as const satisfies ModuleManifest;
