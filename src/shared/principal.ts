export type Role = 'customer' | 'organiser' | 'admin';

/** Who is calling: the same over HTTP, WebSocket and SSE. */
export interface Principal {
  /** The token's `sub`; for guests a `guest_…` id. */
  id: string;
  role: Role;
  email: string | null;
}

/** Organisers and admins run the box office: they see every booking and lock, and manage every show. */
export function isOrganiser(principal: Principal | null): boolean {
  return principal?.role === 'organiser' || principal?.role === 'admin';
}

/**
 * For services whose mutations are the organiser's: the GraphQL API has refused everyone else before, so this throws
 * only when a new way in forgot to.
 */
export function assertOrganiser(principal: Principal): void {
  if (!isOrganiser(principal)) throw new Error(`${principal.id} is a ${principal.role}, not an organiser`);
}
