import type { Money } from '../api/box-office-types.ts';

/** Money, numbers and times as people write them in a locale. */
export interface Formats {
  money(money: Money): string;
  count(count: number): string;
  /** A moment (RFC 3339) in a venue's own time zone, with the day of the week. */
  moment(at: string, timeZone: string): string;
  /** `4:05`, or `2:04:05` when it is hours. */
  duration(ms: number): string;
}

export function createFormats(locale: string): Formats {
  const numbers = new Intl.NumberFormat(locale);
  const currencies = new Map<string, Intl.NumberFormat>();

  function currencyFormat(currency: string): Intl.NumberFormat {
    let format = currencies.get(currency);
    if (!format) {
      format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      currencies.set(currency, format);
    }
    return format;
  }

  return {
    money({ amount, currency }) {
      const format = currencyFormat(currency);
      // Yen have no minor unit, most others a hundred.
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    count: (count) => numbers.format(count),
    moment: (at, timeZone) =>
      new Intl.DateTimeFormat(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZone,
        timeZoneName: 'short',
      }).format(new Date(at)),
    duration(ms) {
      const seconds = Math.max(0, Math.ceil(ms / 1000));
      const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      const two = (part: number) => String(part).padStart(2, '0');
      return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
    },
  };
}
