import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import './door-sales.schema.ts';
import { createDoorSalesService, type DoorSalesService } from './door-sales.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    doorSales: DoorSalesService;
  }
}

export const doorSalesModule = {
  services: {
    doorSales: ({ locks, bookings, bookingCache: cache, idempotency, config, logger }) =>
      withTypedOutages(
        createDoorSalesService({ locks, bookings, cache, idempotency, defaultLocale: config.mail.defaultLocale }),
        logger,
      ),
  },
} as const satisfies ModuleManifest;
