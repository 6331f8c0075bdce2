import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createAnalyticsService } from '../modules/analytics/analytics.service.ts';
import { createBookingCache } from '../modules/bookings/booking-cache.ts';
import { createBookingSweeper } from '../modules/bookings/booking-sweeper.ts';
import { createBookingsService } from '../modules/bookings/bookings.service.ts';
import { createRefusedBookingsReader } from '../modules/bookings/refused-bookings-reader.ts';
import { createCalendarLinks } from '../modules/calendar/calendar-links.ts';
import { CONSUMERS } from '../modules/events/consumers.ts';
import { createHistory, type History } from '../modules/history/history.ts';
import { createIdempotency, type Idempotency } from '../modules/idempotency/idempotency.ts';
import { createIdentityService } from '../modules/identity/identity.service.ts';
import { createTokenRevocations } from '../modules/identity/token-revocations.ts';
import { createCallerLimits } from '../modules/limits/caller-limits.ts';
import { createKeyAllowance } from '../modules/limits/key-allowance.ts';
import { createLimitReports, type LimitReports } from '../modules/limits/limit-reports.ts';
import { createReadRowVersions } from '../modules/live-map/followed-rows.ts';
import { createLiveMapService } from '../modules/live-map/live-map.service.ts';
import { createLiveMapHub, type LiveMapHub } from '../modules/live-map/live-map-hub.ts';
import { LiveShows } from '../modules/live-map/live-shows.ts';
import { createFindLostChanges } from '../modules/live-map/lost-changes.ts';
import { createSeatHistoryRecall } from '../modules/live-map/seat-history-recall.ts';
import { createSeatMapCursors } from '../modules/live-map/seat-map-cursor.ts';
import { createLockSweeper } from '../modules/locks/lock-sweeper.ts';
import { createLockWriter } from '../modules/locks/lock-writer.ts';
import { createLocksService } from '../modules/locks/locks.service.ts';
import { createSeatTaker } from '../modules/locks/seat-taker.ts';
import { type BookingDetails, findBookingDetails } from '../modules/notifications/booking-details.ts';
import { createFileMailer } from '../modules/notifications/file-mailer.ts';
import { createMailLimit, type MailLimit } from '../modules/notifications/mail-limit.ts';
import { createNotificationSender, type NotificationSender } from '../modules/notifications/notification-sender.ts';
import { createNotificationsService } from '../modules/notifications/notifications.service.ts';
import { createFileSms } from '../modules/notifications/sms.ts';
import { createSmtpMailer } from '../modules/notifications/smtp-mailer.ts';
import { requestRefund } from '../modules/payments/payment.ts';
import { createPaymentsService } from '../modules/payments/payments.service.ts';
import { createPaymentReconciler } from '../modules/payments/reconciler.ts';
import { createRefundWorker } from '../modules/payments/refund-worker.ts';
import { createSandboxProvider } from '../modules/payments/sandbox-provider.ts';
import { createSandboxWebhooks, type SandboxWebhooks } from '../modules/payments/sandbox-webhooks.ts';
import { createSettlement, type Settlement } from '../modules/payments/settlement.ts';
import { type CustomerData, createCustomerData } from '../modules/privacy/customer-data.ts';
import { createEpochSettler, type EpochSettler } from '../modules/recovery/epoch-settler.ts';
import { createSalesService } from '../modules/sales/sales.service.ts';
import { createAlternatives } from '../modules/seat-map/alternatives.ts';
import { createSeatBlockingService } from '../modules/seat-map/seat-blocking.service.ts';
import { createSeatMapService } from '../modules/seat-map/seat-map.service.ts';
import { createSeatingService } from '../modules/seating/seating.service.ts';
import { createBestAvailableService } from '../modules/selection/best-available.service.ts';
import { createShowClock } from '../modules/shows/show-clock.ts';
import { createShowsService } from '../modules/shows/shows.service.ts';
import type { DueWorker } from '../platform/due-worker.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { withTypedOutages } from '../platform/outage-guard.ts';
import { sharedSecret } from '../platform/postgres/shared-secret.ts';
import type { Services } from '../schema/context.ts';
import { IllegalStateError, InvalidInputError, LimitExceededError, NotFoundError } from '../shared/errors.ts';
import { MODULES } from './modules.ts';
import type { Parts } from './parts.ts';

