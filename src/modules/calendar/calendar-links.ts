import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where the calendar files of bookings are. */
export interface CalendarLinks {
  /** Relative to the API's origin. Nobody guesses it: whoever has it may read the file, and nothing else. */
  pathOf(bookingId: string): string;
  /** The booking whose calendar file is at the URL; `unknown` when it was made up, null when it is of something else. */
  bookingAt(url: string): string | 'unknown' | null;
}

const PATH = /^\/calendar\/([^/?]*)\.ics(?:\?|$)/;
const NAME = /^(booking_[0-9a-z]{26})\.([\w-]{22})$/;
/** Of the digest: 128 bits, in base64url. */
const DIGEST_BYTES = 16;

/** Links that are signed, so that a made-up one costs no look-up. The secret is the same on every node. */
export function createCalendarLinks(secret: string): CalendarLinks {
  const digestOf = (bookingId: string) =>
    createHmac('sha256', secret).update(bookingId).digest().subarray(0, DIGEST_BYTES);
  return {
    pathOf: (bookingId) => `/calendar/${bookingId}.${digestOf(bookingId).toString('base64url')}.ics`,
    bookingAt(url) {
      const name = PATH.exec(url)?.[1];
      if (name === undefined) return null;
      const [, bookingId, digest] = NAME.exec(name) ?? [];
      if (!bookingId || !digest) return 'unknown';
      const given = Buffer.from(digest, 'base64url');
      return given.length === DIGEST_BYTES && timingSafeEqual(given, digestOf(bookingId)) ? bookingId : 'unknown';
    },
  };
}
