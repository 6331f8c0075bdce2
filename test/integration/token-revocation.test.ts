import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityService } from '../../src/modules/identity/identity.service.ts';
import { signToken } from '../../src/modules/identity/token-issuer.ts';
import { createTokenRevocations } from '../../src/modules/identity/token-revocations.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { RawSocket } from '../kit/callers/raw-socket.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const VIEWER = '{ viewer { id role } }';

describe('a revocation', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const revoke = (subject: string) => createTokenRevocations({ database: app.database, logger }).revoke(subject);

  it('makes a running node refuse the subject’s tokens, and nobody else’s', async () => {
    const [guest, other] = [await app.guest(), await app.guest()];
    await guest.data(VIEWER);
    await revoke(guest.id);
    await eventually(async () => {
      const { errors } = await guest.request(VIEWER);
      expect(errors?.[0]).toMatchObject({
        message: 'The token was revoked.',
        extensions: { code: 'UNAUTHENTICATED' },
      });
    });
    expect(await other.data(VIEWER)).toEqual({ viewer: { id: other.id, role: 'CUSTOMER' } });
  });

  it('ends connections that were opened with the token', async () => {
    const guest = await app.guest();
    const watch = `subscription { seatMap(showId: "${app.demoShowId}") { __typename } }`;
    await using stream = guest.subscribeSse<object, object>(watch);
    expect(await stream.next()).toMatchObject({ seatMap: { __typename: 'SeatMapSnapshot' } });
    const socket = await RawSocket.introduced(app.url, guest.token);
    await revoke(guest.id);
    expect(await socket.ended).toEqual({ code: 4403, reason: 'The token was revoked.' });
    await expect(stream.next()).rejects.toThrow();
  });

  it('covers tokens that were renewed before the node had heard of it', async () => {
    const { database } = app;
    const secret = 'of the tests, and long enough for them';
    const auth = { jwtSecret: secret, jwksUrl: null, issuer: null, audience: null };
    // It reads revocations when it is told to.
    const revocations = createTokenRevocations({ database, logger });
    const identity = createIdentityService({ database, auth, revocations, logger });
    const { token, principal } = await identity.startGuestSession();
    const expired = await signToken(Buffer.from(secret), { ...principal, ttl_ms: -60_000 });
    const caller = await identity.authenticate(`Bearer ${token}`);
    await revoke(principal.id);
    const renewed = [
      await identity.renewGuestSession(caller),
      await identity.renewGuestSession(null, `Bearer ${expired.token}`),
    ];
    const again = await identity.authenticate(`Bearer ${renewed[0]!.token}`);
    renewed.push(await identity.renewGuestSession(again));
    await revocations.refresh();
    for (const session of renewed) {
      await expect(identity.authenticate(`Bearer ${session.token}`)).rejects.toThrow('revoked');
    }
  });

  it('leaves tokens that are issued afterwards good', async () => {
    await revoke('organiser');
    await eventually(async () => expect((await app.organiser.request(VIEWER)).errors).toHaveLength(1));
    await app.restart();
    expect(await app.organiser.data(VIEWER)).toEqual({ viewer: { id: 'organiser', role: 'ORGANISER' } });
  });
});
