import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTClaimVerificationOptions, type JWTPayload, UnsecuredJWT } from 'jose';

const UNSECURED_HEADER = Buffer.from('{"alg":"none"}').toString('base64url');

/**
 * The claims of a token signed with this key by HS256; throws jose's errors, like its `jwtVerify`. That one sends every
 * signature to another thread and back, which takes ten times as long as the signature, and a new buyer's first click is
 * always a signature to check. The claims are jose's to check, as those of a token without a signature.
 */
export function verifyHs256(token: string, key: KeyObject, options: JWTClaimVerificationOptions): JWTPayload {
  const [header, claims, signature, ...rest] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) {
    throw new errors.JWSInvalid('Not a JWT.');
  }
  const { alg, crit } = decodeProtectedHeader(token);
  if (alg !== 'HS256' || crit !== undefined) throw new errors.JOSENotSupported('Only HS256, without extensions.');
  const expected = createHmac('sha256', key).update(`${header}.${claims}`).digest('base64url');
  if (!isSame(expected, signature)) throw new errors.JWSSignatureVerificationFailed();
  return UnsecuredJWT.decode(`${UNSECURED_HEADER}.${claims}.`, options).payload;
}

/** In a time that does not tell where they differ. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
