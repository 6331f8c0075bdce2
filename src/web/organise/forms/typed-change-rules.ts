import type { Money } from '../../api/box-office-types.ts';
import type { FormProblem, Reading } from './form-problem.ts';
import { percentOfText, priceOfText, typedPercent, typedPrice } from './typed-money.ts';
import { readTime, typedTime } from './typed-time.ts';

/** What buyers may do with what they have booked, as it stands in the fields of a form: times by the clocks of the venue. */
export interface TypedChangeRules {
  /** Blank: buyers may not give tickets back. */
  returnsUntil: string;
  /** Blank: nothing is charged. */
  returnFee: string;
  /** Blank: buyers may not exchange tickets. */
  exchangesUntil: string;
  exchangeFee: string;
  /** Blank: there is no tax in these fees. */
  feeTaxRate: string;
  keepsFees: boolean;
}

export interface ChangeRulesInput {
  /** RFC 3339. */
  returnsUntil: string | null;
  /** Minor units. */
  returnFee: number;
  exchangesUntil: string | null;
  exchangeFee: number;
  feeTaxRate: number;
  keepsFees: boolean;
}

export type RuleTime = 'returnsUntil' | 'exchangesUntil';
export type RuleFee = 'returnFee' | 'exchangeFee';

/** The names of the form's fields. */
export const CHANGE_RULE_NAMES = [
  'returnsUntil',
  'returnFee',
  'exchangesUntil',
  'exchangeFee',
  'feeTaxRate',
  'keepsFees',
] as const satisfies readonly (keyof TypedChangeRules)[];

/** As the API has it where nothing is said. */
export const NO_CHANGE_RULES: TypedChangeRules = {
  returnsUntil: '',
  returnFee: '',
  exchangesUntil: '',
  exchangeFee: '',
  feeTaxRate: '',
  keepsFees: true,
};

export interface KnownChangeRules {
  returnsUntil: string | null;
  returnFee: Pick<Money, 'amount' | 'exponent'>;
  exchangesUntil: string | null;
  exchangeFee: Pick<Money, 'amount' | 'exponent'>;
  feeTaxRate: number;
  keepsFees: boolean;
}

export function changeRulesOfShow(
  rules: KnownChangeRules,
  { timezone, locale }: { timezone: string; locale: string },
): TypedChangeRules {
  const fee = (money: KnownChangeRules['returnFee']) => (money.amount === 0 ? '' : typedPrice(money, locale));
  return {
    returnsUntil: typedTime(rules.returnsUntil, timezone),
    returnFee: fee(rules.returnFee),
    exchangesUntil: typedTime(rules.exchangesUntil, timezone),
    exchangeFee: fee(rules.exchangeFee),
    feeTaxRate: rules.feeTaxRate === 0 ? '' : typedPercent(rules.feeTaxRate, locale),
    keepsFees: rules.keepsFees,
  };
}

export interface ReadChangeRulesOptions {
  /** IANA name, of the venue. */
  timezone: string;
  locale: string;
  /** Of the show's currency: how many digits a price has. */
  exponent: number;
  /** The fields that hold a part of a time only: their text is blank then. */
  incomplete: ReadonlySet<string>;
  /** The server's time, ms since 1970: what is allowed is allowed until later than that. */
  now: number;
  /** The times as they are: what was not changed stays so, also where it is past. */
  before?: Pick<KnownChangeRules, RuleTime>;
}

/** What was typed, as the API takes it. */
export function readChangeRules(typed: TypedChangeRules, options: ReadChangeRulesOptions): Reading<ChangeRulesInput> {
  const problems = new Map<string, FormProblem>();
  const { locale } = options;
  const time = (field: RuleTime) => {
    const read = timeOf(field, typed[field], options);
    if (typeof read !== 'object' || read === null) return read;
    problems.set(field, read);
    return null;
  };
  const number = (
    field: RuleFee | 'feeTaxRate',
    read: (text: string) => number | null,
    kind: 'noPrice' | 'noPercent',
  ) => {
    const value = typed[field].trim() === '' ? 0 : read(typed[field]);
    if (value === null) problems.set(field, { kind });
    return value ?? 0;
  };
  const fee = (field: RuleFee) => number(field, (text) => priceOfText(text, options), 'noPrice');
  // In the order of the fields.
  const input: ChangeRulesInput = {
    returnsUntil: time('returnsUntil'),
    returnFee: fee('returnFee'),
    exchangesUntil: time('exchangesUntil'),
    exchangeFee: fee('exchangeFee'),
    feeTaxRate: number('feeTaxRate', (text) => percentOfText(text, locale), 'noPercent'),
    keepsFees: typed.keepsFees,
  };
  if (problems.size > 0) return { ok: false, problems };
  return { ok: true, input, fieldOf: new Map(CHANGE_RULE_NAMES.map((name) => [`input.changeRules.${name}`, name])) };
}

function timeOf(
  field: RuleTime,
  text: string,
  { timezone, incomplete, now, before }: ReadChangeRulesOptions,
): string | null | FormProblem {
  const known = before?.[field] ?? null;
  const read = readTime(text, { timezone, isIncomplete: incomplete.has(field), before: known });
  const isPast = typeof read === 'string' && read !== known && Date.parse(read) <= now;
  return isPast ? { kind: 'past' } : read;
}
