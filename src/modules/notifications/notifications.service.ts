import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Booking, findBookings } from '../bookings/booking.ts';
import type { Idempotency, Settle } from '../idempotency/idempotency.ts';
import { assertCan, can } from '../identity/rights.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { type BookingDetailsDeps, loadBookingDetails } from './booking-details.ts';
import {
  countUndelivered,
  findNotification,
  findNotificationsOf,
  findUndelivered,
  lockNotification,
  markObsolete,
  type NotificationRecord,
  queueAgain,
  queueTickets,
} from './notification.ts';
import { NotificationNotResendableError } from './notifications.errors.ts';
import { obsoleteReason } from './obsolete-reason.ts';

export interface ResendNotificationInput {
  notificationId: string;
  idempotencyKey?: string | null | undefined;
}

export interface ResendTicketsInput {
  bookingId: string;
  idempotencyKey?: string | null | undefined;
}

export interface Notification extends NotificationRecord {
  /** Those of one page are read together, when the first is asked for. */
  booking(): Promise<Booking | null>;
}

export interface NotificationsService {
  /** The notification, for the organiser of its show; null for anyone else. */
  getNotification(principal: Principal | null, id: string): Promise<Notification | null>;
  /** A page of the show's mails and text messages that were given up, or wait longer than they should. For its organiser. */
  listUndelivered(principal: Principal, show: Show, page: IdPage): Promise<Notification[]>;
  /** How many there are of them, counted up to `max + 1`. For the show's organiser. */
  countUndelivered(principal: Principal, show: Show, max: number): Promise<number>;
  /** The booking's mails and text messages that are known still, the oldest first; of more than 50 the newest. For its show's organiser. */
  listOf(principal: Principal, booking: Booking): Promise<Notification[]>;
  /**
   * Queues one that was given up again, with all its attempts. For the show's organiser. Throws NotFoundError,
   * NotificationNotResendableError (it was not given up, or is not needed any more), IdempotencyConflictError,
   * ServiceUnavailableError.
   */
  resend(principal: Principal, input: ResendNotificationInput): Promise<Notification>;
  /**
   * Queues a mail with the booking's tickets, whatever has become of the first one, to the address that its customer has now. For the
   * show's organiser. Throws NotFoundError (booking), NotificationNotResendableError (it has no ticket that is good, or they wait to be sent
   * already), IdempotencyConflictError, ServiceUnavailableError.
   */
  resendTickets(principal: Principal, input: ResendTicketsInput): Promise<Notification>;
}

export interface NotificationsServiceDeps extends BookingDetailsDeps {
  idempotency: Idempotency;
  shows: Pick<ShowsService, 'getShow'>;
  /** Called after a commit that queued something. */
  onQueued: () => void;
}

const MAX_OF_BOOKING = 50;

export function createNotificationsService(deps: NotificationsServiceDeps): NotificationsService {
  return new Notifications(deps);
}

class Notifications implements NotificationsService {
  readonly #deps: NotificationsServiceDeps;
  readonly #lookUpOf: (bookingId: string) => Promise<NotificationRecord[] | undefined>;

