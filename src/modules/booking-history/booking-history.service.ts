import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Booking } from '../bookings/booking.ts';
import { assertCan } from '../identity/rights.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import { type HistoryEntry, readHistoryOf } from './booking-history.ts';

/** Of one booking: all of it but of few. */
export const MAX_HISTORY = 200;
/** Each is put together of many rows: a statement of few bookings ends soon. */
const BOOKINGS_OF_STATEMENT = 50;

export interface BookingHistoryService {
  /** What became of the booking, oldest first; of more than MAX_HISTORY entries the newest. For the organiser of its show. */
  historyOf(principal: Principal, booking: Pick<Booking, 'id' | 'showId'>): Promise<HistoryEntry[]>;
}

export interface BookingHistoryDeps {
  database: Querier;
  shows: Pick<ShowsService, 'getShow'>;
}

export function createBookingHistoryService({ database, shows }: BookingHistoryDeps): BookingHistoryService {
  const lookUpHistory = createSharedLookup<string, HistoryEntry[]>({
    nameOf: (bookingId) => bookingId,
    readAll: (bookingIds) => readHistoryOf(database, bookingIds, MAX_HISTORY),
    maxKeys: BOOKINGS_OF_STATEMENT,
  });
  return {
    async historyOf(principal, { id, showId }) {
      assertCan(principal, 'show.bookings', (await shows.getShow(showId))!);
      return (await lookUpHistory(id)) ?? [];
    },
  };
}
