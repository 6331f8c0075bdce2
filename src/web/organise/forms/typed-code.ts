import type { ShowCodesQuery } from '../../../generated/web/operations.ts';
import type { FormProblem, Reading } from './form-problem.ts';
import { percentOfText, priceOfText, typedPercent, typedPrice } from './typed-money.ts';
import { readTime, typedTime } from './typed-time.ts';

export type ShowOfCodes = NonNullable<ShowCodesQuery['show']>;
export type PromoCode = NonNullable<ShowOfCodes['codes']>[number];

/** The last is none: the code only opens an allotment. */
export const DISCOUNT_KINDS = ['PERCENT', 'AMOUNT', 'PRICE', 'NONE'] as const;
export type DiscountKind = (typeof DISCOUNT_KINDS)[number];

/** A promo code as it stands in the fields of a form: times by the clocks of the venue. */
export interface TypedCode {
  code: string;
  kind: DiscountKind;
  value: string;
  /** None: of all. */
  tierIds: readonly string[];
  ticketTypeIds: readonly string[];
  /** Blank: any number. */
  maxUses: string;
  maxTickets: string;
  /** Blank: at once; as long as the show is sold. */
  validFrom: string;
  validUntil: string;
  /** Blank: none. */
  allotmentId: string;
}

export interface CodeInput {
  code: string;
  /** Of one that only opens an allotment there is none. */
  discount: { percent: number } | { amount: number } | { price: number } | null;
  tierIds: string[];
  ticketTypeIds: string[];
  maxUses: number | null;
  maxTickets: number | null;
  /** RFC 3339. */
  validFrom: string | null;
  validUntil: string | null;
  allotmentId: string | null;
}

export interface CodeLocale {
  /** BCP 47. */
  locale: string;
  /** Of the show's currency: how many digits a price has. */
  exponent: number;
  /** IANA name, of the venue. */
  timezone: string;
}

export const NO_CODE: TypedCode = {
  code: '',
  kind: 'PERCENT',
  value: '',
  tierIds: [],
  ticketTypeIds: [],
  maxUses: '',
  maxTickets: '',
  validFrom: '',
  validUntil: '',
  allotmentId: '',
};

const MOST_CHARACTERS = 50;
const MOST_USES = 1_000_000;

export function typedCode(code: PromoCode, { locale, timezone }: CodeLocale): TypedCode {
  const { discount, maxUses, maxTickets, validFrom, validUntil } = code;
  const price = discount?.amount ?? discount?.price;
  return {
    code: code.code,
    kind: discount === null ? 'NONE' : discount.amount ? 'AMOUNT' : discount.price ? 'PRICE' : 'PERCENT',
    value: price ? typedPrice(price, locale) : discount?.percent ? typedPercent(discount.percent, locale) : '',
    tierIds: code.tiers.map(({ id }) => id),
    ticketTypeIds: code.ticketTypes.map(({ id }) => id),
    maxUses: maxUses == null ? '' : String(maxUses),
    maxTickets: maxTickets == null ? '' : String(maxTickets),
    validFrom: typedTime(validFrom, timezone),
    validUntil: typedTime(validUntil, timezone),
    allotmentId: code.allotment?.id ?? '',
  };
}

export interface ReadCodeOptions extends CodeLocale {
  /** The fields that hold a part of a time only: their text is blank then. */
  incomplete: ReadonlySet<string>;
  /** The one that is changed: times that were not changed stay as they are, to the second and beyond. */
  before: PromoCode | null;
}

/** What was typed, as the API takes it. */
export function readCode(typed: TypedCode, options: ReadCodeOptions): Reading<CodeInput> {
  const problems = new Map<string, FormProblem>();
  const keep = <T>(field: string, read: T | FormProblem): Exclude<T, FormProblem> | null => {
    if (!isProblem(read)) return read as Exclude<T, FormProblem>;
    problems.set(field, read);
    return null;
  };
  const code = keep('code-code', readName(typed.code));
  const discount = typed.kind === 'NONE' ? null : keep('code-value', readDiscount(typed, options));
  const allotmentId = typed.allotmentId === '' ? null : typed.allotmentId;
  if (typed.kind === 'NONE' && allotmentId === null) problems.set('code-allotment', { kind: 'missing' });
  const maxUses = keep('code-maxUses', readCount(typed.maxUses));
  const maxTickets = keep('code-maxTickets', readCount(typed.maxTickets));
  const timeOf = (field: 'validFrom' | 'validUntil') => {
    const isIncomplete = options.incomplete.has(`code-${field}`);
    return readTime(typed[field], { timezone: options.timezone, isIncomplete, before: options.before?.[field] });
  };
  const validFrom = keep('code-validFrom', timeOf('validFrom'));
  const validUntil = keep('code-validUntil', timeOf('validUntil'));
  if (validFrom !== null && validUntil !== null && validUntil <= validFrom) {
    problems.set('code-validUntil', { kind: 'notAfterValidFrom' });
  }
  if (problems.size > 0 || code === null) return { ok: false, problems };
  const { tierIds, ticketTypeIds } = typed;
  const input = {
    code,
    tierIds: [...tierIds],
    ticketTypeIds: [...ticketTypeIds],
    maxUses,
    maxTickets,
    validFrom,
    validUntil,
    discount,
    allotmentId,
  };
  return { ok: true, input, fieldOf: FIELD_OF };
}

const FIELD_OF = new Map([
  ['input.code', 'code-code'],
  ['input.discount', 'code-value'],
  ['input.discount.percent', 'code-value'],
  ['input.discount.amount', 'code-value'],
  ['input.discount.price', 'code-value'],
  ['input.allotmentId', 'code-allotment'],
  ['input.maxUses', 'code-maxUses'],
  ['input.maxTickets', 'code-maxTickets'],
  ['input.validFrom', 'code-validFrom'],
  ['input.validUntil', 'code-validUntil'],
]);

function isProblem(read: unknown): read is FormProblem {
  return typeof read === 'object' && read !== null && 'kind' in read;
}

function readName(text: string): string | FormProblem {
  const code = text.trim();
  if (code === '') return { kind: 'missing' };
  return code.length > MOST_CHARACTERS ? { kind: 'tooLong' } : code;
}

function readDiscount(
  { kind, value }: TypedCode,
  { locale, exponent }: CodeLocale,
): NonNullable<CodeInput['discount']> | FormProblem {
  if (kind === 'PERCENT') {
    const percent = percentOfText(value, locale);
    if (percent === null) return { kind: 'noPercent' };
    return percent === 0 ? { kind: 'noAmount' } : { percent };
  }
  const amount = priceOfText(value, { locale, exponent });
  if (amount === null) return { kind: 'noPrice' };
  if (kind === 'PRICE') return { price: amount };
  return amount === 0 ? { kind: 'noAmount' } : { amount };
}

function readCount(text: string): number | null | FormProblem {
  if (text.trim() === '') return null;
  const count = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
  return count >= 1 && count <= MOST_USES ? count : { kind: 'noCount' };
}
