import type { Language } from '../../shared/text/language.ts';
import { beginningOf } from '../../shared/text/plain-text.ts';
import { withZoneName } from '../../shared/text/zone-name.ts';
import { type NamedSeat, placeOf } from '../seating/seat-words.ts';

/** How figures are put into words for customers: by their locale, in the venue's own time. */

const MOMENT: Intl.DateTimeFormatOptions = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
};

/** A moment on the venue's clock: `Saturday 14 March 2027 at 19:30 CET`, `Samstag, 14. März 2027 um 19:30 MEZ`. */
export function formatTime(time: Date, timezone: string, locale = 'en'): string {
  // English without a country is written as in Europe, where there is no doubt which number is the day.
  const isEuropean = locale === 'en' || locale === 'en-GB';
  const format = new Intl.DateTimeFormat(isEuropean ? 'en-GB' : locale, { ...MOMENT, timeZone: timezone });
  const text = withZoneName(format.format(time));
  return isEuropean ? text.replace(',', '') : text;
}

/** Where to sit: `Block B, row 12, seat 7`, or `Floor, Table 7, Chair 1`. */
export function formatSeat(seat: NamedSeat, language: Language = 'en'): string {
  return placeOf(seat, language).map(singleLine).join(', ');
}

/** How many may come where: `3 × Standing, front`. */
export function formatPlaces({ area, quantity }: { area: string; quantity: number }): string {
  return `${quantity} × ${singleLine(area)}`;
}

const LONGEST = 200;

/** Text that others typed, as one line of a sane length without control characters: fit for a subject. */
export function singleLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ').trim();
  return line.length <= LONGEST ? line : `${beginningOf(line, LONGEST - 1).trimEnd()}…`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `19 %` in German, `19%` in English. */
export function formatPercent(percent: number, locale = 'en'): string {
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 });
  return format.format(percent / 100);
}