  constructor(deps: NotificationsServiceDeps) {
    this.#deps = deps;
    this.#lookUpOf = createSharedLookup<string, NotificationRecord[]>({
      nameOf: (bookingId) => bookingId,
      readAll: (bookingIds) => findNotificationsOf(deps.database, bookingIds, MAX_OF_BOOKING),
      maxKeys: 200,
    });
  }

  /** The notification, where the caller organises its show. */
  async getNotification(principal: Principal | null, id: string): Promise<Notification | null> {
    const isOfOrganisers = can(principal, 'organise', null) && isId('notification', id);
    const notification = isOfOrganisers ? await this.#find(id) : null;
    const show = notification && (await this.#deps.shows.getShow(notification.showId));
    return show && can(principal, 'show.notifications', show) ? notification : null;
  }

  async listUndelivered(principal: Principal, show: Show, page: IdPage): Promise<Notification[]> {
    assertCan(principal, 'show.notifications', show);
    return this.#withBookings(await findUndelivered(this.#deps.database, show.id, page));
  }

  async countUndelivered(principal: Principal, show: Show, max: number): Promise<number> {
    assertCan(principal, 'show.notifications', show);
    return await countUndelivered(this.#deps.database, show.id, max);
  }

  async listOf(principal: Principal, booking: Booking): Promise<Notification[]> {
    const show = await this.#deps.shows.getShow(booking.showId);
    assertCan(principal, 'show.notifications', show!);
    return this.#withBookings((await this.#lookUpOf(booking.id)) ?? []);
  }

  async resend(principal: Principal, input: ResendNotificationInput): Promise<Notification> {
    const id = input.notificationId;
    // Before it is written down along with the caller's idempotency key.
    if (!(await this.getNotification(principal, id))) throw notFound();
    await this.#deps.idempotency.once(
      {
        principal,
        operation: 'resendNotification',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => id,
      },
      async (_id, settle) => {
        const refusal = await this.#tryToQueue(id, settle);
        if (refusal) throw refusal;
        return {};
      },
    );
    this.#deps.onQueued();
    const notification = await this.#find(id);
    if (!notification) throw notFound();
    return notification;
  }

  async resendTickets(principal: Principal, input: ResendTicketsInput): Promise<Notification> {
    const { database, idempotency, shows } = this.#deps;
    const { bookingId } = input;
    const known = isId('booking', bookingId) ? (await findBookings(database, [bookingId])).get(bookingId) : undefined;
    const show = known && (await shows.getShow(known.showId));
    if (!show || !can(principal, 'show.notifications', show)) throw new NotFoundError('Booking', 'input.bookingId');
    if (known.customerEmail === '') throw noAddress();
    const { id } = await idempotency.once(
      {
        principal,
        operation: 'resendTickets',
        key: input.idempotencyKey,
        input,
        newSubjectId: () => newId('notification'),
      },
      async (id, settle) => {
        // A retry of what an outage has left unanswered.
        if (await findNotification(database, id)) return { id };
        const details = await loadBookingDetails(this.#deps, bookingId);
        if (obsoleteReason('ticket', details) !== null) throw new NotificationNotResendableError('OBSOLETE');
        const isQueued = await database.transaction(async (tx) => {
          if (!(await queueTickets(tx, id, bookingId))) return false;
          await settle(tx, { id });
          return true;
        });
        if (!isQueued) throw new NotificationNotResendableError('QUEUED');
        return { id };
      },
    );
    this.#deps.onQueued();
    const notification = await this.#find(id);
    if (!notification) throw notFound();
    return notification;
  }

  #withBookings(records: readonly NotificationRecord[]): Notification[] {
    const { database } = this.#deps;
    let bookings: ReturnType<typeof findBookings> | undefined;
    return records.map((record) => ({
      ...record,
      async booking() {
        bookings ??= findBookings(database, [...new Set(records.map(({ bookingId }) => bookingId))]);
        return (await bookings).get(record.bookingId) ?? null;
      },
    }));
  }

  async #find(id: string): Promise<Notification | null> {
    const record = await findNotification(this.#deps.database, id);
    return record && this.#withBookings([record])[0]!;
  }

  /** Null when it was queued; else why not. */
  async #tryToQueue(id: string, settle: Settle): Promise<NotificationNotResendableError | null> {
    const { database } = this.#deps;
    const known = await findNotification(database, id);
    if (!known) throw notFound();
    const obsolete = obsoleteReason(known.kind, await loadBookingDetails(this.#deps, known.bookingId));
    return await database.transaction(async (tx) => {
      const notification = await lockNotification(tx, id);
      if (!notification) throw notFound();
      if (notification.status !== 'FAILED') return new NotificationNotResendableError(notification.status);
      if (obsolete !== null) {
        await markObsolete(tx, id, obsolete);
        return new NotificationNotResendableError('OBSOLETE');
      }
      await queueAgain(tx, id);
      await settle(tx, {});
      return null;
    });
  }
}

/** Of who bought at the box office and told none. */
function noAddress(): InvalidInputError {
  return new InvalidInputError([
    { path: 'input.bookingId', message: 'is a booking without an e-mail address', code: 'NOT_COMBINABLE' },
  ]);
}

function notFound(): NotFoundError {
  return new NotFoundError('Notification', 'input.notificationId');
}
