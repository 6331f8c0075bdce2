import type { MapTexts } from '../texts/texts-en.ts';
import type { MapFormats } from '../views/map-context.ts';

/** Money and numbers as people write them in a locale. Throws RangeError for one that is not well-formed. */
export function createMapFormats(locale: string): MapFormats {
  const numbers = new Intl.NumberFormat(locale);
  const percentages = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 });
  // A format takes a hundred times longer to make than to use.
  const currencies = new Map<string, Intl.NumberFormat>();
  return {
    count: (count) => numbers.format(count),
    percent: (percent) => percentages.format(percent / 100),
    money({ amount, currency, exponent }) {
      const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
      const key = `${currency} ${exponent}`;
      const known = currencies.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits });
      currencies.set(key, known);
      return known.format(amount / 10 ** exponent);
    },
  };
}

/** `4:05`, or `2:04:05` when it is hours: a hold may last a day. */
export function countdownClock(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/** How long a hold lasts yet. */
export function spokenTimeLeft(texts: MapTexts, seconds: number): string {
  return texts.timeLeftAnnounced(spokenTime(texts, seconds));
}

/** In whole minutes from one on. */
export function spokenTime(texts: Pick<MapTexts, 'minutes' | 'seconds'>, seconds: number): string {
  return seconds >= 60 ? texts.minutes(Math.round(seconds / 60)) : texts.seconds(seconds);
}
