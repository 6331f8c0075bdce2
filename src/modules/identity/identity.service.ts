import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { createLoadingCache, type LoadingCache } from '../../platform/caching/loading-cache.ts';
import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { Principal } from '../../shared/principal.ts';
import { type BookingLinks, hasLinkForm } from './booking-links.ts';
import { InvalidTokenError } from './identity.errors.ts';
import { can } from './rights.ts';
import { type IssuedToken, loadTokenKey, signToken, type TokenRequest } from './token-issuer.ts';
import type { TokenRevocations } from './token-revocations.ts';
import { createTokenVerifier, type TokenVerifier, type VerifiedToken } from './token-verifier.ts';

export interface IdentitySettings {
  /** AUTH_JWT_SECRET; null: a secret kept in the database. */
  jwtSecret: string | null;
  /** AUTH_JWKS_URL: the user's own identity provider; our own tokens stay good beside it. */
  jwksUrl: string | null;
  issuer: string | null;
  audience: string | null;
}

export interface GuestSession extends IssuedToken {
  principal: Principal;
}

export interface IdentityService {
  /** Signs a token for anyone: for the command line and the token printed at start, not for the API. */
  issueToken(request: Omit<TokenRequest, 'revision'>): Promise<IssuedToken>;
  /**
   * A buyer without an account: a new `guest_…` id and a token for 24 hours. Throws RateLimitedError when too many were begun
   * from that network address, and ProofRequiredError where it costs a proof of work, and that is none.
   */
  startGuestSession(address?: string | null, proof?: string | null): Promise<GuestSession>;
  /**
   * A new token, for 24 hours, for the guest who is calling (as `authenticate` gave them), or of this `Authorization` value, whose token has expired up to 30
   * days ago. Throws InvalidTokenError when it is not a guest's token of ours, was revoked, or is older.
   */
  renewGuestSession(caller: Principal | null, expired?: string | null): Promise<GuestSession>;
  /**
   * Who sent this `Authorization` value (HTTP header or WebSocket connectionParams), a token or a link to a booking: null when there is none. Throws
   * InvalidTokenError when it is there and not to be trusted; ServiceUnavailableError when the identity provider is away.
   */
  authenticate(authorization: string | null | undefined): Promise<Principal | null>;
  /** The same, with the token's end: for connections that may outlive it. */
  authenticateSession(authorization: string | null | undefined): Promise<VerifiedToken | null>;
  /**
   * Calls `end` once, when the token ends or is revoked, with what to tell its sender, unless the returned function was
   * called before: no connection outlives the token that it was opened with. Keeps no process alive.
   */
  atSessionEnd(session: VerifiedToken, end: (why: string) => void): () => void;
}

/** As long as the clock tolerance of the check itself: so much longer than it says may a token be good. */
const VERIFIED_FOR_MS = 5_000;
/** Of 10,000 usual tokens. */
const MAX_VERIFIED_BYTES = 16 * 1024 * 1024;
const VERIFIED_ENTRY_BYTES = 1_024;
/** A header of a request has less room. */
const MAX_TOKEN_CHARS = 16_384;
const GUEST_SESSION_TTL_MS = 24 * 60 * 60 * 1000;
/** For so long after its end a guest's token can be renewed. */
const RENEWABLE_FOR_S = 30 * 24 * 60 * 60;
/** So long may a connection be open that a link has opened. */
const LINK_SESSION_TTL_MS = 24 * 60 * 60 * 1000;
const REVOKED = 'The token was revoked.';
const BEARER = /^Bearer +([^ ]+) *$/i;

export interface IdentityServiceDeps {
  database: Querier;
  auth: IdentitySettings;
  revocations: Pick<TokenRevocations, 'covers' | 'onRevoked' | 'revisionOf'>;
  logger: Logger;
  /** Without: nobody has a link. */
  links?: Pick<BookingLinks, 'read'>;
  /** Without: guest sessions are not counted. */
  limits?: Record<'assertSessionLeft' | 'admitSession', (address: string | null) => Promise<void>>;
  /** Without: they cost no proof of work. */
  proofs?: { admitSession(address: string | null, proof: string | null): Promise<void> };
}

/** Connects to nothing before it is first used. */
export function createIdentityService(deps: IdentityServiceDeps): IdentityService {
  return new Identity(deps);
}

class Identity implements IdentityService {
  readonly #deps: IdentityServiceDeps;
  readonly #verifyRenewable: TokenVerifier;
  /** A buyer sends the same token with every click of a rush; checking a signature each time would cost more than the click. */
  readonly #verified: LoadingCache<VerifiedToken>;
  /** Of which token a caller is. A renewed one is of its revision: at a later one it would outlive a revocation that this node has not heard of. */
  readonly #sessionOf = new WeakMap<Principal, VerifiedToken>();
  #loadingKey: Promise<KeyObject> | null = null;

