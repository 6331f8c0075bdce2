import type { ModuleManifest } from '../manifest.ts';
import { BookingNotCancellableError, BookingNotPayableError } from './bookings.errors.ts';
import './bookings.schema.ts';
import type { BookingsService } from './bookings.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    bookings: BookingsService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    booking: true;
  }
}

export const bookingsModule: ModuleManifest = {
  errorCodes: {
    BOOKING_NOT_PAYABLE: 'The booking can not be paid in its current status.',
    BOOKING_NOT_CANCELLABLE: 'The booking can not be cancelled in its current status.',
  },
  storableErrors: [BookingNotCancellableError, BookingNotPayableError],
};
