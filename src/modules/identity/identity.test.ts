import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/observability/logger.ts';
import { RateLimitedError, ServiceUnavailableError } from '../../shared/errors.ts';
import { InvalidTokenError } from './identity.errors.ts';
import { createIdentityService, type IdentitySettings } from './identity.service.ts';

const SECRET = 'a secret of thirty-two characters';
const logger = createLogger({ level: 'silent', nodeId: 'test' });
const revocations = { covers: () => false, onRevoked: () => () => {}, revisionOf: async () => 0 };
const noDatabase = { query: () => Promise.reject(new Error('no database is needed')) };

function service(auth: Partial<IdentitySettings> = {}) {
  const settings = { jwtSecret: SECRET, jwksUrl: null, issuer: null, audience: null, ...auth };
  return createIdentityService({ database: noDatabase, auth: settings, revocations, logger });
}

function signed(claims: JWTPayload, key: Uint8Array | CryptoKey = new TextEncoder().encode(SECRET), alg = 'HS256') {
  return new SignJWT(claims).setProtectedHeader({ alg, kid: 'key-1' }).sign(key);
}

const now_s = () => Math.floor(Date.now() / 1000);

describe('own tokens', () => {
  it('make a guest a customer for 24 hours', async () => {
    const identity = service();
    const { token, expiresAt, principal } = await identity.startGuestSession();
    expect(principal).toMatchObject({ role: 'customer', email: null });
    expect(principal.id).toMatch(/^guest_[0-9a-z]{26}$/);
    expect(Math.abs(expiresAt.getTime() - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
    expect(await identity.authenticate(`Bearer ${token}`)).toEqual(principal);
    expect(await identity.authenticate(`bearer  ${token} `)).toEqual(principal);
  });

  it('use up no proof of work for a session that is refused anyway', async () => {
    const asked: string[] = [];
    const settings = { jwtSecret: SECRET, jwksUrl: null, issuer: null, audience: null };
    const identity = createIdentityService({
      ...{ database: noDatabase, auth: settings, revocations, logger },
      limits: {
        assertSessionLeft: async (address) => {
          asked.push('left');
          if (address === '192.0.2.1') throw new RateLimitedError('guest sessions', 1);
        },
        admitSession: async () => void asked.push('admit'),
      },
      proofs: { admitSession: async () => void asked.push('prove') },
    });
    await expect(identity.startGuestSession('192.0.2.1', 'a proof')).rejects.toThrow(RateLimitedError);
    expect(asked).toEqual(['left']);
    await identity.startGuestSession('192.0.2.2', 'a proof');
    await identity.startGuestSession('192.0.2.2');
    expect(asked).toEqual(['left', 'left', 'prove', 'admit', 'prove', 'admit']);
  });

  it('carry id, role and email', async () => {
    const identity = service();
    const request = { id: 'org-7', role: 'organiser', email: 'o@example.org' } as const;
    const { token } = await identity.issueToken({ ...request, ttl_ms: 60_000 });
    expect(await identity.authenticate(`Bearer ${token}`)).toEqual(request);
  });

  it.each([
    [
      { email: 'a@example.org', email_verified: true },
      { email: 'a@example.org', emailVerified: true },
    ],
    [{ email: 'a@example.org', email_verified: 'true' }, { email: 'a@example.org' }],
    [{ email: 'a@example.org' }, { email: 'a@example.org' }],
    [{ email_verified: true }, { email: null }],
  ])('say by %j whether the e-mail address is verified', async (claims, expected) => {
    const token = await signed({ ...claims, sub: 'a', iss: 'seatwire', exp: now_s() + 60 });
    expect(await service().authenticate(`Bearer ${token}`)).toEqual({ id: 'a', role: 'customer', ...expected });
  });

  it.each([null, undefined, '', '  '])('are not needed: %j is no one', async (authorization) => {
    expect(await service().authenticate(authorization)).toBeNull();
  });

  it.each([
    ['expired', () => signed({ sub: 'a', iss: 'seatwire', exp: now_s() - 60 }), 'The token has expired.'],
    ['another issuer', () => signed({ sub: 'a', iss: 'other', exp: now_s() + 60 }), '"iss" is not valid'],
    ['no subject', () => signed({ iss: 'seatwire', exp: now_s() + 60 }), '"sub" is not valid'],
    ['an empty subject', () => signed({ sub: '', iss: 'seatwire', exp: now_s() + 60 }), 'names no subject'],
    ['a NUL in its subject', () => signed({ sub: 'a\u0000', iss: 'seatwire', exp: now_s() + 60 }), 'claim "sub"'],
    ['a long subject', () => signed({ sub: 'x'.repeat(256), iss: 'seatwire', exp: now_s() + 60 }), 'claim "sub"'],
    [
      'a long e-mail address',
      () => signed({ sub: 'a', email: 'x'.repeat(255), iss: 'seatwire', exp: now_s() + 60 }),
      'claim "email"',
    ],
    ['no expiry', () => signed({ sub: 'a', iss: 'seatwire' }), '"exp" is not valid'],
    ['another key', () => signed({ sub: 'a', iss: 'seatwire', exp: now_s() + 60 }, new Uint8Array(32)), 'signature'],
    ['no signature', async () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"a"}')}.`, 'signed with none'],
    ['no JWT', async () => 'abc', 'not a JWT'],
  ])('are refused with a reason: %s', async (_why, make, reason) => {
    const error = await service()
      .authenticate(`Bearer ${await make()}`)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidTokenError);
    expect((error as Error).message).toContain(reason);
  });

  it('are refused when they are not sent as Bearer', async () => {
    await expect(service().authenticate('Basic abc')).rejects.toThrow('must be "Bearer <token>"');
  });

  it('take a role that they do not know for a customer', async () => {
    const token = await signed({ sub: 'a', iss: 'seatwire', exp: now_s() + 60, role: 'superuser' });
    expect(await service().authenticate(`Bearer ${token}`)).toMatchObject({ role: 'customer' });
  });
});

describe("tokens of the user's identity provider", () => {
  let privateKey: CryptoKey;
  let publicPem: Uint8Array;
  let jwksUrl: string;
  const provider = createServer((request, response) => {
    if (request.url !== '/jwks') response.statusCode = 500;
    response.end(keys);
  });
  let keys = '';

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    privateKey = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'RS256' };
    keys = JSON.stringify({ keys: [jwk] });
    publicPem = new TextEncoder().encode(JSON.stringify(jwk));
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    jwksUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks`;
  });
  afterAll(() => provider.close());

  const claims = () => ({ sub: 'user-1', iss: 'https://id.example.org', aud: 'tickets', exp: now_s() + 60 });

  it('are taken, with the highest of their roles, beside our own guests', async () => {
    const identity = service({ jwksUrl, issuer: 'https://id.example.org', audience: 'tickets' });
    const token = await signed(
      { ...claims(), roles: ['customer', 'organiser'], email: 'u@example.org' },
      privateKey,
      'RS256',
    );
    expect(await identity.authenticate(`Bearer ${token}`)).toEqual({
      id: 'user-1',
      role: 'organiser',
      email: 'u@example.org',
    });
    const guest = await identity.startGuestSession();
    expect(await identity.authenticate(`Bearer ${guest.token}`)).toEqual(guest.principal);
  });

  it('are refused for another audience or issuer', async () => {
    const token = await signed(claims(), privateKey, 'RS256');
    await expect(service({ jwksUrl, audience: 'other' }).authenticate(`Bearer ${token}`)).rejects.toThrow('"aud"');
    await expect(service({ jwksUrl, issuer: 'other' }).authenticate(`Bearer ${token}`)).rejects.toThrow('"iss"');
  });

  it('are refused when signed with the public key as if it were a secret', async () => {
    const token = await signed({ ...claims(), role: 'admin' }, publicPem, 'HS256');
    await expect(service({ jwksUrl }).authenticate(`Bearer ${token}`)).rejects.toThrow(InvalidTokenError);
  });

  it('are refused without a provider set', async () => {
    const token = await signed(claims(), privateKey, 'RS256');
    await expect(service().authenticate(`Bearer ${token}`)).rejects.toThrow('AUTH_JWKS_URL is not set');
  });

  it.each(['http://127.0.0.1:1/jwks', 'broken'])('can not be checked while the provider is away: %s', async (url) => {
    const token = await signed(claims(), privateKey, 'RS256');
    const away = service({ jwksUrl: url === 'broken' ? jwksUrl.replace('/jwks', '/broken') : url });
    await expect(away.authenticate(`Bearer ${token}`)).rejects.toThrow(ServiceUnavailableError);
  });
});
