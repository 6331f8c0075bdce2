import { isDeepStrictEqual } from 'node:util';
import type { InputIssue } from '../../shared/errors.ts';
import { percentOf, rateOf } from '../../shared/money/rate.ts';
import type { Fee } from '../pricing/fee.ts';
import { feeIssues, type TicketTypeInput, ticketTypeIssues } from '../pricing/pricing-input.ts';
import type { TierPrices } from '../pricing/pricing-writer.ts';
import type { TicketType } from '../pricing/ticket-type.ts';
import { type PricingChange, pricingChangeOf } from './pricing-change.ts';
import type { PriceTier, Show } from './show.ts';
import { type PriceChange, priceChangeIssues, type UpdateShowInput } from './show-input.ts';

/** What an update changes of a show's prices. */
export interface PriceChanges {
  /** Those of the tiers of which name, price or tax rate change. */
  tiers: PriceChange[];
  /** What of ticket types, their prices and fees changes. */
  pricing: PricingChange;
  /** The ids of ticket types that the show has no longer. */
  removedTypeIds: string[];
  /** Whether tickets may cost something else by it, or be of another type: names and notes alone change nothing that is held. */
  hasNewPrices: boolean;
  isEmpty: boolean;
}

/** Every problem of what an update says of prices, by path; `show` is as it is. */
export function updatedPriceIssues(show: Show, input: UpdateShowInput): InputIssue[] {
  const types = input.ticketTypes ?? show.ticketTypes;
  return [
    ...(input.ticketTypes ? [...ticketTypeIssues(input.ticketTypes), ...identityIssues(show, input.ticketTypes)] : []),
    ...priceChangeIssues(input.priceTiers ?? [], show, types),
    ...feeIssues(input.fees ?? show.fees.map(inputOf), dearestOf(show, input), !input.fees),
  ];
}

/** The types that stay are named by their ids, and the first stays the first: its price is the tiers' own. */
function identityIssues(show: Show, types: readonly TicketTypeInput[]): InputIssue[] {
  const known = new Set(show.ticketTypes.map(({ id }) => id));
  const seen = new Set<string>();
  const issues = types.flatMap(({ id }, index): InputIssue[] => {
    if (id == null) return [];
    const path = `input.ticketTypes.${index}.id`;
    if (!known.has(id)) return [{ path, message: 'is not a ticket type of this show', code: 'UNKNOWN' }];
    if (seen.has(id)) return [{ path, message: 'is given twice', code: 'DUPLICATE' }];
    seen.add(id);
    return [];
  });
  const first = show.ticketTypes[0];
  if (first && types.length > 0 && types[0]!.id !== first.id) {
    issues.push({
      path: 'input.ticketTypes.0',
      message: `must stay "${first.name}": its price is that of the tiers`,
      code: 'NOT_CHANGEABLE',
    });
  }
  return issues;
}

/** What the dearest ticket may cost: of those that there are, and those that are given. */
function dearestOf(show: Show, { priceTiers }: UpdateShowInput): number {
  const present = show.priceTiers.flatMap(({ price, prices }) => [price, ...prices.map((one) => one.price)]);
  const given = (priceTiers ?? []).flatMap(({ price, prices }) => [
    price ?? 0,
    ...(prices ?? []).map((it) => it.price),
  ]);
  return Math.max(...present.map(({ amount }) => amount), ...given);
}

function inputOf({ name, basis, amount, percent }: Fee) {
  return { name, basis, amount: amount?.amount ?? null, percent: percent === null ? null : percentOf(percent) };
}

/** What the update changes of it; the input has no issues. */
export function priceChangesOf(show: Show, input: UpdateShowInput): PriceChanges {
  const given = input.priceTiers ?? [];
  const asked = pricingChangeOf({
    currency: show.currency,
    ticketTypes: input.ticketTypes ?? null,
    present: show.ticketTypes,
    tiers: given,
    fees: input.fees ?? null,
  });
  const tierOf = new Map(show.priceTiers.map((tier) => [tier.id, tier]));
  const tiers = given.filter((change) => isChanged(change, tierOf.get(change.id)!));
  const pricing: PricingChange = {
    ticketTypes: asked.ticketTypes && isDeepStrictEqual(asked.ticketTypes, show.ticketTypes) ? null : asked.ticketTypes,
    tierPrices: nullIfEmpty((asked.tierPrices ?? []).filter((prices) => hasOthers(prices, tierOf.get(prices.tierId)!))),
    fees: asked.fees && isDeepStrictEqual(asked.fees.map(withoutId), show.fees.map(withoutId)) ? null : asked.fees,
  };
  const idsOf = (types: readonly TicketType[]) => types.map(({ id }) => id);
  const hasOtherTypes =
    pricing.ticketTypes !== null && !isDeepStrictEqual(idsOf(pricing.ticketTypes), idsOf(show.ticketTypes));
  const stay = new Set(idsOf(asked.ticketTypes ?? show.ticketTypes));
  const hasNewPrices =
    tiers.some((change) => costsOther(change, tierOf.get(change.id)!)) ||
    hasOtherTypes ||
    pricing.tierPrices !== null ||
    pricing.fees !== null;
  return {
    tiers,
    pricing,
    removedTypeIds: idsOf(show.ticketTypes).filter((id) => !stay.has(id)),
    hasNewPrices,
    isEmpty: tiers.length === 0 && Object.values(pricing).every((part) => part === null),
  };
}

function isChanged(change: PriceChange, tier: PriceTier): boolean {
  return (change.name ?? tier.name) !== tier.name || costsOther(change, tier);
}

function costsOther({ price, taxRate }: PriceChange, tier: PriceTier): boolean {
  const rate = taxRate == null ? tier.taxRate : rateOf(taxRate);
  return (price ?? tier.price.amount) !== tier.price.amount || rate !== tier.taxRate;
}

function hasOthers({ prices }: TierPrices, tier: PriceTier): boolean {
  const present = new Map(tier.prices.slice(1).map(({ ticketType, price }) => [ticketType.id, price.amount]));
  return (
    prices.length !== present.size || prices.some(({ ticketTypeId, price }) => present.get(ticketTypeId) !== price)
  );
}

function withoutId({ id: _id, ...fee }: Fee): Omit<Fee, 'id'> {
  return fee;
}

function nullIfEmpty<T>(list: T[]): T[] | null {
  return list.length === 0 ? null : list;
}
