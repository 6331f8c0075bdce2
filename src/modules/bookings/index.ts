import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type BookingCache, createBookingCache } from './booking-cache.ts';
import { createBookingCacheFeeder } from './booking-cache-feeder.ts';
import { createBookingSweeper } from './booking-sweeper.ts';
import { BookingNotCancellableError, BookingNotPayableError } from './bookings.errors.ts';
import './bookings.schema.ts';
import './booking-areas.schema.ts';
import './booking-connection.schema.ts';
import './price-lines.schema.ts';
import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { type BookingsService, createBookingsService } from './bookings.service.ts';
import { createRefusedBookingsReader } from './refused-bookings-reader.ts';
import { createSeatServiceHandler } from './seat-service.ts';
import { forgetUnpaidBookings } from './unpaid-bookings.ts';

declare module '../../schema/context.ts' {
  interface Services {
    bookings: BookingsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    bookings: BookingsService;
    bookingCache: BookingCache;
    refusedBookings: DueWorker;
    bookingSweeper: DueWorker;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    booking: true;
  }
}

export const bookingsModule = {
  errorCodes: {
    BOOKING_NOT_PAYABLE: 'The booking can not be paid in its current status.',
    BOOKING_NOT_CANCELLABLE: 'The booking can not be cancelled in its current status.',
  },
  storableErrors: [BookingNotCancellableError, BookingNotPayableError],
  components: {
    bookingCache: ({ cache, keys, history, logger }) => createBookingCache({ cache, keys, history, logger }),
    refusedBookings: ({ database, cache, keys, history, logger }) =>
      createRefusedBookingsReader({ database, cache, keys, history, logger }),
    bookingSweeper: ({ database, bookingCache, logger }) =>
      createBookingSweeper({ database, cache: bookingCache, logger }),
    bookings: ({
      database,
      bookingCache,
      locks,
      shows,
      allotmentAccess,
      idempotency,
      limits,
      refundRequests,
      cancellationRules,
      config,
    }) =>
      createBookingsService({
        database,
        cache: bookingCache,
        allotments: allotmentAccess,
        locks,
        shows,
        idempotency,
        limits,
        defaultLocale: config.mail.defaultLocale,
        refunds: refundRequests,
        rules: cancellationRules,
      }),
  },
  services: {
    bookings: ({ bookings, logger }) => withTypedOutages(bookings, logger),
  },
  consumers: [
    {
      group: 'seat-service',
      topics: ['booking-events'],
      effect: ({ seatMap }) => createSeatServiceHandler({ seatMap }),
    },
    {
      group: 'booking-cache',
      topics: ['booking-events'],
      feed: ({ cache, keys, history, logger }) => createBookingCacheFeeder({ cache, keys, history, logger }),
      // The cache may have been away when the booking was changed.
      refused:
        ({ refusedBookings }) =>
        () =>
          refusedBookings.wake(),
    },
  ],
  workers: [
    { on: 'worker', worker: ({ bookingSweeper }) => bookingSweeper },
    // What the node itself could not tell the cache.
    { on: 'every node', worker: ({ bookingCache }) => bookingCache.worker },
    { on: 'worker', worker: ({ refusedBookings }) => refusedBookings },
  ],
  housekeeping: {
    'unpaid bookings':
      ({ database, config }) =>
      () =>
        forgetUnpaidBookings(database, config.retention.unpaidBookings_days),
  },
} as const satisfies ModuleManifest;
