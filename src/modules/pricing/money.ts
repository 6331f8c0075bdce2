import { LRUCache } from 'lru-cache';
import { exponentOf } from '../../shared/money/currencies.ts';
import { moneyFormat } from '../../shared/money/money-format.ts';

/** Whole minor units (cents for EUR, yen for JPY), at most 2^53 - 1, of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}

const formats = new LRUCache<string, (amount: number) => string>({ max: 200 });

/** As people of the locale (BCP 47) write it. Throws RangeError when the locale is not well-formed. */
export function formatMoney({ amount, currency }: Money, locale = 'en'): string {
  const key = `${locale} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = moneyFormat({ currency, exponent: exponentOf(currency), locale });
    formats.set(key, format);
  }
  return format(amount);
}