export interface BoxOffice {
  services: Services;
  hub: LiveMapHub;
  history: History;
  settler: EpochSettler;
  /** Wake it when the log has refused a booking's event. */
  refusedBookings: DueWorker;
  idempotency: Idempotency;
  settlement: Settlement;
  notificationSender: NotificationSender;
  customerData: CustomerData;
  mailLimit: MailLimit;
  /** What was refused for the limits of network addresses and recipients. */
  limitReports: LimitReports;
  /** Everything that a customer is told of a booking; null when there is none. The caller has seen to the rights. */
  findBookingDetails(bookingId: string): Promise<BookingDetails | null>;
  sandboxWebhooks: SandboxWebhooks;
  webhookSecret: string;
  /** Sweepers and workers: started last, stopped first. */
  workers: DueWorker[];
}

/** What an operation may answer to a retry with the same idempotency key. */
const STORABLE_ERRORS = [
  InvalidInputError,
  NotFoundError,
  IllegalStateError,
  LimitExceededError,
  ...MODULES.flatMap(({ storableErrors = [] }) => storableErrors),
];

const DAY_MS = 24 * 60 * 60 * 1000;

/** Where mails are written without SMTP_URL, and text messages always. */
export function mailFolder({ data }: Pick<Config, 'data'>): string {
  return join(data.dir, 'mail');
}

