import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';

/**
 * The address to count for the caller; null when it is not counted. Guests are: a new session costs them nothing. Customers
 * of the operator's own identity provider have an account, and what one account may hold is bounded; organisers sell.
 */
export function countedAddress(principal: Principal, address: string | null): string | null {
  return can(principal, 'address.uncounted', null) ? null : address;
}
