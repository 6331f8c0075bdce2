import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Fee } from './fee.ts';
import type { TicketType } from './ticket-type.ts';

/** Each inside the caller's transaction, which has locked the show's row or is making it. */

const WRITE_TICKET_TYPES = readStatement(new URL('./sql/write-ticket-types.sql', import.meta.url));
const FIND_BOOKED_TYPE = readStatement(new URL('./sql/find-booked-type.sql', import.meta.url));
const FIND_TYPES_OF_CODES = readStatement(new URL('./sql/find-types-of-codes.sql', import.meta.url));
const WRITE_TICKET_PRICES = readStatement(new URL('./sql/write-ticket-prices.sql', import.meta.url));
const WRITE_FEES = readStatement(new URL('./sql/write-fees.sql', import.meta.url));

/** Makes these the show's ticket types, in their order. Those that go take what they cost with them. */
export async function writeTicketTypes(tx: Querier, showId: string, types: readonly TicketType[]): Promise<void> {
  await tx.query(WRITE_TICKET_TYPES, [
    showId,
    types.map(({ id }) => id),
    types.map(({ name }) => name),
    types.map(({ note }) => note),
  ]);
}

/** The name of one of the types that tickets were booked as; null when there is none. */
export async function findBookedType(tx: Querier, typeIds: readonly string[]): Promise<string | null> {
  const [type] = await tx.query<{ name: string }>(FIND_BOOKED_TYPE, [typeIds]);
  return type?.name ?? null;
}

/** Those of the types that promo codes of the show are for which have not ended, each with one of these codes, in their order. */
export async function findTypesOfCodes(
  tx: Querier,
  showId: string,
  typeIds: readonly string[],
): Promise<{ name: string; code: string }[]> {
  return await tx.query(FIND_TYPES_OF_CODES, [showId, typeIds]);
}

/** What seats of a tier cost as types after the show's first: all that there are. */
export interface TierPrices {
  tierId: string;
  prices: readonly { ticketTypeId: string; price: number }[];
}

/** Makes these all prices of the tiers for types after the first. Other tiers keep theirs. */
export async function writeTicketPrices(tx: Querier, tiers: readonly TierPrices[]): Promise<void> {
  const rows = tiers.flatMap(({ tierId, prices }) => prices.map((price) => ({ tierId, ...price })));
  await tx.query(WRITE_TICKET_PRICES, [
    tiers.map(({ tierId }) => tierId),
    rows.map(({ tierId }) => tierId),
    rows.map(({ ticketTypeId }) => ticketTypeId),
    rows.map(({ price }) => price),
  ]);
}

/** Makes these the show's fees, in their order. */
export async function writeFees(tx: Querier, showId: string, fees: readonly Fee[]): Promise<void> {
  await tx.query(WRITE_FEES, [
    showId,
    fees.map(({ id }) => id),
    fees.map(({ name }) => name),
    fees.map(({ basis }) => basis),
    fees.map(({ amount }) => amount?.amount ?? null),
    fees.map(({ percent }) => percent),
    fees.map(({ taxRate }) => taxRate),
  ]);
}
