import './bookings.schema.ts';
import type { BookingsService } from './bookings.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    bookings: BookingsService;
  }
}
