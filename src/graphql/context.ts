import type { AnalyticsService } from '../modules/analytics/analytics.service.ts';
import type { BookingsService } from '../modules/bookings/bookings.service.ts';
import type { CalendarLinks } from '../modules/calendar/calendar-links.ts';
import type { IdentityService } from '../modules/identity/identity.service.ts';
import type { Principal } from '../modules/identity/principal.ts';
import type { LiveMapService } from '../modules/live-map/live-map.service.ts';
import type { LiveSource } from '../modules/live-map/live-source.ts';
import type { LocksService } from '../modules/locks/locks.service.ts';
import type { NotificationsService } from '../modules/notifications/notifications.service.ts';
import type { PaymentsService } from '../modules/payments/payments.service.ts';
import type { SalesService } from '../modules/sales/sales.service.ts';
import type { AlternativesService } from '../modules/seat-map/alternatives.ts';
import type { SeatBlockingService } from '../modules/seat-map/seat-blocking.service.ts';
import type { SeatMapService } from '../modules/seat-map/seat-map.service.ts';
import type { SeatingService } from '../modules/seating/seating.service.ts';
import type { ShowsService } from '../modules/shows/shows.service.ts';
import type { OperationRun } from './cost/operation-run.ts';

/** What resolvers may call. Resolvers only translate: the rules are in the services. */
export interface Services {
  seating: SeatingService;
  shows: ShowsService;
  identity: IdentityService;
  calendarLinks: CalendarLinks;
  seatMap: SeatMapService;
  seatBlocking: SeatBlockingService;
  alternatives: AlternativesService;
  locks: LocksService;
  bookings: BookingsService;
  payments: PaymentsService;
  notifications: NotificationsService;
  liveMap: LiveMapService;
  analytics: AnalyticsService;
  sales: SalesService;
}

/** One per operation, the same shape over HTTP, WebSocket and SSE. */
export interface GraphqlContext {
  /** Who is calling; null without a token. Fields with the scope `authenticated` never see null: `callerOf(context)`. */
  principal: Principal | null;
  /** The `Authorization` that the caller has sent, where its token's time is over. */
  expired?: string | null;
  /** The HTTP request's id, or the WebSocket connection's with the operation's id: stands in every log line. */
  requestId: string;
  services: Services;
  /** What a subscription follows, left here by its resolver for those who share it (see sharing/). */
  liveSource?: LiveSource<{ version: number }>;
  /** Where the versions of the seat maps that were read are noted, for who keeps the answer (see answers/). */
  mapVersions?: number[];
  /** The caller's address; null where it is not known. */
  address?: string | null;
  /** The header of the HTTP request, or of the one that the WebSocket began with. */
  acceptLanguage?: string | null | undefined;
  /** Of an operation over WebSocket: whether there is nobody to answer any more. */
  isGone?: (() => boolean) | undefined;
  /** Of a subscription over HTTP: the id of the last event that its reader has seen, by the header `Last-Event-ID`. */
  lastEventId?: string | null;
  /** What the operation costs, and its turns among others, once it is executed (see cost/). */
  run?: OperationRun;
}
