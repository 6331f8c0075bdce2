import { once } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { PrismaClient } from '../../src/generated/prisma/client.ts';
import { signToken } from '../../src/modules/identity/token-issuer.ts';
import type { ShowStatus } from '../../src/modules/shows/show.ts';
import { pageQuery } from '../../src/modules/shows/show-page.ts';
import { readShowPage } from '../../src/modules/shows/show-reader.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';

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

it.each(['addSeatIds', 'removeSeatIds'])('names the place of it in %s before the key is used', async (field) => {
  const input = { lockId: newId('lock'), [field]: ['D-14-1', NUL], idempotencyKey: `nul-${field}` };
  const answer = await guest.data(
    `mutation ($input: UpdateLockInput!) { updateLock(input: $input) { ... on InvalidInputError { issues { path } } } }`,
    { input },
  );
  expect(answer).toEqual({ updateLock: { issues: [{ path: `input.${field}.1` }] } });
  expect(await app.database.query('SELECT key FROM idempotency_keys WHERE key = $1', [input.idempotencyKey])).toEqual(
    [],
  );
});

it.each([
  ['createBooking', 'lockId', { customer: { name: 'Ada', email: 'ada@example.org' } }],
  ['updateLock', 'lockId', { addSeatIds: ['D-14-1'] }],
  ['extendLock', 'lockId', {}],
  ['releaseLock', 'lockId', {}],
  ['cancelBooking', 'bookingId', {}],
  ['payBooking', 'bookingId', { paymentToken: 'tok_ok' }],
])('knows no such thing as an id of another form in %s, and does not use the key', async (mutation, field, more) => {
  for (const id of [NUL, '\ud800', 'x'.repeat(100), newId('show'), '']) {
    const input = { [field]: id, ...more, idempotencyKey: `form-${mutation}` };
    const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input!`;
    const answer = await guest.data(
      `mutation ($input: ${type}) { ${mutation}(input: $input) { ... on NotFoundError { path } } }`,
      { input },
    );
    expect(answer).toEqual({ [mutation]: { path: `input.${field}` } });
    const claimed = await app.database.query('SELECT key FROM idempotency_keys WHERE key = $1', [input.idempotencyKey]);
    expect(claimed).toEqual([]);
  }
});

it.each(['constructor_x', '__proto___x', 'toString_x', '_', ''])('has no node "%s"', async (id) => {
  expect(await guest.data('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
});

it('asks PostgreSQL the same statements for lists of statuses of any length', async () => {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: app.database.url }),
    log: [{ emit: 'event', level: 'query' }],
  });
  const asked: string[] = [];
  prisma.$on('query', ({ query }) => asked.push(query));
  const statementsFor = async (status: ShowStatus[]) => {
    asked.length = 0;
    const request = { filter: { status } };
    const page = await readShowPage(
      { ...app.database, prisma },
      pageQuery(request, { drafts: 'all', now: new Date() }),
      request,
    );
    expect(page.edges.map(({ node }) => node.id)).toEqual([app.demoShowId]);
    // What belongs to the shows is read side by side, in any order.
    return asked.toSorted();
  };
  const [first, ...others] = [
    await statementsFor(['ON_SALE']),
    await statementsFor(['PAUSED', 'ON_SALE', 'PAUSED']),
    await statementsFor(['ON_SALE', 'CLOSED', 'CANCELLED', 'PAUSED', 'DRAFT']),
  ];
  await prisma.$disconnect();
  expect(first!.join()).toContain('"status" IN (');
  expect(others).toEqual([first, first]);
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

/** Of a token that is to be taken before it ends, also on a busy machine. */
const TTL_MS = 5_000;

it('closes a WebSocket when its token ends', async () => {
  const key = new TextEncoder().encode(SECRET);
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const { token, expiresAt } = await signToken(key, { id: 'guest_x', role: 'customer', email: null, ttl_ms: TTL_MS });
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  const [code, reason] = await once(socket, 'close');
  expect({ code, reason: String(reason) }).toEqual({ code: 4403, reason: 'The token has expired.' });
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
});

it('cuts an event stream off when its token ends', async () => {
  const key = new TextEncoder().encode(SECRET);
  const { token, expiresAt } = await signToken(key, { id: 'guest_y', role: 'customer', email: null, ttl_ms: TTL_MS });
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

it.each([
  ['variables of a URL', 'GET', '?query=%7B__typename%7D&variables=%7B'],
  ['extensions of a URL', 'GET', '?query=%7B__typename%7D&extensions=nonsense'],
  ['variables of a form', 'POST', ''],
])('says of %s that they are no JSON', async (_what, method, search) => {
  const form = {
    method,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'query=%7Ba%7D&variables=%7B',
  };
  const answer = await fetch(`${app.url}/graphql${search}`, method === 'POST' ? form : {});
  expect(await answer.json()).toEqual({
    errors: [{ message: 'The variables and extensions must be JSON.', extensions: { code: 'BAD_REQUEST' } }],
  });
});
