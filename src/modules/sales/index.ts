import type { ModuleManifest } from '../manifest.ts';
import './sales.schema.ts';
import { createSalesService, type SalesService } from './sales.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    sales: SalesService;
  }
}

export const salesModule = {
  services: {
    sales: ({ database, shows, locks, bookings }) => createSalesService({ database, shows, locks, bookings }),
  },
} as const satisfies ModuleManifest;
