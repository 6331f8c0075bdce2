import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

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

const READ_SALES = readStatement(new URL('./sql/read-sales.sql', import.meta.url));

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
