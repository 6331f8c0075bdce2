/** Times as the clocks of a time zone show them, written as a field of the type `datetime-local` has them: `2027-03-14T19:30`. */

const A_DAY_MS = 24 * 60 * 60 * 1000;
const WALL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the zone's clocks show at that moment, to the minute. */
export function wallTimeOf(at: number, timeZone: string): string {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year!.padStart(4, '0')}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/**
 * When the zone's clocks show it, in ms since 1970: the first time where they show it twice; null where they never do, as they
 * are put forward, or where it is no such time.
 */
export function momentOf(wallTime: string, timeZone: string): number | null {
  const asUtc = WALL_TIME.test(wallTime) ? Date.parse(`${wallTime}Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return null;
  // Whatever the clocks are put forward or back by, they are so a day before and after.
  const moments = [asUtc - A_DAY_MS, asUtc + A_DAY_MS].map((near) => asUtc - offsetAt(near, timeZone));
  const [first] = moments.filter((at) => wallTimeOf(at, timeZone) === wallTime).sort((a, b) => a - b);
  return first ?? null;
}

/** By how much the zone's clocks are ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  return Date.parse(`${wallTimeOf(at, timeZone)}Z`) - Math.floor(at / 60_000) * 60_000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}
