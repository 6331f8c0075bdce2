import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createBookingFilesRoute } from './booking-files-route.ts';
import './show-bookings.schema.ts';
import { createShowBookingsService, type ShowBookingsService } from './show-bookings.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    showBookings: ShowBookingsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    showBookings: ShowBookingsService;
  }
}

export const showBookingsModule = {
  components: {
    showBookings: ({ bookingCache, config, database, limits, shows }) =>
      createShowBookingsService({
        ...{ database, shows, limits, cache: bookingCache },
        defaultLocale: config.mail.defaultLocale,
      }),
  },
  services: {
    showBookings: ({ showBookings, logger }) => withTypedOutages(showBookings, logger),
  },
  routes: [
    {
      method: 'GET',
      path: '/shows/{show}/bookings.csv',
      handler: ({ database, identity, showBookings, shows, refunds }) =>
        createBookingFilesRoute('bookings', { database, identity, showBookings, shows, refunds }),
    },
    {
      method: 'GET',
      path: '/shows/{show}/attendees.csv',
      handler: ({ database, identity, showBookings, shows, refunds }) =>
        createBookingFilesRoute('attendees', { database, identity, showBookings, shows, refunds }),
    },
  ],
} as const satisfies ModuleManifest;
