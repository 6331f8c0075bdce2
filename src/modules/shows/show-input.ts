import type { InputIssue } from '../../shared/errors.ts';
import { rateIssues } from '../../shared/money/rate.ts';
import { sameNameIssues, textIssues } from '../../shared/text/text-issues.ts';
import {
  type FeeInput,
  feeIssues,
  priceIssues,
  type TicketPriceInput,
  type TicketTypeInput,
  ticketPriceIssues,
  ticketTypeIssues,
} from '../pricing/pricing-input.ts';
import type { SeatCategory } from '../seating/seating-plan-model.ts';
import { type ChangeRulesInput, changeRulesIssues } from './change-rules.ts';
import { changedRules, NO_SEAT_RULES, type SeatRulesInput, seatRulesIssues } from './seat-rules.ts';
import type { Show } from './show.ts';
import type { ShowLimitsInput } from './show-limits.ts';

export interface PriceTierInput {
  name: string;
  /** A category of the plan. */
  category: string;
  /** Minor units, whole. */
  price: number;
  /** Of the tax in its prices, in percent; 0 by default. */
  taxRate?: number | null | undefined;
  /** For ticket types after the first. */
  prices?: readonly TicketPriceInput[] | null | undefined;
  /** Of a show that is made by name; the API has none. */
  id?: string;
}

export interface CreateShowInput {
  planId: string;
  title: string;
  startsAt: Date;
  /** ISO 4217, upper case. */
  currency: string;
  priceTiers: readonly PriceTierInput[];
  salesStartAt?: Date | null | undefined;
  salesEndAt?: Date | null | undefined;
  seatRules?: SeatRulesInput | null | undefined;
  limits?: ShowLimitsInput | null | undefined;
  changeRules?: ChangeRulesInput | null | undefined;
  ticketTypes?: readonly TicketTypeInput[] | null | undefined;
  fees?: readonly FeeInput[] | null | undefined;
}

export interface PriceChange {
  /** The tier, of the show. */
  id: string;
  name?: string | null | undefined;
  /** Minor units, whole. */
  price?: number | null | undefined;
  /** In percent. */
  taxRate?: number | null | undefined;
  /** For ticket types after the first: all of them. */
  prices?: readonly TicketPriceInput[] | null | undefined;
}

/** What is not given stays; null takes away a time of sales. */
export interface UpdateShowInput {
  showId: string;
  title?: string | null | undefined;
  startsAt?: Date | null | undefined;
  salesStartAt?: Date | null | undefined;
  salesEndAt?: Date | null | undefined;
  priceTiers?: readonly PriceChange[] | null | undefined;
  seatRules?: SeatRulesInput | null | undefined;
  /** Locks that run stay as they are. */
  limits?: ShowLimitsInput | null | undefined;
  changeRules?: ChangeRulesInput | null | undefined;
  /** All of them, in their order; those of the show that are left out are removed. */
  ticketTypes?: readonly TicketTypeInput[] | null | undefined;
  /** All of them, in their order, in place of those that there are. */
  fees?: readonly FeeInput[] | null | undefined;
}

export const MAX_TITLE = 200;
export const MAX_TIER_NAME = 100;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Every problem of the input but for its plan's existence and its limits, by path. */
export function showIssues(input: CreateShowInput, categories: readonly SeatCategory[]): InputIssue[] {
  return [
    ...textIssues(input.title, 'input.title', MAX_TITLE),
    ...dateIssues(input),
    ...(CURRENCIES.has(input.currency)
      ? []
      : [
          {
            path: 'input.currency',
            message: 'must be an ISO 4217 code in upper case, such as EUR',
            code: 'MALFORMED' as const,
          },
        ]),
    ...tierIssues(input.priceTiers, categories),
    ...pricingIssues(input),
    ...seatRulesIssues(changedRules(NO_SEAT_RULES, input.seatRules)),
    ...changeRulesIssues(input.changeRules),
  ];
}

/** Of ticket types, their prices, fees and taxes. */
function pricingIssues({ priceTiers, ticketTypes, fees }: CreateShowInput): InputIssue[] {
  const types = ticketTypes ?? [];
  const prices = priceTiers.flatMap((tier) => [tier.price, ...(tier.prices ?? []).map(({ price }) => price)]);
  return [
    ...ticketTypeIssues(types),
    ...priceTiers.flatMap((tier, index) => tierPricingIssues(tier, types, `input.priceTiers.${index}`)),
    ...feeIssues(fees ?? [], Math.max(0, ...prices)),
  ];
}

