import type { IncomingMessage } from 'node:http';
import { InvalidTokenError } from '../modules/identity/identity.errors.ts';
import type { IdentityService } from '../modules/identity/identity.service.ts';
import { requestIdOf } from '../platform/http/request-id.ts';
import type { Principal } from '../shared/principal.ts';

/** What the transport found out about the caller before the operation is looked at. */
export interface Caller {
  /** The error of authenticating, when that failed: every operation then answers it. */
  principal: Principal | null | Error;
  /** The `Authorization` of a token whose time is over: the caller reads what anyone may. */
  expired?: string;
  /**
   * Calls `end` when the token that the request came with ends or is revoked, unless the returned function was called
   * before; null without a token.
   */
  atSessionEnd: ((end: () => void) => () => void) | null;
  requestId: string;
  /** Where the caller comes from: see ClientAddress. */
  address: string;
  /** When the caller waits no more, by `performance.now`; null: that is not known. */
  deadline_ms: number | null;
}

/** Who sent the request. Never rejects. */
export async function callerOf(
  identity: IdentityService,
  request: IncomingMessage,
  sent: Pick<Caller, 'address' | 'deadline_ms'>,
): Promise<Caller> {
  const known = { requestId: requestIdOf(request), ...sent };
  try {
    const session = await identity.authenticateSession(request.headers.authorization);
    if (!session) return { principal: null, atSessionEnd: null, ...known };
    const atSessionEnd = (end: () => void) => identity.atSessionEnd(session, end);
    return { principal: session.principal, atSessionEnd, ...known };
  } catch (error) {
    if (error instanceof InvalidTokenError && error.isExpired) {
      return { principal: null, expired: request.headers.authorization!, atSessionEnd: null, ...known };
    }
    return { principal: error instanceof Error ? error : new Error(String(error)), atSessionEnd: null, ...known };
  }
}
