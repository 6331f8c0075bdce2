/** How figures are put into words for customers: English, the venue's own time. */

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