function tierPricingIssues(
  { prices, taxRate }: Pick<PriceTierInput, 'prices' | 'taxRate'>,
  types: readonly TicketTypeInput[],
  path: string,
): InputIssue[] {
  return [
    ...ticketPriceIssues(prices ?? [], types, `${path}.prices`),
    ...(taxRate == null ? [] : rateIssues(taxRate, `${path}.taxRate`)),
  ];
}

/** Every problem of the changes of prices, by path; `show` is as it is, `types` its ticket types as they are to be. */
export function priceChangeIssues(
  changes: readonly PriceChange[],
  show: Show,
  types: readonly TicketTypeInput[],
): InputIssue[] {
  const issues: InputIssue[] = [];
  const known = new Set(show.priceTiers.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [index, { id, name, price, ...pricing }] of changes.entries()) {
    const path = `input.priceTiers.${index}`;
    if (!known.has(id))
      issues.push({ path: `${path}.id`, message: 'is not a price tier of this show', code: 'UNKNOWN' });
    else if (seen.has(id)) issues.push({ path: `${path}.id`, message: 'is given twice', code: 'DUPLICATE' });
    seen.add(id);
    if (name != null) issues.push(...textIssues(name, `${path}.name`, MAX_TIER_NAME));
    if (price != null) issues.push(...priceIssues(price, `${path}.price`));
    issues.push(...tierPricingIssues(pricing, types, path));
  }
  return [...issues, ...renamedTierIssues(changes, show)];
}

/** A tier's new name is told apart from those of the others; several tiers may have the very same. Older ones may stay alike. */
function renamedTierIssues(changes: readonly PriceChange[], { priceTiers }: Show): InputIssue[] {
  const renamed = changes.filter(
    ({ id, name }) => name != null && priceTiers.some((tier) => tier.id === id && tier.name !== name),
  );
  const kept = priceTiers.filter(({ id }) => !renamed.some((change) => change.id === id)).map(({ name }) => name);
  const names = [...kept, ...renamed.map(({ name }) => name!)];
  const pathOf = (index: number) =>
    index < kept.length ? null : `input.priceTiers.${changes.indexOf(renamed[index - kept.length]!)}.name`;
  return sameNameIssues(names, pathOf, true);
}

/** Every problem of the title, where it is a new one, and of the times and seat rules that a show is to have, by path. */
export function updateIssues(
  show: Pick<Show, 'title' | 'startsAt' | 'salesStartAt' | 'salesEndAt' | 'seatRules'>,
  hasNewTitle: boolean,
): InputIssue[] {
  const titleIssues = hasNewTitle ? textIssues(show.title, 'input.title', MAX_TITLE) : [];
  return [...titleIssues, ...dateIssues(show), ...seatRulesIssues(show.seatRules)];
}

function dateIssues({
  startsAt,
  salesStartAt = null,
  salesEndAt = null,
}: Pick<CreateShowInput, 'startsAt' | 'salesStartAt' | 'salesEndAt'>): InputIssue[] {
  const issues: InputIssue[] = [];
  if (salesStartAt !== null && salesStartAt >= startsAt) {
    issues.push({ path: 'input.salesStartAt', message: 'must be before startsAt', code: 'TOO_LATE' });
  }
  if (salesStartAt !== null && salesEndAt !== null && salesEndAt <= salesStartAt) {
    issues.push({ path: 'input.salesEndAt', message: 'must be after salesStartAt', code: 'TOO_EARLY' });
  }
  return issues;
}

function tierIssues(tiers: readonly PriceTierInput[], categories: readonly SeatCategory[]): InputIssue[] {
  const issues: InputIssue[] = [];
  const known = new Set(categories.map(({ name }) => name));
  const firstPlaces = new Map<string, string>();
  for (const [index, { name, category, price }] of tiers.entries()) {
    const path = `input.priceTiers.${index}`;
    issues.push(...textIssues(name, `${path}.name`, MAX_TIER_NAME));
    const first = firstPlaces.get(category);
    if (!known.has(category)) {
      issues.push({
        path: `${path}.category`,
        message: `"${category}" is not one of the plan's categories`,
        code: 'UNKNOWN',
      });
    } else if (first !== undefined) {
      issues.push({
        path: `${path}.category`,
        message: `"${category}" is already priced at ${first}`,
        code: 'DUPLICATE',
      });
    } else firstPlaces.set(category, path);
    issues.push(...priceIssues(price, `${path}.price`));
  }
  for (const name of known) {
    if (!firstPlaces.has(name))
      issues.push({ path: 'input.priceTiers', message: `must price category "${name}"`, code: 'REQUIRED' });
  }
  const names = tiers.map(({ name }) => name);
  return [...issues, ...sameNameIssues(names, (index) => `input.priceTiers.${index}.name`, true)];
}
