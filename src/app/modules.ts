import { analyticsModule } from '../modules/analytics/index.ts';
import { bookingsModule } from '../modules/bookings/index.ts';
import { calendarModule } from '../modules/calendar/index.ts';
import { eventsModule } from '../modules/events/index.ts';
import { identityModule } from '../modules/identity/index.ts';
import { liveMapModule } from '../modules/live-map/index.ts';
import { locksModule } from '../modules/locks/index.ts';
import type { ModuleManifest } from '../modules/manifest.ts';
import { notificationsModule } from '../modules/notifications/index.ts';
import { paymentsModule } from '../modules/payments/index.ts';
import { salesModule } from '../modules/sales/index.ts';
import { seatMapModule } from '../modules/seat-map/index.ts';
import { seatingModule } from '../modules/seating/index.ts';
import { selectionModule } from '../modules/selection/index.ts';
import { showsModule } from '../modules/shows/index.ts';
import { ticketsModule } from '../modules/tickets/index.ts';

/** The modules that the product is made of. A new one is a folder and a line here. */
export const MODULES: readonly ModuleManifest[] = [
  identityModule,
  calendarModule,
  eventsModule,
  seatingModule,
  showsModule,
  seatMapModule,
  locksModule,
  bookingsModule,
  paymentsModule,
  ticketsModule,
  liveMapModule,
  selectionModule,
  analyticsModule,
  salesModule,
  notificationsModule,
];
