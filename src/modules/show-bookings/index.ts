import type { ModuleManifest } from '../manifest.ts';
import './show-bookings.schema.ts';
import { createShowBookingsService, type ShowBookingsService } from './show-bookings.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    showBookings: ShowBookingsService;
  }
}

export const showBookingsModule = {
  services: {
    showBookings: ({ database, shows }) => createShowBookingsService({ database, shows }),
  },
} as const satisfies ModuleManifest;
