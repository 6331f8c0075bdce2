import { createSecretKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Querier } from '../../platform/postgres/database.ts';
import { sharedSecret } from '../../platform/postgres/shared-secret.ts';
import type { Role } from '../../shared/principal.ts';

/** The `iss` of our own tokens. */
export const TOKEN_ISSUER = 'seatwire';

export interface TokenRequest {
  /** The token's `sub`. */
  id: string;
  role: Role;
  email: string | null;
  /** The revision of the subject's tokens, 0 unless some were revoked; see TokenRevocations. */
  revision?: number;
  /** The token's life from now; whole seconds count. */
  ttl_ms: number;
}

export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

/**
 * The HS256 key that own tokens are signed with: AUTH_JWT_SECRET, or one made at the first start and kept in the table
 * `secrets`, so that tokens survive restarts and hold on every node of one database.
 */
export async function loadTokenKey(database: Querier, jwtSecret: string | null): Promise<KeyObject> {
  return createSecretKey(jwtSecret ?? (await sharedSecret(database, 'jwt')), 'utf8');
}

/** Signs one token. */
export async function signToken(
  key: KeyObject | Uint8Array,
  { id, role, email, revision = 0, ttl_ms }: TokenRequest,
): Promise<IssuedToken> {
  const now_s = Math.floor(Date.now() / 1000);
  const expiry_s = now_s + Math.floor(ttl_ms / 1000);
  const token = await new SignJWT({
    role,
    ...(email === null ? {} : { email }),
    ...(revision === 0 ? {} : { rev: revision }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(id)
    .setIssuer(TOKEN_ISSUER)
    .setIssuedAt(now_s)
    .setExpirationTime(expiry_s)
    .sign(key);
  return { token, expiresAt: new Date(expiry_s * 1000) };
}
