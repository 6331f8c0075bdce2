import { createSecretKey } from 'node:crypto';
import { errors, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { verifyHs256 } from './hs256.ts';

const KEY = createSecretKey('a secret of thirty-two characters', 'utf8');
const CLAIMS = { sub: 'guest_1', exp: 4_102_444_800 };

const signed = (header: object = {}) =>
  new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256', ...header }).sign(KEY, { crit: { 'x-of-ours': true } });

describe('verifyHs256', () => {
  it('gives the claims of a token that is signed with the key', async () => {
    expect(verifyHs256(await signed(), KEY, {})).toEqual(CLAIMS);
  });

  it('leaves the claims to be checked as told', async () => {
    const token = await signed();
    expect(() => verifyHs256(token, KEY, { issuer: 'seatwire' })).toThrow(errors.JWTClaimValidationFailed);
    expect(() => verifyHs256(token, KEY, { currentDate: new Date((CLAIMS.exp + 1) * 1000) })).toThrow(
      errors.JWTExpired,
    );
  });

  it('refuses a token of which any part was changed', async () => {
    const [header, claims, signature] = (await signed()).split('.') as [string, string, string];
    const other = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'guest_2' })).toString('base64url');
    const longer = Buffer.from('{"alg":"HS256" }').toString('base64url');
    const forged = [
      `${header}.${other}.${signature}`,
      `${longer}.${claims}.${signature}`,
      `${header}.${claims}.${signature.slice(0, -2)}AA`,
      `${header}.${claims}.${signature}=`,
      `${header}.${claims}.`,
    ];
    for (const token of forged) {
      expect(() => verifyHs256(token, KEY, {}), token).toThrow(errors.JWSSignatureVerificationFailed);
    }
  });

  it('refuses more or fewer parts than three', async () => {
    const token = await signed();
    expect(() => verifyHs256(`${token}.e30`, KEY, {})).toThrow(errors.JWSInvalid);
    expect(() => verifyHs256(token.slice(0, token.lastIndexOf('.')), KEY, {})).toThrow(errors.JWSInvalid);
  });

  it('refuses another algorithm, none, and extensions that must be understood', async () => {
    const [, claims, signature] = (await signed()).split('.') as [string, string, string];
    for (const alg of ['none', 'HS512', 'RS256']) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
      expect(() => verifyHs256(`${header}.${claims}.${signature}`, KEY, {}), alg).toThrow(errors.JOSENotSupported);
    }
    const extended = await signed({ crit: ['x-of-ours'], 'x-of-ours': true });
    expect(() => verifyHs256(extended, KEY, {})).toThrow(errors.JOSENotSupported);
  });
});
