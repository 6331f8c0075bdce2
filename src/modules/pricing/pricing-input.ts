import type { InputIssue } from '../../shared/errors.ts';
import { rateIssues } from '../../shared/money/rate.ts';
import { sameNameIssues, textIssues } from '../../shared/text/text-issues.ts';
import type { FeeBasis } from './fee.ts';

/** So that the sum of the most seats of one lock (5,000), each with its fees, is a safe integer. */
export const MAX_PRICE = 1_000_000_000_000;
export const MAX_TICKET_TYPES = 20;
export const MAX_FEES = 10;
export const MAX_TYPE_NAME = 100;
export const MAX_TYPE_NOTE = 300;
export const MAX_FEE_NAME = 100;

export interface TicketTypeInput {
  /** Of a type that the show has; without it, it is a new one. */
  id?: string | null | undefined;
  name: string;
  note?: string | null | undefined;
}

/** What seats of a tier cost as a ticket type after the show's first. */
export interface TicketPriceInput {
  /** The type's name, or its id. */
  ticketType: string;
  /** Minor units, whole. */
  price: number;
}

/** With exactly one of amount and percent. */
export interface FeeInput {
  name: string;
  basis: FeeBasis;
  /** Minor units, whole. */
  amount?: number | null | undefined;
  percent?: number | null | undefined;
  /** In percent. */
  taxRate?: number | null | undefined;
}

/** What is wrong with the types that a show is to have, by path. */
export function ticketTypeIssues(types: readonly TicketTypeInput[]): InputIssue[] {
  const path = 'input.ticketTypes';
  const issues = types.flatMap(({ name, note }, index) => {
    const at = `${path}.${index}`;
    return [
      ...textIssues(name, `${at}.name`, MAX_TYPE_NAME),
      ...(note == null ? [] : textIssues(note, `${at}.note`, MAX_TYPE_NOTE)),
    ];
  });
  issues.push(
    ...sameNameIssues(
      types.map(({ name }) => name),
      (index) => `${path}.${index}.name`,
    ),
  );
  if (types.length > MAX_TICKET_TYPES)
    issues.push({
      path,
      message: `must be at most ${MAX_TICKET_TYPES} types`,
      code: 'TOO_MANY',
      maximum: MAX_TICKET_TYPES,
    });
  return issues;
}

/** What is wrong with the prices of one tier for types after the first; `types` are the show's, as they are to be. */
export function ticketPriceIssues(
  prices: readonly TicketPriceInput[],
  types: readonly TicketTypeInput[],
  path: string,
): InputIssue[] {
  const seen = new Set<TicketTypeInput>();
  return prices.flatMap(({ ticketType, price }, index) => {
    const at = `${path}.${index}`;
    const type = typeNamed(types, ticketType);
    const issues = priceIssues(price, `${at}.price`);
    if (!type)
      issues.push({
        path: `${at}.ticketType`,
        message: `"${ticketType}" is no ticket type of the show`,
        code: 'UNKNOWN',
      });
    else if (type === types[0]) {
      issues.push({
        path: `${at}.ticketType`,
        message: "is the first type: what it costs is the tier's price",
        code: 'NOT_COMBINABLE',
      });
    } else if (seen.has(type))
      issues.push({ path: `${at}.ticketType`, message: `"${ticketType}" is priced twice`, code: 'DUPLICATE' });
    else seen.add(type);
    return issues;
  });
}

/** The type that is meant by an id or a name. */
export function typeNamed<Type extends Pick<TicketTypeInput, 'id' | 'name'>>(
  types: readonly Type[],
  nameOrId: string,
): Type | undefined {
  return types.find(({ id }) => id === nameOrId) ?? types.find(({ name }) => name === nameOrId);
}

export function priceIssues(price: number, path: string): InputIssue[] {
  if (Number.isSafeInteger(price) && price >= 0 && price <= MAX_PRICE) return [];
  return [
    { path, message: `must be a whole number of minor units, 0 to ${MAX_PRICE}`, code: 'OUT_OF_RANGE', minimum: 0 },
  ];
}

/**
 * What is wrong with the fees that a show is to have, by path. `dearest`: what its dearest ticket costs. Of those that it has already
 * (`areKept`) the names are not looked at: older ones may be alike.
 */
export function feeIssues(fees: readonly FeeInput[], dearest: number, areKept = false): InputIssue[] {
  const path = 'input.fees';
  const issues = fees.flatMap((fee, index) => oneFeeIssues(fee, `${path}.${index}`, areKept));
  if (!areKept) {
    issues.push(
      ...sameNameIssues(
        fees.map(({ name }) => name),
        (index) => `${path}.${index}.name`,
      ),
    );
  }
  if (fees.length > MAX_FEES)
    issues.push({ path, message: `must be at most ${MAX_FEES} fees`, code: 'TOO_MANY', maximum: MAX_FEES });
  const charged = fees.reduce(
    (sum, { amount, percent }) => sum + (amount ?? Math.ceil((dearest * (percent ?? 0)) / 100)),
    0,
  );
  if (issues.length === 0 && fees.length > 0 && dearest + charged > MAX_PRICE) {
    issues.push({
      path,
      message: `the dearest ticket must cost at most ${MAX_PRICE} minor units with all fees`,
      code: 'OUT_OF_RANGE',
    });
  }
  return issues;
}

function oneFeeIssues({ name, amount, percent, taxRate }: FeeInput, at: string, isKept: boolean): InputIssue[] {
  const issues = isKept ? [] : textIssues(name, `${at}.name`, MAX_FEE_NAME);
  if ((amount == null) === (percent == null))
    issues.push({ path: at, message: 'must have either amount or percent', code: 'NOT_COMBINABLE' });
  if (amount != null) issues.push(...priceIssues(amount, `${at}.amount`));
  if (amount === 0) issues.push({ path: `${at}.amount`, message: 'must not be 0', code: 'OUT_OF_RANGE' });
  if (percent != null) issues.push(...rateIssues(percent, `${at}.percent`));
  if (percent === 0) issues.push({ path: `${at}.percent`, message: 'must not be 0', code: 'OUT_OF_RANGE' });
  if (taxRate != null) issues.push(...rateIssues(taxRate, `${at}.taxRate`));
  return issues;
}
