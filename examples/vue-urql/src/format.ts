import type { PriceFragment } from './api/shop.generated';

const LOCALE = 'en-GB';

/** Digits by the API's `exponent`: Intl has those of cash, which are fewer for some currencies. */
export function money({ amount, currency, exponent }: PriceFragment): string {
  const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  return new Intl.NumberFormat(LOCALE, { style: 'currency', currency, ...digits }).format(amount / 10 ** exponent);
}

/** A time as it is at the venue. */
export function atVenue(time: string, { timezone }: { timezone: string }): string {
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short', timeZone: timezone }).format(
    new Date(time),
  );
}

export function timeOfDay(time: string): string {
  return new Intl.DateTimeFormat(LOCALE, { timeStyle: 'short' }).format(new Date(time));
}

/** `4:05`, of 245 seconds. */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
