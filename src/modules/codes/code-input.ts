import { isId } from '../../platform/ids.ts';
import { type InputIssue, InvalidInputError } from '../../shared/errors.ts';
import { rateIssues, rateOf } from '../../shared/money/rate.ts';
import { textIssues } from '../../shared/text/text-issues.ts';
import { type Discount, isDiscount } from '../pricing/code-terms.ts';
import { priceIssues } from '../pricing/pricing-input.ts';
import type { Show } from '../shows/show.ts';
import type { Code } from './code.ts';

export const MAX_CODE = 50;
/** Of one show. */
export const MAX_CODES = 1_000;
/** How often a code may be used, and for how many tickets, where that is said. */
export const MAX_CODE_USES = 1_000_000;

/** With exactly one of the three. */
export interface DiscountInput {
  percent?: number | null | undefined;
  /** Minor units, whole; so is the price. */
  amount?: number | null | undefined;
  price?: number | null | undefined;
}

/** What an organiser gives of a code. */
export interface CodeFields {
  discount?: DiscountInput | null | undefined;
  tierIds?: readonly string[] | null | undefined;
  ticketTypeIds?: readonly string[] | null | undefined;
  maxUses?: number | null | undefined;
  maxTickets?: number | null | undefined;
  validFrom?: Date | null | undefined;
  validUntil?: Date | null | undefined;
  /** The caller has seen to it that it is one of the show. A code with one may do without a discount. */
  allotmentId?: string | null | undefined;
}

export interface CreateCodeInput extends CodeFields {
  showId: string;
  code: string;
  idempotencyKey?: string | null | undefined;
}

/** What is not given stays as it is. */
export interface UpdateCodeInput extends CodeFields {
  codeId: string;
  code?: string | null | undefined;
}

/** What an organiser decides of a code. */
export type CodeDraft = Pick<
  Code,
  | 'code'
  | 'percent'
  | 'amount'
  | 'price'
  | 'tierIds'
  | 'ticketTypeIds'
  | 'maxUses'
  | 'maxTickets'
  | 'validFrom'
  | 'validUntil'
  | 'allotmentId'
>;

const NOTHING: Omit<CodeDraft, 'code'> = {
  percent: null,
  amount: null,
  price: null,
  tierIds: [],
  ticketTypeIds: [],
  maxUses: null,
  maxTickets: null,
  validFrom: null,
  validUntil: null,
  allotmentId: null,
};

/** A new code of the show. Throws InvalidInputError with every problem: those too that the caller has found of its allotment. */
export function newCode(show: Show, input: CreateCodeInput, allotmentIssues: readonly InputIssue[] = []): CodeDraft {
  const before = { ...NOTHING, code: input.code.trim(), uses: 0, tickets: 0 };
  return checked(show, input, before, allotmentIssues);
}

const TIERS = { path: 'input.tierIds', what: 'price tier' };
const TICKET_TYPES = { path: 'input.ticketTypeIds', what: 'ticket type' };

