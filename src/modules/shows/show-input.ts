import type { InputIssue } from '../../shared/errors.ts';
import { hasVisibleText, isPlainText } from '../../shared/text/plain-text.ts';
import type { SeatCategory } from '../seating/seating-plan-model.ts';
import { changedRules, NO_SEAT_RULES, type SeatRulesInput, seatRulesIssues } from './seat-rules.ts';
import type { Show } from './show.ts';

export interface PriceTierInput {
  name: string;
  /** A category of the plan. */
  category: string;
  /** Minor units, whole. */
  price: number;
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
}

export interface PriceChange {
  /** The tier, of the show. */
  id: string;
  name?: string | null | undefined;
  /** Minor units, whole. */
  price?: number | null | undefined;
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
}

/** So that the sum of the most seats of one lock (5,000) is a safe integer. */
export const MAX_PRICE = 1_000_000_000_000;
export const MAX_TITLE = 200;
export const MAX_TIER_NAME = 100;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Every problem of the input but for its plan's existence, by path. */
export function showIssues(input: CreateShowInput, categories: readonly SeatCategory[]): InputIssue[] {
  return [
    ...textIssues(input.title, 'input.title', MAX_TITLE),
    ...dateIssues(input),
    ...(CURRENCIES.has(input.currency)
      ? []
      : [{ path: 'input.currency', message: 'must be an ISO 4217 code in upper case, such as EUR' }]),
    ...tierIssues(input.priceTiers, categories),
    ...seatRulesIssues(changedRules(NO_SEAT_RULES, input.seatRules)),
  ];
}

/** Every problem of the changes of prices, by path; `show` is as it is. */
export function priceChangeIssues(changes: readonly PriceChange[], show: Show): InputIssue[] {
  const issues: InputIssue[] = [];
  const known = new Set(show.priceTiers.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [index, { id, name, price }] of changes.entries()) {
    const path = `input.priceTiers.${index}`;
    if (!known.has(id)) issues.push({ path: `${path}.id`, message: 'is not a price tier of this show' });
    else if (seen.has(id)) issues.push({ path: `${path}.id`, message: 'is given twice' });
    seen.add(id);
    if (name != null) issues.push(...textIssues(name, `${path}.name`, MAX_TIER_NAME));
    if (price != null) issues.push(...priceIssues(price, `${path}.price`));
  }
  return issues;
}

/** Every problem of the title, times and seat rules that a show is to have, by path. */
export function updateIssues(
  show: Pick<Show, 'title' | 'startsAt' | 'salesStartAt' | 'salesEndAt' | 'seatRules'>,
): InputIssue[] {
  return [...textIssues(show.title, 'input.title', MAX_TITLE), ...dateIssues(show), ...seatRulesIssues(show.seatRules)];
}

function priceIssues(price: number, path: string): InputIssue[] {
  if (Number.isSafeInteger(price) && price >= 0 && price <= MAX_PRICE) return [];
  return [{ path, message: `must be a whole number of minor units, 0 to ${MAX_PRICE}` }];
}

function dateIssues({
  startsAt,
  salesStartAt = null,
  salesEndAt = null,
}: Pick<CreateShowInput, 'startsAt' | 'salesStartAt' | 'salesEndAt'>): InputIssue[] {
  const issues: InputIssue[] = [];
  if (salesStartAt !== null && salesStartAt >= startsAt) {
    issues.push({ path: 'input.salesStartAt', message: 'must be before startsAt' });
  }
  if (salesStartAt !== null && salesEndAt !== null && salesEndAt <= salesStartAt) {
    issues.push({ path: 'input.salesEndAt', message: 'must be after salesStartAt' });
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
      issues.push({ path: `${path}.category`, message: `"${category}" is not one of the plan's categories` });
    } else if (first !== undefined) {
      issues.push({ path: `${path}.category`, message: `"${category}" is already priced at ${first}` });
    } else firstPlaces.set(category, path);
    issues.push(...priceIssues(price, `${path}.price`));
  }
  for (const name of known) {
    if (!firstPlaces.has(name)) issues.push({ path: 'input.priceTiers', message: `must price category "${name}"` });
  }
  return issues;
}

function textIssues(text: string, path: string, maxLength: number): InputIssue[] {
  const issues: InputIssue[] = [];
  if (!hasVisibleText(text)) issues.push({ path, message: 'must not be empty' });
  if (text.length > maxLength) issues.push({ path, message: `must have at most ${maxLength} characters` });
  // The title is the subject of mails.
  if (!isPlainText(text)) {
    issues.push({ path, message: 'must be plain text without control characters' });
  }
  return issues;
}