/** Puts the box office together on its parts. Nothing runs yet. */
export async function createBoxOffice(config: Config, logger: Logger, parts: Parts): Promise<BoxOffice> {
  const { database, store, mutex, cache, limiter, log, keys } = parts;
  const [cursorSecret, webhookSecret, calendarSecret] = await Promise.all([
    sharedSecret(database, 'cursor'),
    sharedSecret(database, 'sandbox_webhook'),
    sharedSecret(database, 'calendar'),
  ]);

  const revocations = createTokenRevocations({ database, logger });
  await revocations.refresh();
  const limitReports = createLimitReports();
  const limits = createCallerLimits({
    limiter,
    holds: store,
    settings: config.limits,
    locks: config.locks,
    reports: limitReports,
  });
  const identity = createIdentityService({ database, auth: config.auth, revocations, logger, limits });
  const seating = createSeatingService({ database });
  const shows = createShowsService({ database, mutex, keys, seating });
  const seatMap = createSeatMapService({ database, store, mutex, keys, logger });
  const idempotency = createIdempotency(database, STORABLE_ERRORS, {
    keysPerCaller: config.idempotency.keysPerCaller,
    allowance: createKeyAllowance({ perMinute: config.limits.idempotencyKeysPerMinute, reports: limitReports }),
  });
  const seatBlocking = createSeatBlockingService({ database, mutex, keys, shows, seatMap, idempotency, logger });
  const alternatives = createAlternatives({ shows, seatMap });
  const writer = createLockWriter(database, {
    endedLocksPerOwner: 2 * config.idempotency.keysPerCaller,
  });
  const taker = createSeatTaker({
    database,
    store,
    writer,
    seatMap,
    shows,
    settings: config.locks,
    reports: limitReports,
  });
  const locks = createLocksService({
    database,
    store,
    writer,
    taker,
    seatMap,
    shows,
    idempotency,
    limits,
    settings: config.locks,
  });

  const history = createHistory({ database, cache, keys, consumers: Object.values(CONSUMERS), logger });
  const bookingCache = createBookingCache({ cache, keys, history, logger });
  const sandboxWebhooks = createSandboxWebhooks({ database, secret: webhookSecret, logger });
  const provider = createSandboxProvider({ database, onWebhookQueued: () => sandboxWebhooks.wake() });
  const onRefundDue = () => refunds.wake();
  const settlement = createSettlement({ database, cache: bookingCache, logger, onRefundDue });
  const refunds = createRefundWorker({ database, provider, settlement, logger });
  const bookings = createBookingsService({
    database,
    cache: bookingCache,
    locks,
    shows,
    idempotency,
    limits,
    defaultLocale: config.mail.defaultLocale,
    refunds: { request: requestRefund, wake: onRefundDue },
  });
  const payments = createPaymentsService({ database, bookings, provider, settlement, idempotency, limits, logger });

  const { topicPrefix } = config.kafka;
  const recall = createSeatHistoryRecall(database);
  const findLost = createFindLostChanges(database);
  const liveShows = new LiveShows({ shows, logger });
  const hub = createLiveMapHub({
    log,
    topicPrefix,
    nodeId: config.nodeId,
    seatMap,
    liveShows,
    history,
    recall,
    findLost,
    readRowVersions: createReadRowVersions(database),
    logger,
  });
  const refusedBookings = createRefusedBookingsReader({ database, cache, keys, history, logger });
  const cursors = createSeatMapCursors(cursorSecret);
  const liveMap = createLiveMapService({ hub, liveShows, shows, locks, bookings, cursors, seatMap, history });
  const bestAvailable = createBestAvailableService({ shows, seatMap, hub, locks, logger });
  const settler = createEpochSettler({ database, store, seatMap, logger });
  history.onNewEpoch(() => {
    for (const part of [shows, seating, seatMap, hub]) part.renew();
    settler.begin();
  });

  const folder = mailFolder(config);
  const mailer = config.mail.smtpUrl
    ? createSmtpMailer({ smtpUrl: config.mail.smtpUrl, from: config.mail.from })
    : createFileMailer({ folder, from: config.mail.from, logger });
  const calendarLinks = createCalendarLinks(calendarSecret);
  const bookingDetails = { database, seating, defaultLocale: config.mail.defaultLocale };
  const notificationSender = createNotificationSender({
    ...bookingDetails,
    from: config.mail.from,
    mailer,
    sms: createFileSms({ folder, logger }),
    logger,
    keepTrying_ms: config.mail.retryDays * DAY_MS,
  });
  const notifications = createNotificationsService({
    ...bookingDetails,
    idempotency,
    shows,
    onQueued: () => notificationSender.wake(),
  });

  return {
    services: {
      identity,
      calendarLinks,
      liveMap,
      alternatives,
      seatMap,
      analytics: createAnalyticsService({ database }),
      sales: createSalesService({ database, shows, locks, bookings }),
      seating: withTypedOutages(seating, logger),
      shows: withTypedOutages(shows, logger),
      seatBlocking: withTypedOutages(seatBlocking, logger),
      locks: withTypedOutages(locks, logger),
      bestAvailable: withTypedOutages(bestAvailable, logger),
      bookings: withTypedOutages(bookings, logger),
      payments: withTypedOutages(payments, logger),
      notifications: withTypedOutages(notifications, logger),
    },
    hub,
    history,
    settler,
    refusedBookings,
    idempotency,
    settlement,
    notificationSender,
    mailLimit: createMailLimit({ limiter, settings: config.limits.unpaidMails, reports: limitReports }),
    limitReports,
    customerData: createCustomerData({ database, mailFolder: folder, retention: config.retention }),
    findBookingDetails: (bookingId) => findBookingDetails(bookingDetails, bookingId),
    sandboxWebhooks,
    webhookSecret,
    workers: [
      createLockSweeper({ database, seatMap, logger }),
      createBookingSweeper({ database, cache: bookingCache, logger }),
      createShowClock({ database, logger }),
      createPaymentReconciler({ database, provider, settlement, logger }),
      refunds,
      bookingCache.worker,
      revocations.worker,
      settler,
      refusedBookings,
    ],
  };
}
