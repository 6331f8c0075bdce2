import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Booking } from '../bookings/booking.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import { assertCan } from '../identity/rights.ts';
import type { HeldSeatState } from '../inventory/seat-state.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { noSales, readSales, type ShowSalesRecord } from './show-sales.ts';

/** In one question. Each holder is looked up once, however many of the seats they have. */
export const MAX_HOLDING_SEATS = 100;

/** Who has a seat, or why nobody can have it. */
export interface SeatHolding {
  seatId: string;
  state: HeldSeatState;
  /** That it was taken with; null when it is blocked. */
  lock: SeatLock | null;
  /** That it belongs to, paid or not; null while it is only held, and when it is blocked. */
  booking: Booking | null;
  /** Why it is blocked, where that was said. */
  reason: string | null;
}

export interface SalesService {
  /** What a show has sold and is about to sell, as of now. For its organiser. */
  salesOf(principal: Principal, show: Show): Promise<ShowSalesRecord>;
  /**
   * Who has these seats, in the order given; seats that are AVAILABLE are left out. For the show's organiser. Throws
   * InvalidInputError naming seats that the show does not have, or when there are more than MAX_HOLDING_SEATS.
   */
  holdingsOf(principal: Principal, show: Show, seatIds: readonly string[]): Promise<SeatHolding[]>;
}

export interface SalesServiceDeps {
  database: Database;
  shows: ShowsService;
  locks: LocksService;
  bookings: BookingsService;
}

interface HoldingRow {
  seatId: string;
  state: HeldSeatState;
  lockId: string | null;
  bookingId: string | null;
  reason: string | null;
}

const READ_HOLDINGS = readStatement(new URL('./sql/read-holdings.sql', import.meta.url));

export function createSalesService({ database, shows, locks, bookings }: SalesServiceDeps): SalesService {
  const lookUpSales = createSharedLookup<string, ShowSalesRecord>({
    nameOf: (showId) => showId,
    readAll: (showIds) => readSales(database, showIds),
    // Each is counted seat by seat: a statement of few shows ends soon.
    maxKeys: 25,
  });

  async function checkSeats(show: Show, seatIds: readonly string[]): Promise<void> {
    const plan = await shows.planOf(show);
    const issues = seatIds.flatMap((seatId, index): InputIssue[] =>
      plan.seatById.has(seatId)
        ? []
        : [{ path: `seatIds.${index}`, message: `no seat "${seatId}" in this show`, code: 'UNKNOWN' }],
    );
    if (seatIds.length > MAX_HOLDING_SEATS) {
      issues.unshift({
        path: 'seatIds',
        message: `must name at most ${MAX_HOLDING_SEATS} seats`,
        code: 'TOO_MANY',
        maximum: MAX_HOLDING_SEATS,
      });
    }
    if (issues.length > 0) throw new InvalidInputError(issues);
  }

  return {
    async salesOf(principal, show) {
      assertCan(principal, 'show.report', show);
      return (await lookUpSales(show.id)) ?? { ...noSales(), tiers: [] };
    },
    async holdingsOf(principal, show, asked) {
      assertCan(principal, 'show.holders', show);
      const seatIds = planSeatIds(show.id, asked);
      await checkSeats(show, seatIds);
      const rows = await database.query<HoldingRow>(READ_HOLDINGS, [show.id, seatIds]);
      const [lockOf, bookingOf] = await Promise.all([
        lookUp(
          rows.map(({ lockId }) => lockId),
          (id) => locks.readLock(id),
        ),
        lookUp(
          rows.map(({ bookingId }) => bookingId),
          (id) => bookings.readBooking(id),
        ),
      ]);
      return rows.map(({ seatId, state, lockId, bookingId, reason }) => ({
        seatId,
        state,
        lock: lockOf(lockId),
        booking: bookingOf(bookingId),
        reason,
      }));
    },
  };
}

/** Looks up each of the ids once. */
async function lookUp<Thing>(
  ids: readonly (string | null)[],
  load: (id: string) => Promise<Thing | null>,
): Promise<(id: string | null) => Thing | null> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const found = new Map(await Promise.all(wanted.map(async (id) => [id, await load(id)] as const)));
  return (id) => (id === null ? null : (found.get(id) ?? null));
}
