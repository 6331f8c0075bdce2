import { hasVisibleText, isPlainText } from '../../shared/text/plain-text.ts';
import type { InputIssue } from '../errors.ts';
import type { SeatCategory } from '../seating/seating-plan-model.ts';

export interface PriceTierInput {
  name: string;
  /** A category of the plan. */
  category: string;
  /** Minor units, whole. */
  price: number;
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
  ];
}

function dateIssues({ startsAt, salesStartAt = null, salesEndAt = null }: CreateShowInput): InputIssue[] {
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
    if (!Number.isSafeInteger(price) || price < 0 || price > MAX_PRICE) {
      issues.push({ path: `${path}.price`, message: `must be a whole number of minor units, 0 to ${MAX_PRICE}` });
    }
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
