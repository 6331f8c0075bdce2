import type { Money } from '../api/box-office-types.ts';

/** A price as it is typed: in the currency's major unit, with a point or a comma. */
export function typedPrice({ amount, exponent }: Money): string {
  return (amount / 10 ** exponent).toFixed(exponent);
}

/** The price in minor units; null: that is no price of the currency. */
export function priceOfText(text: string, exponent: number): number | null {
  const [, whole, fraction = ''] = /^(\d{1,10})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > exponent) return null;
  return Number(whole + fraction.padEnd(exponent, '0'));
}
