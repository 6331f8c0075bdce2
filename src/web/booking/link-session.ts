import type { CallerSession } from '../api/guest-session.ts';

/** A link of a mail, from the part of the page's address behind `#`: browsers send that to nobody. */
export interface BookingLink {
  bookingId: string;
  token: string;
}

const LINK = /^#((booking_[0-9a-z]{26})\.[\w.-]+)$/;

/** Null: the address has none. */
export function linkIn(hash: string): BookingLink | null {
  const [, token, bookingId] = LINK.exec(hash) ?? [];
  return token && bookingId ? { token, bookingId } : null;
}

/** Who follows the link: it is asked with, and there is no other one when it has ended. */
export function linkSession({ token }: BookingLink): CallerSession {
  return { token, ensure: async () => token, forget: () => undefined };
}
