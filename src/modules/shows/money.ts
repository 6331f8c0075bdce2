import { WeighedCache } from '../../platform/weighed-cache.ts';

/** Whole minor units (cents for EUR, yen for JPY), at most 2^53 - 1, of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}

// ISO 4217, list one ("Current currency & funds code list", published by SIX, the maintenance agency), column "Minor unit",
// where it is not 2. Intl's own table follows the customs of cash instead (no digits for forints or rupiahs), which is wrong
// by a factor of 100 or 1,000 for amounts in minor units.
const EXPONENTS = new Map<string, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((it) => [it, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((it) => [it, 3] as const),
  ...'CLF UYW'.split(' ').map((it) => [it, 4] as const),
]);

/** How many decimals the currency's major unit has: 2 for EUR (cents), 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}

/** Formats take a hundred times longer to make than to use. */
const formats = new WeighedCache<Intl.NumberFormat>({ maxWeight: 200 });

/**
 * Minor units as text of the locale: 123450 EUR → `€1,234.50` (en), 1500 JPY → `¥1,500`. Exact up to 2^53 - 1. Throws
 * RangeError when the locale is not well-formed (BCP 47).
 */
export function formatMoney({ amount, currency }: Money, locale = 'en'): string {
  const digits = exponentOf(currency);
  const whole = String(Math.abs(amount)).padStart(digits + 1, '0');
  const decimal = `${amount < 0 ? '-' : ''}${whole.slice(0, whole.length - digits)}.${whole.slice(whole.length - digits)}`;
  return formatOf(currency, locale).format(decimal.replace(/\.$/, '') as Intl.StringNumericLiteral);
}

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const digits = exponentOf(currency);
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  const format = new Intl.NumberFormat(locale, options);
  formats.set(key, format, 1);
  return format;
}
