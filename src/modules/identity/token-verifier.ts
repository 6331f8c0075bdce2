import type { KeyObject } from 'node:crypto';
import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTClaimVerificationOptions,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { outsideSlot } from '../../platform/load/slot.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal, Role } from '../../shared/principal.ts';
import { isPlainText } from '../../shared/text/plain-text.ts';
import { verifyHs256 } from './hs256.ts';
import { InvalidTokenError } from './identity.errors.ts';
import { TOKEN_ISSUER } from './token-issuer.ts';

export interface TokenVerifierOptions {
  /** The key of own tokens. */
  key(): Promise<KeyObject>;
  /** Where the keys of the user's own identity provider are; null when there is none. */
  jwksUrl: string | null;
  /** What its tokens must say; null takes any. Own tokens (HS256) may carry this issuer as well as ours. */
  issuer: string | null;
  audience: string | null;
  /** For so long after its end a token is taken; default 5 seconds. */
  tolerance_s?: number;
}

export interface VerifiedToken {
  principal: Principal;
  /** The token's `exp`. */
  expiresAt: Date;
  /** The revision that a token of ours was issued at; null for a token of an identity provider. */
  revision: number | null;
  /** The token's `iat`; null when it has none. */
  issuedAt: Date | null;
}

/** Resolves with whose token it is, or throws InvalidTokenError, or ServiceUnavailableError when the provider is away. */
export type TokenVerifier = (token: string) => Promise<VerifiedToken>;

// An identity provider signs with a private key: a shared-secret algorithm here would let its public key sign.
const PROVIDER_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_S = 5;
/** Who it is is kept with locks, bookings and idempotency keys. */
export const MAX_SUBJECT_LENGTH = 255;
const MAX_EMAIL_LENGTH = 254;

/** The keys of an identity provider. Who waits for them takes no place of those who are served. */
function remoteKeys(jwksUrl: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 3_000 });
  return (header, token) => outsideSlot(() => keys(header, token));
}

export function createTokenVerifier({
  key,
  jwksUrl,
  issuer,
  audience,
  tolerance_s = CLOCK_TOLERANCE_S,
}: TokenVerifierOptions): TokenVerifier {
  const jwks = jwksUrl === null ? null : remoteKeys(jwksUrl);
  const common = { clockTolerance: tolerance_s, requiredClaims: ['sub', 'exp'] };
  const own: JWTClaimVerificationOptions = {
    ...common,
    issuer: issuer === null ? TOKEN_ISSUER : [TOKEN_ISSUER, issuer],
  };
  const provider: JWTVerifyOptions = {
    ...common,
    algorithms: PROVIDER_ALGORITHMS,
    ...(issuer === null ? {} : { issuer }),
    ...(audience === null ? {} : { audience }),
  };
  return async (token) => {
    const algorithm = algorithmOf(token);
    if (algorithm !== 'HS256' && jwks === null) {
      throw new InvalidTokenError(
        `The token is signed with ${algorithm}; this server takes HS256 (AUTH_JWKS_URL is not set).`,
      );
    }
    const ownKey = algorithm === 'HS256' ? await key() : null;
    try {
      const payload = ownKey ? verifyHs256(token, ownKey, own) : (await jwtVerify(token, jwks!, provider)).payload;
      return {
        principal: principalOf(payload),
        // `exp` is among the required claims.
        expiresAt: new Date(payload.exp! * 1000),
        revision: ownKey ? revisionOf(payload) : null,
        issuedAt: payload.iat === undefined ? null : new Date(payload.iat * 1000),
      };
    } catch (error) {
      throw explain(error);
    }
  };
}

function algorithmOf(token: string): string {
  try {
    return decodeProtectedHeader(token).alg ?? 'no algorithm';
  } catch {
    throw new InvalidTokenError('The token is not a JWT.');
  }
}

function principalOf(payload: JWTPayload): Principal {
  const { sub, email, email_verified: isVerified } = payload;
  if (typeof sub !== 'string' || sub === '') throw new InvalidTokenError('The token names no subject.');
  if (!isStorable(sub, MAX_SUBJECT_LENGTH)) {
    throw new InvalidTokenError(
      `The token's claim "sub" must have at most ${MAX_SUBJECT_LENGTH} characters, no control characters.`,
    );
  }
  if (typeof email === 'string' && !isStorable(email, MAX_EMAIL_LENGTH)) {
    throw new InvalidTokenError(
      `The token's claim "email" must have at most ${MAX_EMAIL_LENGTH} characters, no control characters.`,
    );
  }
  return {
    id: sub,
    role: roleOf(payload),
    email: typeof email === 'string' ? email : null,
    ...(typeof email === 'string' && isVerified === true ? { emailVerified: true } : {}),
  };
}

function revisionOf({ rev }: JWTPayload): number {
  return typeof rev === 'number' ? rev : 0;
}

function isStorable(claim: string, maxLength: number): boolean {
  return claim.length <= maxLength && isPlainText(claim);
}

/** The highest of the claims `role` and `roles`; a token that names none of ours is a customer's. */
function roleOf(payload: JWTPayload): Role {
  const claimed = [payload.role, payload.roles].flat();
  return (['admin', 'organiser'] as const).find((role) => claimed.includes(role)) ?? 'customer';
}

function explain(error: unknown): Error {
  if (error instanceof InvalidTokenError) return error;
  if (error instanceof errors.JWTExpired) return new InvalidTokenError('The token has expired.', { isExpired: true });
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) {
    return new InvalidTokenError("The token's signature is not valid here.");
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new InvalidTokenError(`The token's claim "${error.claim}" is not valid here.`);
  }
  const unreachable = error instanceof errors.JWKSTimeout || error instanceof TypeError || isGenericJoseError(error);
  if (unreachable) return new ServiceUnavailableError('The identity provider can not be reached.');
  return new InvalidTokenError('The token is not valid.');
}

/** jose reports an unexpected answer of the JWKS endpoint with its base class. */
function isGenericJoseError(error: unknown): boolean {
  return error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
}
