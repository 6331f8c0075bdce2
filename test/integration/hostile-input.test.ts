import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { signToken } from '../../src/modules/identity/token-issuer.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/app.ts';

const SECRET = 'a secret that only this test and its app know';

let app: TestApp;
let guest: Guest;

beforeAll(async () => {
  app = await startTestApp({ env: { AUTH_JWT_SECRET: SECRET } });
  guest = await app.guest();
});
afterAll(() => app[Symbol.asyncDispose]());

const LOCK = /* GraphQL */ `mutation ($input: LockSeatsInput!) {
  lockSeats(input: $input) { __typename ... on InvalidInputError { issues { path } } }
}`;
const NUL = '\u0000';

it.each([
  ['a seat', { seatIds: [`D-14-1${NUL}`] }, 'input.seatIds.0'],
  ['half a surrogate pair', { seatIds: ['\ud800'] }, 'input.seatIds.0'],
  ['an idempotency key', { seatIds: ['D-14-1'], idempotencyKey: `a${NUL}b` }, 'input.idempotencyKey'],
])('names the place of what can not be stored in %s', async (_what, input, path) => {
  const answer = await guest.data(LOCK, { input: { showId: app.demoShowId, ...input } });
  expect(answer).toEqual({ lockSeats: { __typename: 'InvalidInputError', issues: [{ path }] } });
});

it('refuses such text in the reasons of organisers as well', async () => {
  const answer = await app.organiser.data(
    `mutation ($input: BlockSeatsInput!) { blockSeats(input: $input) { ... on InvalidInputError { issues { path } } } }`,
    { input: { showId: app.demoShowId, seatIds: ['D-14-1'], reason: `press${NUL}` } },
  );
  expect(answer).toEqual({ blockSeats: { issues: [{ path: 'input.reason' }] } });
});

it('has no shows of a venue that is none', async () => {
  const shows = '($venueId: ID!) { shows(filter: { venueId: $venueId }) { edges { node { id } } } }';
  expect(await guest.data(`query ${shows}`, { venueId: NUL })).toEqual({ shows: { edges: [] } });
});

it.each([
  '{ shows(filter: { startsAfter: "0000-01-01T00:00:00Z" }) { edges { cursor } } }',
  '{ shows(filter: { startsAfter: "0001-01-01T00:00:00+01:00" }) { edges { cursor } } }',
  `{ shows(after: "${Buffer.from('-8640000000000000 show_01k8000000e008002ymwrqw002').toString('base64url')}") { edges { cursor } } }`,
])('refuses years that no calendar here has: %s', async (query) => {
  const { errors } = await guest.request(query);
  expect(errors?.map((error) => error.extensions?.code)).toEqual(['BAD_USER_INPUT']);
});

it('refuses a made-up cursor of the viewer’s bookings', async () => {
  const { errors } = await guest.request('{ viewer { bookings(after: "zzz") { edges { cursor } } } }');
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', issues: [{ path: 'after' }] } });
});

it('closes a WebSocket when its token ends', async () => {
  const key = new TextEncoder().encode(SECRET);
  const { token, expiresAt } = await signToken(key, { id: 'guest_x', role: 'customer', email: null, ttl_ms: 2_000 });
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  const [code, reason] = await once(socket, 'close');
  expect({ code, reason: String(reason) }).toEqual({ code: 4403, reason: 'The token has expired.' });
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
});

it('cuts an event stream off when its token ends', async () => {
  const key = new TextEncoder().encode(SECRET);
  const { token, expiresAt } = await signToken(key, { id: 'guest_y', role: 'customer', email: null, ttl_ms: 2_000 });
  const stream = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query: `subscription { seatMap(showId: "${app.demoShowId}") { __typename } }` }),
  });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  await expect(stream.text()).rejects.toThrow('terminated');
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
});

it('says what it does, for Prometheus', async () => {
  const metrics = await (await fetch(new URL('/metrics', app.url))).text();
  expect(metrics).toMatch(/seatwire_outbox_waiting \d/);
  expect(metrics).toMatch(/seatwire_outbox_oldest_waiting_seconds \d/);
  expect(metrics).toMatch(/seatwire_http_request_duration_seconds_count\{method="POST",status="200"\} [1-9]/);
});
