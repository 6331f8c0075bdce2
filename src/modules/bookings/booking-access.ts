import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type ActionOn, canWithShow, type PurchaseResource } from '../identity/rights.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { type Booking, findBookings } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';

export interface BookingAccessDeps {
  database: Database;
  cache: BookingCache;
  shows: ShowsService;
}

/** Reads bookings for those who may do something to them. Those that are read in the same moment share a statement. */
export class BookingAccess {
  readonly #cache: BookingCache;
  readonly #shows: ShowsService;
  readonly #lookUpBooking: (bookingId: string) => Promise<Booking | undefined>;

  constructor({ database, cache, shows }: BookingAccessDeps) {
    this.#cache = cache;
    this.#shows = shows;
    this.#lookUpBooking = createSharedLookup<string, Booking>({
      nameOf: (bookingId) => bookingId,
      readAll: (bookingIds) => findBookings(database, bookingIds),
      maxKeys: 200,
    });
  }

  /** The booking, past the cache, whoever's it is. The caller has seen to the rights. */
  async readFresh(bookingId: string): Promise<Booking | null> {
    return (await this.#lookUpBooking(bookingId)) ?? null;
  }

  /** The same, as the cache has it, where it has. */
  async read(bookingId: string): Promise<Booking | null> {
    const cached = await this.#cache.get(bookingId);
    if (cached) return cached;
    const booking = await this.readFresh(bookingId);
    if (booking) await this.#cache.put(booking);
    return booking;
  }

  /** The booking, where the caller may do that to it. */
  async bookingFor(
    principal: Principal | null,
    action: ActionOn<PurchaseResource>,
    booking: Booking | null,
  ): Promise<Booking | null> {
    if (!booking) return null;
    const organiserOf = async () => (await this.#shows.getShow(booking.showId))?.organiserId ?? null;
    const { id: bookingId, ownerId, linkVersion: version } = booking;
    const link = { bookingId, version };
    return (await canWithShow(principal, action, { ownerId, link, organiserOf })) ? booking : null;
  }

  /** The booking, for its owner, whoever follows a link to it and the organiser of its show; null for anyone else. */
  async get(principal: Principal | null, bookingId: string): Promise<Booking | null> {
    return principal && isId('booking', bookingId)
      ? this.bookingFor(principal, 'booking.read', await this.readFor(principal, bookingId))
      : null;
  }

  /** Past the cache for who follows a link: it ends at once, whether the cache has heard of that or not. */
  readFor({ link }: Principal, bookingId: string): Promise<Booking | null> {
    return link ? this.readFresh(bookingId) : this.read(bookingId);
  }
}

/**
 * The booking, or what hangs on it. A PostgreSQL that has lost commits may know neither any more, while the cache still does. Throws
 * NotFoundError.
 */
export function found<T extends object>(known: T | null): T {
  if (!known) throw bookingNotFound();
  return known;
}

export function bookingNotFound(): NotFoundError {
  return new NotFoundError('Booking', 'input.bookingId');
}
