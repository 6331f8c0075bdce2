import { moneyFormat } from '../../shared/money/money-format.ts';
import { withZoneName } from '../../shared/text/zone-name.ts';
import type { Money } from '../api/box-office-types.ts';

/** Money, numbers and times as people write them in a locale. */
export interface Formats {
  money(money: Money): string;
  count(count: number): string;
  /** `19%`, `7,7 %`. */
  percent(percent: number): string;
  /** A moment (RFC 3339) in a venue's own time zone, with the day of the week. */
  moment(at: string, timeZone: string): string;
  /** `4:05`, or `2:04:05` when it is hours, or `12 days 6 hours`. */
  duration(ms: number): string;
}

const MOMENT: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
};

const HOURS_A_DAY = 24;

export function createFormats(locale: string): Formats {
  const [days, hours] = (['day', 'hour'] as const).map(
    (unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
  ) as [Intl.NumberFormat, Intl.NumberFormat];
  const numbers = new Intl.NumberFormat(locale);
  const percentages = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 });
  // A format takes a hundred times longer to make than to use.
  const currencies = new Map<string, (amount: number) => string>();
  const moments = new Map<string, Intl.DateTimeFormat>();

  function currencyFormat({ currency, exponent }: Money): (amount: number) => string {
    let known = currencies.get(currency);
    if (!known) {
      known = moneyFormat({ currency, exponent, locale });
      currencies.set(currency, known);
    }
    return known;
  }

  function momentFormat(timeZone: string): Intl.DateTimeFormat {
    let format = moments.get(timeZone);
    if (!format) {
      format = new Intl.DateTimeFormat(locale, { ...MOMENT, timeZone });
      moments.set(timeZone, format);
    }
    return format;
  }

  return {
    money: (money) => currencyFormat(money)(money.amount),
    count: (count) => numbers.format(count),
    percent: (percent) => percentages.format(percent / 100),
    moment: (at, timeZone) => withZoneName(momentFormat(timeZone).format(new Date(at))),
    duration(ms) {
      const seconds = Math.max(0, Math.ceil(ms / 1000));
      const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      if (h >= HOURS_A_DAY) return `${days.format(Math.floor(h / HOURS_A_DAY))} ${hours.format(h % HOURS_A_DAY)}`;
      const two = (part: number) => String(part).padStart(2, '0');
      return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
    },
  };
}
