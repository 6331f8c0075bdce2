import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link to a booking is for. Each is signed for itself: who has one has not the others. */
export type LinkPurpose = 'page' | 'receipt' | 'tickets';

/** A link holds for the booking's `linkVersion` that it was made of, and has ended with the next one. */
export interface BookingLink {
  bookingId: string;
  version: number;
}

/** Signs links to bookings: a made-up one costs no look-up. Whether one has ended, the booking says. */
export interface BookingLinks {
  /** 128 bits of a signature, with what it is of: fit for a path and for a header. */
  sign(purpose: LinkPurpose, link: BookingLink): string;
  /** Null: nobody here has signed it for that purpose. */
  read(purpose: LinkPurpose, text: string): BookingLink | null;
}

const FORM = /^(booking_[0-9a-z]{26})\.([1-9]\d{0,8})\.([\w-]{22})$/;
const DIGEST_BYTES = 16;

/** Whether the text has the form of a signed link. Says nothing about whether it was signed here. */
export function hasLinkForm(text: string): boolean {
  return FORM.test(text);
}

/** The secret is the same on every node. */
export function createBookingLinks(secret: string): BookingLinks {
  const digestOf = (purpose: LinkPurpose, { bookingId, version }: BookingLink) =>
    createHmac('sha256', secret).update(`${purpose} ${bookingId} ${version}`).digest().subarray(0, DIGEST_BYTES);
  return {
    sign: (purpose, link) => `${link.bookingId}.${link.version}.${digestOf(purpose, link).toString('base64url')}`,
    read(purpose, text) {
      const [, bookingId, version, digest] = FORM.exec(text) ?? [];
      if (!bookingId || !version || !digest) return null;
      const link = { bookingId, version: Number(version) };
      const given = Buffer.from(digest, 'base64url');
      return given.length === DIGEST_BYTES && timingSafeEqual(given, digestOf(purpose, link)) ? link : null;
    },
  };
}
