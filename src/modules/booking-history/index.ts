import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import './booking-history.schema.ts';
import { type BookingHistoryService, createBookingHistoryService } from './booking-history.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    bookingHistory: BookingHistoryService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    bookingHistory: BookingHistoryService;
  }
}

export const bookingHistoryModule = {
  components: {
    bookingHistory: ({ database, shows }) => createBookingHistoryService({ database, shows }),
  },
  services: {
    bookingHistory: ({ bookingHistory, logger }) => withTypedOutages(bookingHistory, logger),
  },
} as const satisfies ModuleManifest;
