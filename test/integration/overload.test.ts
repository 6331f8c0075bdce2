import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSchema } from '../../src/app/schema.ts';
import { LoadGate } from '../../src/platform/load/load-gate.ts';
import type { Services } from '../../src/schema/context.ts';
import { IMPORTANCES } from '../../src/schema/importance.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { RawSocket } from '../kit/callers/raw-socket.ts';
import { startTestGraphqlServer, type TestGraphqlServer } from '../kit/product/graphql-server.ts';

const SHOW_ID = 'show_01hzzzzzzzfabcdefghjkmnpqr';
const MAP = `query Map($id: ID!) { show(id: $id) { id } }`;
const LIST = '{ shows { nodes { id } } }';
const LOCK = `mutation Lock($input: LockSeatsInput!) { held: lockSeats(input: $input) {
  __typename ... on ServiceUnavailableError { retryAfterSeconds } ... on Error { code message } } }`;
const BOTH = `mutation Both($input: LockSeatsInput!) { lockSeats(input: $input) { __typename } startGuestSession { token } }`;
const LOCK_INPUT = { input: { showId: SHOW_ID, seatIds: ['A-1-1'] } };

/** The product's schema, over services that do next to nothing: a show is found when the test says so. */
class Box {
  readonly asked: string[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly services = {
    shows: {
      getVisibleShow: async () => {
        this.asked.push('show');
        await new Promise<void>((found) => this.#waiting.push(found));
        return null;
      },
      listShows: async () => {
        this.asked.push('shows');
        throw new Error('this test lists nothing');
      },
    },
    locks: {
      lockSeats: async () => {
        this.asked.push('lock');
        throw new Error('this test locks nothing');
      },
    },
  } as unknown as Partial<Services>;

  /** Answers those who ask for a show. */
  find(): void {
    for (const found of this.#waiting.splice(0)) found();
  }
}

let box: Box;
let gate: LoadGate;
let server: TestGraphqlServer;
let token: string;

/** A node that does one thing at a time, for which one more may wait. */
beforeEach(async () => {
  box = new Box();
  gate = new LoadGate({ importances: IMPORTANCES.length, least: 1, most: 1, patience_ms: 600_000, maxWaiting: 1 });
  server = await startTestGraphqlServer({ schema: createSchema(), services: box.services, gate });
  token = await server.tokenFor('customer');
});
afterEach(async () => {
  box.find();
  await server.stop();
});

async function post(query: string, variables: object = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

/** Somebody is served, and goes on to be until `box.find()`. */
async function occupy(): Promise<void> {
  void post(MAP, { id: SHOW_ID });
  await eventually(() => expect(box.asked).toContain('show'));
}

const untilWaiting = (count: number) => eventually(() => expect(gate.waiting).toBe(count));

describe('a node with too much to do', () => {
  it.each([
    ['for the first time', false],
    ['of a document that is known', true],
  ])('refuses a list so that a lock can wait, asked %s', async (_when, isKnown) => {
    // The same documents again take the short way.
    if (isKnown) await Promise.all([post(LIST), post(LOCK, LOCK_INPUT)]);
    const known = box.asked.length;
    await occupy();
    const list = post(LIST);
    await untilWaiting(1);
    const lock = post(LOCK, LOCK_INPUT);
    const refused = await list;
    expect(refused.status).toBe(503);
    // On a slow machine it is more than a second.
    const seconds = Number(refused.retryAfter);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(refused.body).toEqual({
      errors: [
        {
          message: `More is asked of the server at the moment than it can do. Nothing was done; try again in ${seconds} s.`,
          extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: seconds },
        },
      ],
    });
    expect(box.asked.slice(known)).toEqual(['show']);
    box.find();
    await lock;
    expect(box.asked.slice(known)).toEqual(['show', 'lock']);
  });

  it('lets pages of other origins say how long they wait, and read when to try again', async () => {
    const preflight = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example.org',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-request-timeout-ms',
      },
    });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-request-timeout-ms');
    // Known, and so refused by the shortest way.
    await post(LOCK, LOCK_INPUT);
    await occupy();
    void post(LOCK, LOCK_INPUT);
    await untilWaiting(1);
    const refused = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://shop.example.org' },
      body: JSON.stringify({ query: LOCK, variables: LOCK_INPUT }),
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://shop.example.org');
    expect(refused.headers.get('access-control-expose-headers')).toContain('retry-after');
    await refused.text();
  });

  it('answers a refused mutation in its result union, with when to try again, whoever asks', async () => {
    await occupy();
    void post(LOCK, LOCK_INPUT);
    await untilWaiting(1);
    for (const headers of [{}, { authorization: '' }]) {
      expect(await post(LOCK, LOCK_INPUT, headers)).toEqual({
        status: 200,
        retryAfter: '1',
        body: {
          data: {
            held: {
              __typename: 'ServiceUnavailableError',
              code: 'SERVICE_UNAVAILABLE',
              retryAfterSeconds: 1,
              message: expect.stringContaining('try again in 1 s') as string,
            },
          },
        },
      });
    }
    expect(box.asked).toEqual(['show']);
  });

  it('refuses a mutation without a result union as a whole', async () => {
    await occupy();
    void post(LOCK, LOCK_INPUT);
    await untilWaiting(1);
    expect(await post(BOTH, LOCK_INPUT)).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 } }] },
    });
  });

  it('answers on sockets from the same gate, without what is for the heads of HTTP answers', async () => {
    await occupy();
    const socket = await RawSocket.introduced(server.url, token);
    socket.send({ id: 'list', type: 'subscribe', payload: { query: LIST } });
    await untilWaiting(1);
    socket.send({ id: 'lock', type: 'subscribe', payload: { query: LOCK, variables: LOCK_INPUT } });
    const refused = await socket.message('next', 'list');
    expect(refused.payload).toEqual({
      errors: [
        {
          message: expect.stringContaining('try again') as string,
          extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 },
        },
      ],
    });
    socket.send({ id: 'late', type: 'subscribe', payload: { query: LOCK, variables: LOCK_INPUT } });
    const late = await socket.message('next', 'late');
    expect(late.payload).toEqual({ data: { held: expect.objectContaining({ retryAfterSeconds: 1 }) as object } });
    expect(box.asked).toEqual(['show']);
    await socket.close();
  });

  it('does nothing for those who have gone while they waited, over HTTP and sockets', async () => {
    await occupy();
    const { port } = new URL(server.url);
    const gone = connect(Number(port), '127.0.0.1');
    await once(gone, 'connect');
    const body = JSON.stringify({ query: LIST });
    gone.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await untilWaiting(1);
    gone.destroy();
    await untilWaiting(0);

    const socket = await RawSocket.introduced(server.url, token);
    socket.send({ id: 'list', type: 'subscribe', payload: { query: LIST } });
    await untilWaiting(1);
    await socket.close();
    await untilWaiting(0);
    box.find();
    await eventually(() => expect(gate.running).toBe(0));
    expect(box.asked).toEqual(['show']);
  });

  it('does nothing for an operation of a socket that its client completes while it waits', async () => {
    await occupy();
    const socket = await RawSocket.introduced(server.url, token);
    socket.send({ id: 'list', type: 'subscribe', payload: { query: LIST } });
    await untilWaiting(1);
    socket.send({ id: 'other', type: 'complete' });
    socket.send({ id: 'list', type: 'complete' });
    await untilWaiting(0);
    // The socket is as good as before.
    socket.send({ id: 'lock', type: 'subscribe', payload: { query: LOCK, variables: LOCK_INPUT } });
    await untilWaiting(1);
    box.find();
    await socket.message('next', 'lock');
    expect(box.asked).toEqual(['show', 'lock']);
    await socket.close();
  });

  it('does nothing for those whose time is over, and says so', async () => {
    await occupy();
    const late = await post(LOCK, LOCK_INPUT, { 'x-request-timeout-ms': '20' });
    expect(late.body).toMatchObject({
      data: { held: { message: expect.stringContaining('within the time that it was given') as string } },
    });
    const socket = await RawSocket.introduced(server.url, token);
    const payload = { query: LIST, extensions: { timeoutMs: 20 } };
    socket.send({ id: 'list', type: 'subscribe', payload });
    const refused = await socket.message('next', 'list');
    expect(refused.payload).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    await socket.close();
    box.find();
    await eventually(() => expect(gate.running).toBe(0));
    expect(box.asked).toEqual(['show']);
  });
});
