import type { Money } from '../../api/box-office-types.ts';
import { textOfUnits, unitsOfText } from './decimal-text.ts';

/** Percentages have as many digits after the point in the API. */
const RATE_DIGITS = 3;
const WHOLE = 100;

/** A price as it is typed: in the currency's major unit, with all its digits. */
export function typedPrice({ amount, exponent }: Pick<Money, 'amount' | 'exponent'>, locale: string): string {
  return textOfUnits(amount, { digits: exponent, locale });
}

/** In minor units; null: that is no price of the currency. */
export function priceOfText(text: string, { exponent, locale }: { exponent: number; locale: string }): number | null {
  return unitsOfText(text, { digits: exponent, locale });
}

/** A percentage as it is typed, such as 7.7. */
export function typedPercent(percent: number, locale: string): string {
  return textOfUnits(Math.round(percent * 10 ** RATE_DIGITS), { digits: RATE_DIGITS, locale, fewest: 0 });
}

/** From 0 to 100; null: that is none. */
export function percentOfText(text: string, locale: string): number | null {
  const units = unitsOfText(text.replace(/\s*%\s*$/, ''), { digits: RATE_DIGITS, locale });
  if (units === null || units > WHOLE * 10 ** RATE_DIGITS) return null;
  return units / 10 ** RATE_DIGITS;
}