  constructor(deps: IdentityServiceDeps) {
    const { jwksUrl, issuer, audience } = deps.auth;
    const key = () => this.#key();
    this.#deps = deps;
    // No provider's: those renew their own.
    const none = { jwksUrl: null, issuer: null, audience: null };
    this.#verifyRenewable = createTokenVerifier({ key, ...none, tolerance_s: RENEWABLE_FOR_S });
    this.#verified = createLoadingCache({
      load: createTokenVerifier({ key, jwksUrl, issuer, audience }),
      // The token, and whom it names.
      weigh: (_session, token) => 2 * token.length + VERIFIED_ENTRY_BYTES,
      maxWeight: MAX_VERIFIED_BYTES,
      ttl_ms: VERIFIED_FOR_MS,
    });
  }

  async issueToken(request: Omit<TokenRequest, 'revision'>): Promise<IssuedToken> {
    const key = await this.#key();
    return signToken(key, { ...request, revision: await this.#deps.revocations.revisionOf(request.id) });
  }

  async startGuestSession(address: string | null = null, proof: string | null = null): Promise<GuestSession> {
    const { proofs, limits } = this.#deps;
    // A proof is good once: it is not used up for what is refused anyway.
    if (proof !== null) await limits?.assertSessionLeft(address);
    await proofs?.admitSession(address, proof);
    await limits?.admitSession(address);
    const principal: Principal = { id: newId('guest'), role: 'customer', email: null };
    const issued = await signToken(await this.#key(), { ...principal, ttl_ms: GUEST_SESSION_TTL_MS });
    return { ...issued, principal };
  }

  async renewGuestSession(caller: Principal | null, expired: string | null = null): Promise<GuestSession> {
    const session = caller === null ? await this.#renewableSession(expired) : this.#sessionOf.get(caller);
    // A provider's token has no revision: those who have one renew it there.
    if (!session || session.revision === null || !can(session.principal, 'session.renew', null)) {
      throw new InvalidTokenError("The token is not a guest's.");
    }
    const { principal, revision } = session;
    const issued = await signToken(await this.#key(), { ...principal, revision, ttl_ms: GUEST_SESSION_TTL_MS });
    return { ...issued, principal };
  }

  async authenticate(authorization: string | null | undefined): Promise<Principal | null> {
    return (await this.authenticateSession(authorization))?.principal ?? null;
  }

  async authenticateSession(authorization: string | null | undefined): Promise<VerifiedToken | null> {
    if (authorization === null || authorization === undefined || authorization.trim() === '') return null;
    if (authorization.length > MAX_TOKEN_CHARS) throw new InvalidTokenError('The token is too long.');
    const token = BEARER.exec(authorization.trim())?.[1];
    if (!token) throw new InvalidTokenError('Authorization must be "Bearer <token>".');
    try {
      const session = hasLinkForm(token) ? this.#linkSession(token) : await this.#verified.get(token);
      if (session && this.#deps.revocations.covers(session)) throw new InvalidTokenError(REVOKED);
      if (session) this.#sessionOf.set(session.principal, session);
      return session;
    } catch (error) {
      this.#deps.logger.debug({ err: error }, 'token refused');
      throw error;
    }
  }

  atSessionEnd(session: VerifiedToken, end: (why: string) => void): () => void {
    const stop = () => {
      stopClock();
      stopWatch();
    };
    const endWith = (why: string) => () => {
      stop();
      end(why);
    };
    const stopClock = atTime(session.expiresAt, endWith('The token has expired.'));
    const stopWatch = this.#deps.revocations.onRevoked(session, endWith(REVOKED));
    return stop;
  }

  /** Whether the link has ended, each action on its booking asks. */
  #linkSession(token: string): VerifiedToken {
    const link = this.#deps.links?.read('page', token);
    if (!link) throw new InvalidTokenError('The link is not one of ours.');
    const id = `link_${link.bookingId.replace(/^booking_/, '')}.${link.version}`;
    const expiresAt = new Date(Date.now() + LINK_SESSION_TTL_MS);
    return { principal: { id, role: 'customer', email: null, link }, expiresAt, revision: null, issuedAt: null };
  }

  #key(): Promise<KeyObject> {
    const { database, auth } = this.#deps;
    this.#loadingKey ??= loadTokenKey(database, auth.jwtSecret).catch((error: unknown) => {
      this.#loadingKey = null; // The next caller tries again.
      throw error;
    });
    return this.#loadingKey;
  }

  async #renewableSession(expired: string | null): Promise<VerifiedToken> {
    const token = BEARER.exec(expired?.trim() ?? '')?.[1];
    if (!token) throw new InvalidTokenError('Send the token that is to be renewed: "Authorization: Bearer <token>".');
    const session = await this.#verifyRenewable(token);
    if (this.#deps.revocations.covers(session)) throw new InvalidTokenError(REVOKED);
    return session;
  }
}

/** setTimeout takes no longer time. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls `act` at that time, unless the returned function was called before. Keeps no process alive. */
function atTime(time: Date, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(
      () => (time.getTime() > Date.now() ? wait() : act()),
      Math.min(time.getTime() - Date.now(), LONGEST_TIMER_MS),
    );
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
