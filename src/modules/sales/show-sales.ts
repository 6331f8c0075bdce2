import type { Querier } from '../../platform/postgres/database.ts';

/** How far a seat that is not free has come: held by a buyer, booked but not paid yet, paid. */
export type SalesStage = 'held' | 'awaitingPayment' | 'sold';

export interface SalesFigure {
  seats: number;
  /** Minor units of the show's currency. */
  amount: number;
}

export type SalesFigures = Readonly<Record<SalesStage, SalesFigure>>;

export interface TierSalesRecord extends SalesFigures {
  tierId: string;
}

/** Sales of one show, from the bookings and locks themselves: one statement, so all figures are of one moment. */
export interface ShowSalesRecord extends SalesFigures {
  /** Tiers of which something is sold, booked or held. */
  tiers: TierSalesRecord[];
}

// Bookings remember what their seats cost. What is held has the present price, which is that of its lock: prices do not
// change while seats are held.
const READ_SALES = `
  SELECT seat.show_id AS "showId", seat.tier_id AS "tierId",
         CASE booking.status WHEN 'CONFIRMED' THEN 'sold' ELSE 'awaitingPayment' END AS stage,
         count(*)::int AS seats, sum(seat.price)::bigint AS amount
    FROM booked_seats seat JOIN bookings booking ON booking.id = seat.booking_id
   WHERE seat.show_id = ANY ($1::text[]) AND seat.active AND booking.status IN ('CONFIRMED', 'PENDING_PAYMENT')
   GROUP BY 1, 2, 3
  UNION ALL
  SELECT state.show_id, tier.id, 'held', count(*)::int, sum(tier.price)::bigint
    FROM seat_states state
    JOIN seat_locks lock ON lock.id = state.lock_id AND lock.booked_at IS NULL
    JOIN shows show ON show.id = state.show_id
    JOIN plan_seats seat ON seat.plan_id = show.plan_id AND seat.id = state.seat_id
    JOIN price_tiers tier ON tier.show_id = state.show_id AND tier.category = seat.category
   WHERE state.show_id = ANY ($1::text[]) AND state.state = 'LOCKED'
   GROUP BY state.show_id, tier.id`;

interface SalesRow extends SalesFigure {
  showId: string;
  tierId: string;
  stage: SalesStage;
}

/** The sales of those of the shows that have any. */
export async function readSales(
  database: Querier,
  showIds: readonly string[],
): Promise<ReadonlyMap<string, ShowSalesRecord>> {
  const rows = await database.query<SalesRow>(READ_SALES, [showIds]);
  const byShow = Map.groupBy(rows, ({ showId }) => showId);
  return new Map([...byShow].map(([showId, ofShow]) => [showId, salesOf(ofShow)]));
}

function salesOf(rows: readonly SalesRow[]): ShowSalesRecord {
  const tierIds = [...new Set(rows.map(({ tierId }) => tierId))];
  const tiers = tierIds.map((tierId) => ({ tierId, ...sumOf(rows.filter((row) => row.tierId === tierId)) }));
  return { ...sumOf(rows), tiers };
}

function sumOf(rows: readonly SalesRow[]): SalesFigures {
  const figures = noSales();
  for (const { stage, seats, amount } of rows) {
    figures[stage].seats += seats;
    figures[stage].amount += amount;
  }
  return figures;
}

export function noSales(): Record<SalesStage, SalesFigure> {
  return {
    held: { seats: 0, amount: 0 },
    awaitingPayment: { seats: 0, amount: 0 },
    sold: { seats: 0, amount: 0 },
  };
}
