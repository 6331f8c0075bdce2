import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { rateOf } from '../../shared/money/rate.ts';
import type { Fee } from '../pricing/fee.ts';
import { type FeeInput, type TicketPriceInput, type TicketTypeInput, typeNamed } from '../pricing/pricing-input.ts';
import { type TierPrices, writeFees, writeTicketPrices, writeTicketTypes } from '../pricing/pricing-writer.ts';
import type { TicketType } from '../pricing/ticket-type.ts';

/** What is to become of a show's ticket types, their prices and its fees; null: they stay as they are. */
export interface PricingChange {
  /** All of them, in their order. */
  ticketTypes: TicketType[] | null;
  /** Of the tiers that are named. */
  tierPrices: TierPrices[] | null;
  /** All of them, in their order. */
  fees: Fee[] | null;
}

/** What an organiser gives of it: it has been checked. */
export interface PricingInput {
  currency: string;
  /** The types that the show is to have; null: it keeps its own, `present`. */
  ticketTypes: readonly TicketTypeInput[] | null;
  present: readonly TicketType[];
  tiers: readonly { id: string; prices?: readonly TicketPriceInput[] | null | undefined }[];
  fees: readonly FeeInput[] | null;
}

export function pricingChangeOf({ currency, ticketTypes, present, tiers, fees }: PricingInput): PricingChange {
  const types = ticketTypes?.map(typeOf) ?? null;
  const named = types ?? present;
  const tierPrices = tiers.flatMap(({ id, prices }) => (prices ? [tierPricesOf(id, prices, named)] : []));
  return {
    ticketTypes: types,
    tierPrices: tierPrices.length === 0 ? null : tierPrices,
    fees: fees?.map((fee) => feeOf(fee, currency)) ?? null,
  };
}

/** Writes it, inside the transaction that makes the show or has locked its row. */
export async function writePricing(
  tx: Querier,
  showId: string,
  { ticketTypes, tierPrices, fees }: PricingChange,
): Promise<void> {
  if (ticketTypes) await writeTicketTypes(tx, showId, ticketTypes);
  if (tierPrices) await writeTicketPrices(tx, tierPrices);
  if (fees) await writeFees(tx, showId, fees);
}

function typeOf({ id, name, note }: TicketTypeInput): TicketType {
  return { id: id ?? newId('tickettype'), name, note: note ?? null };
}

function tierPricesOf(tierId: string, prices: readonly TicketPriceInput[], types: readonly TicketType[]): TierPrices {
  return {
    tierId,
    prices: prices.map(({ ticketType, price }) => ({ ticketTypeId: typeNamed(types, ticketType)!.id, price })),
  };
}

function feeOf({ name, basis, amount, percent, taxRate }: FeeInput, currency: string): Fee {
  return {
    id: newId('fee'),
    name,
    basis,
    amount: amount == null ? null : { amount, currency },
    percent: percent == null ? null : rateOf(percent),
    taxRate: rateOf(taxRate ?? 0),
  };
}
