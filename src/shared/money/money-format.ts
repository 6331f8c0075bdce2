export interface MoneyFormatOptions {
  /** An ISO 4217 code. */
  currency: string;
  /** How many decimals its major unit has: see `exponentOf`. */
  exponent: number;
  /** A BCP 47 tag. */
  locale: string;
}

/**
 * Makes the function that writes minor units of a currency as people of a locale do: 123450 EUR → `€1,234.50` (en), 1500 JPY →
 * `¥1,500`. Exact up to 2^53 - 1. Keep what it returns: making it takes a hundred times longer than using it. Throws
 * RangeError when the locale is not well-formed.
 */
export function moneyFormat({ currency, exponent, locale }: MoneyFormatOptions): (amount: number) => string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  return (amount) => format.format(decimalOf(amount, exponent) as Intl.StringNumericLiteral);
}

/** Minor units as a decimal of major units, by its digits: 5 with exponent 2 → `0.05`. */
export function decimalOf(amount: number, exponent: number): string {
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const point = digits.length - exponent;
  const decimal = exponent === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return amount < 0 ? `-${decimal}` : decimal;
}