/** Throws InvalidInputError where what is named by its id has none of ours: before it is written down along with the caller's key. */
export function checkIdsOfCode({ tierIds, ticketTypeIds, allotmentId }: CreateCodeInput): void {
  const issues = [
    ...unknownIds(tierIds ?? [], (id) => isId('tier', id), TIERS),
    ...unknownIds(ticketTypeIds ?? [], (id) => isId('tickettype', id), TICKET_TYPES),
  ];
  if (allotmentId != null && !isId('allotment', allotmentId)) {
    issues.push({ path: 'input.allotmentId', message: 'is no allotment of this show', code: 'UNKNOWN' });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** The code as it is to be. Throws InvalidInputError as newCode. */
export function changedCode(
  show: Show,
  present: Code,
  input: UpdateCodeInput,
  allotmentIssues: readonly InputIssue[] = [],
): CodeDraft {
  return checked(show, input, { ...present, code: input.code?.trim() ?? present.code }, allotmentIssues);
}

function checked(
  show: Show,
  input: CodeFields,
  before: CodeDraft & Pick<Code, 'uses' | 'tickets'>,
  allotmentIssues: readonly InputIssue[],
): CodeDraft {
  // Before it is made into whole numbers.
  const discountIssues = input.discount ? issuesOfDiscount(input.discount) : [];
  const after: CodeDraft = {
    ...before,
    ...(discountIssues.length === 0 ? discountGiven(input.discount) : {}),
    tierIds: listOf(input.tierIds, before.tierIds),
    ticketTypeIds: listOf(input.ticketTypeIds, before.ticketTypeIds),
    maxUses: given(input.maxUses, before.maxUses),
    maxTickets: given(input.maxTickets, before.maxTickets),
    validFrom: given(input.validFrom, before.validFrom),
    validUntil: given(input.validUntil, before.validUntil),
    allotmentId: given(input.allotmentId, before.allotmentId),
  };
  const issues = [
    ...discountIssues,
    ...textIssues(after.code, 'input.code', MAX_CODE),
    ...scopeIssues(show, input),
    ...draftIssues(after, before),
    ...allotmentIssues,
  ];
  if (!input.discount && !isDiscount(after) && after.allotmentId === null) {
    issues.push({ path: 'input.discount', message: 'must say what tickets become cheaper by', code: 'REQUIRED' });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
  return after;
}

function given<T>(value: T | undefined, before: T): T {
  return value === undefined ? before : value;
}

/** Null is none, which is all. */
function listOf(ids: readonly string[] | null | undefined, before: readonly string[]): readonly string[] {
  return ids === undefined ? before : [...new Set(ids ?? [])];
}

/** Undefined: it stays. Null: nothing becomes cheaper any more. */
function discountGiven(discount: DiscountInput | null | undefined): Partial<Discount> {
  if (discount === null) return { percent: null, amount: null, price: null };
  return discount ? discountOfInput(discount) : {};
}

function discountOfInput({ percent, amount, price }: DiscountInput): Discount {
  return { percent: percent == null ? null : rateOf(percent), amount: amount ?? null, price: price ?? null };
}

function issuesOfDiscount({ percent, amount, price }: DiscountInput): InputIssue[] {
  const path = 'input.discount';
  const issues: InputIssue[] = [];
  if ([percent, amount, price].filter((one) => one != null).length !== 1) {
    issues.push({ path, message: 'must have exactly one of percent, amount and price', code: 'NOT_COMBINABLE' });
  }
  if (percent != null) issues.push(...rateIssues(percent, `${path}.percent`));
  if (percent === 0) issues.push({ path: `${path}.percent`, message: 'must not be 0', code: 'OUT_OF_RANGE' });
  if (amount != null) issues.push(...priceIssues(amount, `${path}.amount`));
  if (amount === 0) issues.push({ path: `${path}.amount`, message: 'must not be 0', code: 'OUT_OF_RANGE' });
  if (price != null) issues.push(...priceIssues(price, `${path}.price`));
  return issues;
}

/** Of what is given: what the code names already stays with its show (see `findTypesOfCodes`). */
function scopeIssues(show: Show, { tierIds, ticketTypeIds }: CodeFields): InputIssue[] {
  return [
    ...unknownIds(tierIds ?? [], among(show.priceTiers), TIERS),
    ...unknownTypeIssues(ticketTypeIds ?? [], show.ticketTypes),
  ];
}

/** `types`: those of the show. */
export function unknownTypeIssues(ticketTypeIds: readonly string[], types: readonly { id: string }[]): InputIssue[] {
  return unknownIds(ticketTypeIds, among(types), TICKET_TYPES);
}

function draftIssues(draft: CodeDraft, { uses, tickets }: Pick<Code, 'uses' | 'tickets'>): InputIssue[] {
  const { validFrom, validUntil } = draft;
  const issues = [
    ...countIssues(draft.maxUses, uses, { path: 'input.maxUses', what: 'bookings have used it' }),
    ...countIssues(draft.maxTickets, tickets, { path: 'input.maxTickets', what: 'tickets have used it' }),
  ];
  if (validFrom && validUntil && validFrom >= validUntil) {
    issues.push({ path: 'input.validUntil', message: 'must be after validFrom', code: 'TOO_EARLY' });
  }
  return issues;
}

function among(known: readonly { id: string }[]): (id: string) => boolean {
  return (id) => known.some((one) => one.id === id);
}

function unknownIds(
  ids: readonly string[],
  isKnown: (id: string) => boolean,
  { path, what }: { path: string; what: string },
): InputIssue[] {
  return ids.flatMap((id, index) =>
    isKnown(id) ? [] : [{ path: `${path}.${index}`, message: `is no ${what} of this show`, code: 'UNKNOWN' }],
  );
}

function countIssues(max: number | null, used: number, { path, what }: { path: string; what: string }): InputIssue[] {
  if (max === null) return [];
  if (!Number.isSafeInteger(max) || max < 1 || max > MAX_CODE_USES) {
    return [
      { path, message: `must be from 1 to ${MAX_CODE_USES}`, code: 'OUT_OF_RANGE', minimum: 1, maximum: MAX_CODE_USES },
    ];
  }
  return max < used
    ? [
        {
          path,
          message: `must be at least ${used}: so many ${what}. endCode ends it.`,
          code: 'OUT_OF_RANGE',
          minimum: used,
        },
      ]
    : [];
}
