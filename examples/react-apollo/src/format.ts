import type { BookingSummaryFragment, PriceFragment } from './api/shop.generated';

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

/** `4:05`, or `2:04:05` when it is hours: how long a hold lasts is the organiser's choice. */
export function countdown(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/** Places of an area, which have no numbers: `2 × Pit, Child`. */
export function placesName({ quantity, area, ticketType }: BookingSummaryFragment['areas'][number]): string {
  return `${quantity} × ${ticketType ? `${area.name}, ${ticketType.name}` : area.name}`;
}
