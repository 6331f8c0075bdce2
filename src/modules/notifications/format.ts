/** How figures are put into words for customers: English, the venue's own time. */

// The ISO 4217 minor units that are not two digits. Intl's own table follows the customs of cash (none for forints or
// rupiahs), which would be wrong by a factor of 100 here.
const DIGITS = new Map<string, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((it) => [it, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((it) => [it, 3] as const),
  ...'CLF UYW'.split(' ').map((it) => [it, 4] as const),
]);

/** Minor units as text: (123450, 'EUR') → `€1,234.50`, (1500, 'JPY') → `¥1,500`. Exact up to 2^53 - 1. */
export function formatMoney(amount: number, currency: string): string {
  const digits = DIGITS.get(currency) ?? 2;
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const whole = String(Math.abs(amount)).padStart(digits + 1, '0');
  const decimal = `${amount < 0 ? '-' : ''}${whole.slice(0, whole.length - digits)}.${whole.slice(whole.length - digits)}`;
  return format.format(decimal.replace(/\.$/, '') as Intl.StringNumericLiteral);
}

/** A moment on the venue's clock: `Saturday 14 March 2027 at 19:30 CET`. */
export function formatTime(time: Date, timezone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: timezone }).format(time);
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: timezone,
  }).format(time);
  return `${day.replace(',', '')} at ${clock}`;
}

/** Where to sit: `Block B, row 12, seat 7`. */
export function formatSeat({ zone, row, number }: { zone: string; row: string; number: string }): string {
  return `${singleLine(zone)}, row ${singleLine(row)}, seat ${singleLine(number)}`;
}

const LONGEST = 200;

/** Text that others typed, as one line of a sane length without control characters: fit for a subject. */
export function singleLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).trimEnd()}…`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
