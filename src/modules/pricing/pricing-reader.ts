import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Fee } from './fee.ts';
import type { TicketType } from './ticket-type.ts';

const READ_PRICING = readStatement(new URL('./sql/read-pricing.sql', import.meta.url));

/** What a show has beside its tiers, each in the organiser's order. Amounts are minor units of the show's currency. */
export interface ShowPricing {
  ticketTypes: TicketType[];
  /** Of types after the first. */
  prices: { tierId: string; ticketTypeId: string; price: number }[];
  fees: (Omit<Fee, 'amount'> & { amount: number | null })[];
}

export const NO_PRICING: ShowPricing = { ticketTypes: [], prices: [], fees: [] };

/** Of those of the shows that have ticket types or fees. */
export async function readPricing(
  database: Querier,
  showIds: readonly string[],
): Promise<ReadonlyMap<string, ShowPricing>> {
  const rows = await database.query<ShowPricing & { showId: string }>(READ_PRICING, [showIds]);
  return new Map(rows.map(({ showId, ...pricing }) => [showId, pricing]));
}
