export type Role = 'customer' | 'organiser' | 'admin';

/** Who is calling: the same over HTTP, WebSocket and SSE. What they may do, `can` says (see modules/identity/rights.ts). */
export interface Principal {
  /** The token's `sub`; for guests a `guest_…` id. */
  id: string;
  role: Role;
  email: string | null;
}
