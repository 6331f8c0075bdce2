export type Role = 'customer' | 'organiser' | 'admin';

/** Who is calling: the same over HTTP, WebSocket and SSE. What they may do, `can` says (see modules/identity/rights.ts). */
export interface Principal {
  /** The token's `sub`; for guests a `guest_…` id. */
  id: string;
  role: Role;
  email: string | null;
  /** The identity provider says that the address is theirs (`email_verified`); without, it does not. */
  emailVerified?: boolean;
  /** Set: not a person with a token, but whoever follows this link to a booking. They have that booking, and nothing else. */
  link?: { bookingId: string; version: number };
}
