import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Booking, type BookingStatus, findBookings, type RefundState } from '../bookings/booking.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import { assertCanDoToShow } from '../shows/show-rights.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { referenceStart, wordPatterns } from './booking-search.ts';
import { type CustomerCorrection, type CustomerCorrectionDeps, correctCustomer } from './customer-correction.ts';
import { seatsMeant } from './seat-search.ts';

export interface BookingSearch {
  showId: string;
  /** Reference, words of name or e-mail address, or a seat; null or blank: all. */
  search?: string | null | undefined;
  /** Null: any. */
  status?: readonly (BookingStatus | RefundState)[] | null | undefined;
}

/** The bookings of a show that are meant. */
export interface FoundBookings {
  /** A page of them, the newest first unless cut from the oldest end. */
  list(page: IdPage): Promise<Booking[]>;
  /** How many there are, counted up to `max + 1`. */
  count(max: number): Promise<number>;
}

export interface ShowBookingsService {
  /**
   * The show's bookings, for its organiser. Throws NotFoundError where there is no such show for the caller, ForbiddenError
   * where it is another organiser's.
   */
  find(principal: Principal, search: BookingSearch): Promise<FoundBookings>;
  /** See `correctCustomer`. */
  correctCustomer(principal: Principal, correction: CustomerCorrection): Promise<Booking>;
}

export interface ShowBookingsServiceDeps extends CustomerCorrectionDeps {
  shows: Pick<ShowsService, 'getShow' | 'planOf'>;
}

const FIND_NEWEST = readStatement(new URL('./sql/find-newest.sql', import.meta.url));
const FIND_OLDEST = readStatement(new URL('./sql/find-oldest.sql', import.meta.url));
const COUNT_BOOKINGS = readStatement(new URL('./sql/count-bookings.sql', import.meta.url));

/** A text that means more seats ("Row 1 seat 1" of a plan with as many zones) means none in particular. */
const MAX_SEATS_MEANT = 1_000;

export function createShowBookingsService(deps: ShowBookingsServiceDeps): ShowBookingsService {
  const { database, shows } = deps;
  return {
    correctCustomer: (principal, correction) => correctCustomer(deps, principal, correction),

    async find(principal, { showId, search, status }) {
      const show = await shows.getShow(showId);
      assertCanDoToShow(principal, 'show.bookings', show, 'showId');
      const text = search?.trim() ?? '';
      const found = text === '' ? [null, null, null] : await searched(show, text);
      const meant = [show.id, status ?? null, ...found];
      return {
        async list({ limit, olderThan, newerThan, fromOldest }) {
          const statement = fromOldest ? FIND_OLDEST : FIND_NEWEST;
          const rows = await database.query<{ id: string }>(statement, [...meant, olderThan, newerThan, limit]);
          const ids = rows.map(({ id }) => id);
          const bookings = await findBookings(database, ids);
          return ids.flatMap((id) => bookings.get(id) ?? []);
        },
        async count(max) {
          const [row] = await database.query<{ count: number }>(COUNT_BOOKINGS, [...meant, max + 1]);
          return row!.count;
        },
      };
    },
  };

  /** $3 to $5 of the statements. */
  async function searched(show: Show, text: string): Promise<unknown[]> {
    const plan = await shows.planOf(show);
    const byId = plan.seatById.get(planSeatIds(show.id, [text])[0]!);
    const seats = byId ? [byId] : seatsMeant(text, plan.seats);
    const start = referenceStart(text);
    const seatIds = seats.length > MAX_SEATS_MEANT ? [] : seats.map(({ id }) => id);
    return [wordPatterns(text), start && `${start}%`, seatIds];
  }
}
