import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { createSchema } from 'graphql-yoga';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../test/kit/basics/eventually.ts';
import { createClient } from '../../test/kit/callers/client.ts';
import { RawSocket } from '../../test/kit/callers/raw-socket.ts';
import {
  startTestGraphqlServer,
  type TestGraphqlServer,
  type TestGraphqlServerOptions,
} from '../../test/kit/product/graphql-server.ts';
import type { GraphqlContext } from '../schema/context.ts';
import { NotFoundError } from '../shared/errors.ts';

class Counter {
  readonly ended = Promise.withResolvers<void>();
  async *count(to: number) {
    try {
      for (let n = 1; n <= to; n += 1) yield { count: n };
      await new Promise<never>(() => undefined);
    } finally {
      this.ended.resolve();
    }
  }
}

function testSchema(counter = new Counter()) {
  return createSchema<GraphqlContext>({
    typeDefs: /* GraphQL */ `
      type Query {
        me: String
        bug: Int
        missing: Int
        away: Int
        echo(text: String, n: Int): String
        self: Query
      }
      type Mutation {
        touch: String
      }
      type Subscription {
        count(to: Int!): Int!
        broken: Int!
      }
    `,
    resolvers: {
      Query: {
        me: (_root, _args, { principal }) => principal && `${principal.role} ${principal.id}`,
        bug: () => {
          throw new TypeError('secret detail');
        },
        missing: () => {
          throw new NotFoundError('The show', 'id');
        },
        away: () => {
          throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
        },
        echo: (_root, { text }) => text,
        self: () => ({}),
      },
      Mutation: { touch: () => 'touched' },
      Subscription: {
        count: {
          // A plain iterator, as live maps have: its return is called at once, also while a next is under way.
          subscribe: (_root, { to }: { to: number }) => endable(counter, to),
        },
        broken: {
          subscribe: async function* () {
            yield { broken: 1 };
            throw new TypeError('secret detail');
          },
        },
      },
    },
  });
}

function endable(counter: Counter, to: number): AsyncIterableIterator<{ count: number }> {
  const source = counter.count(to);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => source.next(),
    return: async () => {
      counter.ended.resolve();
      return { done: true, value: undefined };
    },
  };
}

let graphql: TestGraphqlServer | undefined;
afterEach(() => graphql?.stop());

async function start(
  options: Partial<TestGraphqlServerOptions> & { counter?: Counter } = {},
): Promise<TestGraphqlServer> {
  graphql = await startTestGraphqlServer({ schema: testSchema(options.counter), ...options });
  return graphql;
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('GraphQL over HTTP', () => {
  it('answers POST and GET, says who is calling and gives each request an id', async () => {
    const { url, tokenFor } = await start();
    const authorization = `Bearer ${await tokenFor('organiser')}`;
    const answer = await post(url, { query: '{ me }' }, { authorization, 'x-request-id': 'test-request-1' });
    expect(answer.body.data).toEqual({ me: 'organiser organiser-1' });
    expect(answer.headers.get('x-request-id')).toBe('test-request-1');
    const got = await fetch(`${url}/graphql?query=${encodeURIComponent('{ me }')}`);
    expect(await got.json()).toMatchObject({ data: { me: null } });
    expect(got.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses mutations by GET, batches and uploads', async () => {
    const { url } = await start();
    const get = await fetch(`${url}/graphql?query=${encodeURIComponent('mutation { touch }')}`);
    expect(get.status).toBe(405);
    const batch = await post(url, [{ query: '{ me }' }, { query: '{ me }' }]);
    expect(batch.status).toBe(400);
    const form = new FormData();
    form.set('operations', JSON.stringify({ query: '{ me }' }));
    form.set('map', '{}');
    const upload = await fetch(`${url}/graphql`, { method: 'POST', body: form });
    expect(upload.status).toBe(415);
  });

  it.each(['GET', 'POST'])(
    'tells who names a document by its hash alone, by %s, to send the document',
    async (method) => {
      const { url } = await start();
      const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
      const parameters = new URLSearchParams({ operationName: 'Me', extensions: JSON.stringify(extensions) });
      const headers = { accept: 'application/json', 'apollo-require-preflight': 'true' };
      const answer =
        method === 'GET'
          ? await fetch(`${url}/graphql?${parameters}`, { headers })
          : await fetch(`${url}/graphql`, {
              method,
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify({ operationName: 'Me', extensions }),
            });
      expect(answer.status).toBe(200);
      expect((await answer.json()).errors).toMatchObject([
        { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
      ]);
      // With the document beside it the hash does no harm.
      const whole = await post(url, { query: '{ me }', extensions });
      expect(whole.body.errors).toBeUndefined();
    },
  );

  it('lets pages of any origin ask, with the Authorization header and without cookies', async () => {
    const { url } = await start();
    const preflight = await fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://tickets.example.org',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,traceparent,baggage,sentry-trace,x-of-tomorrow',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://tickets.example.org');
    for (const header of ['authorization', 'traceparent', 'baggage', 'sentry-trace', 'x-of-tomorrow']) {
      expect(preflight.headers.get('access-control-allow-headers')).toContain(header);
    }
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    // How long to wait stands in a header of refusals.
    const { headers } = await fetch(`${url}/graphql`, { method: 'POST', headers: { origin: 'https://x.example.org' } });
    expect(headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
  });

  it.each([
    ['Bearer not-a-token', 'The token is not a JWT.'],
    ['Basic dXNlcjpwYXNz', 'Authorization must be "Bearer <token>".'],
  ])('answers 401 to "%s"', async (authorization, message) => {
    const { url } = await start();
    const { status, body } = await post(url, { query: '{ me }' }, { authorization });
    expect(status).toBe(401);
    expect(body.errors).toMatchObject([{ message, extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('masks what it did not expect, and logs it under the id that the caller got', async () => {
    const lines = new PassThrough();
    const { url } = await start({ logger: pino({ level: 'error' }, lines) });
    const { body } = await post(url, { query: '{ bug }' });
    expect(body.errors).toMatchObject([
      { message: 'Internal error', path: ['bug'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
    const logged = JSON.parse(String(lines.read()));
    expect(logged.correlationId).toBe(body.errors[0].extensions.correlationId);
    expect(logged.err.message).toBe('secret detail');
  });

  it('makes no error of a peer that goes in the middle of its request', async () => {
    const lines = new PassThrough();
    const { url } = await start({ logger: pino({ level: 'info' }, lines) });
    const peer = connect(Number(new URL(url).port), '127.0.0.1');
    const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
    peer.end(`${head}{"query":`);
    const logged: string[] = [];
    lines.on('data', (line) => logged.push(JSON.parse(String(line)).msg));
    await once(lines, 'data');
    await post(url, { query: '{ me }' });
    await eventually(() => expect(logged.length).toBeGreaterThan(1));
    expect(logged).toEqual(['request', 'request']);
  });

  it('gives expected errors and outages their codes', async () => {
    const { url } = await start();
    const code = async (query: string, variables = {}) =>
      (await post(url, { query, variables })).body.errors[0].extensions.code;
    expect(await code('{ missing }')).toBe('NOT_FOUND');
    expect(await code('{ away }')).toBe('SERVICE_UNAVAILABLE');
    expect(await code('query ($n: Int) { echo(n: $n) }', { n: 'x' })).toBe('BAD_USER_INPUT');
    expect(await code('{ nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await code('{')).toBe('GRAPHQL_PARSE_FAILED');
    const long = (await post(url, { query: 'x'.repeat(10_000) })).body.errors[0];
    expect(long).toMatchObject({ locations: [{ line: 1, column: 1 }], extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    expect(long.message).toMatch(/^Syntax Error: Unexpected Name "x{100,300}…$/);
  });

  it('takes large bodies from organisers only', async () => {
    const { url, tokenFor } = await start();
    const large = { query: 'query ($text: String) { echo(text: $text) }', variables: { text: 'x'.repeat(2_000_000) } };
    const customer = `Bearer ${await tokenFor('customer')}`;
    expect((await post(url, large, { authorization: customer })).status).toBe(413);
    const organiser = `Bearer ${await tokenFor('organiser')}`;
    expect((await post(url, large, { authorization: organiser })).status).toBe(200);
  });

  it('refuses documents that are too deep, too wide or too long', async () => {
    const { url } = await start();
    const message = async (query: string) => (await post(url, { query })).body.errors[0].message;
    expect(await message(`${'{ self '.repeat(16)} { me } ${'}'.repeat(16)}`)).toMatch('17 levels deep');
    expect(await message(`{ ${Array.from({ length: 21 }, (_, n) => `a${n}: me`).join(' ')} }`)).toMatch(
      '21 root fields',
    );
    const fragments = `fragment A on Query { ${'self { ...B } '.repeat(1)} ${bomb('B')} } fragment B on Query { ${bomb('C')} } fragment C on Query { ${bombLeaf()} }`;
    expect(await message(`{ self { ...A } } ${fragments}`)).toMatch('more than 1000 fields');
    expect(await message(`{ ${'me '.repeat(10_001)} }`)).toMatch('more than 10000 tokens');
    expect(await message('{ ...A } fragment A on Query { self { ...A } }')).toMatch('Cannot spread fragment');
  });
});

function bomb(fragment: string): string {
  return Array.from({ length: 15 }, (_, n) => `${fragment.toLowerCase()}${n}: self { ...${fragment} }`).join(' ');
}

function bombLeaf(): string {
  return Array.from({ length: 15 }, (_, n) => `leaf${n}: me`).join(' ');
}

describe('subscriptions', () => {
  it.each(['subscribe', 'subscribeSse'] as const)('%s: delivers events and ends the source', async (how) => {
    const counter = new Counter();
    const { url } = await start({ counter });
    await using client = createClient(url);
    const events = client[how]('subscription { count(to: 2) }');
    expect(await events.next()).toEqual({ count: 1 });
    expect(await events.next()).toEqual({ count: 2 });
    await events.return();
    await counter.ended.promise;
  });

  it.each(['subscribe', 'subscribeSse'] as const)('%s: masks a source that breaks', async (how) => {
    const { url } = await start();
    await using client = createClient(url);
    const events = client[how]('subscription { broken }');
    expect(await events.next()).toEqual({ broken: 1 });
    await expect(events.next()).rejects.toThrow(/INTERNAL_SERVER_ERROR/);
  });

  it('runs queries over WebSocket as the same principal, with the same errors and limits', async () => {
    const { url, tokenFor } = await start();
    await using client = createClient(url, await tokenFor('customer'));
    expect(await client.subscribe('{ me }').next()).toEqual({ me: 'customer customer-1' });
    await expect(client.subscribe('{ bug }').next()).rejects.toThrow(/Internal error/);
    await expect(client.subscribe(`${'{ self '.repeat(16)} { me } ${'}'.repeat(16)}`).next()).rejects.toMatchObject([
      { message: expect.stringContaining('17 levels deep') },
    ]);
    await expect(client.subscribe('{').next()).rejects.toMatchObject([
      { extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ]);
    expect(await client.subscribe('{ me }').next()).toEqual({ me: 'customer customer-1' });
  });
});

describe('an operation that can not be run', () => {
  it.each([
    ['a subscription to nothing', 'x', 'subscription { count(to: 1) @skip(if: true) }', 'INTERNAL_SERVER_ERROR'],
    ['one of several, without a name', 'x', 'query A { me } query B { me }', 'BAD_USER_INPUT'],
    ['an endless id', 'x'.repeat(1_001), '{ me }', 'BAD_USER_INPUT'],
  ])('leaves its socket open: %s', async (_what, id, query, code) => {
    const { url } = await start();
    const socket = await RawSocket.introduced(url);
    socket.subscribe(id, query);
    const answer = await Promise.race([socket.message('error', id), socket.message('next', id)]);
    expect(JSON.stringify(answer.payload)).toContain(code);
    socket.subscribe('y', '{ me }');
    expect(await socket.message('next', 'y')).toMatchObject({ payload: { data: { me: null } } });
    await socket.close();
  });

  it('is refused with 4409 when its id is in use, however long that is', async () => {
    const { url } = await start();
    const socket = await RawSocket.introduced(url);
    for (let time = 1; time <= 2; time += 1) socket.subscribe('☎'.repeat(999), 'subscription { count(to: 1) }');
    expect(await socket.ended).toMatchObject({ code: 4409, reason: expect.stringMatching(/^Subscriber for ☎+$/) });
  });
});

describe('WebSocket connections', () => {
  async function closeOf(url: string, options: { protocol?: string; params?: object; origin?: string }) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, options.protocol ?? 'graphql-transport-ws', {
      ...(options.origin ? { origin: options.origin } : {}),
    });
    const closed = Promise.withResolvers<{ code: number; reason: string } | { status: number | undefined }>();
    const acknowledged = Promise.withResolvers<void>();
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: options.params })));
    socket.on('message', () => acknowledged.resolve());
    socket.on('close', (code, reason) => closed.resolve({ code, reason: String(reason) }));
    socket.on('unexpected-response', (_request, response) => closed.resolve({ status: response.statusCode }));
    socket.on('error', () => undefined);
    return { closed: closed.promise, acknowledged: acknowledged.promise };
  }

  it('closes with 4403 and the reason when the token is not to be trusted', async () => {
    const { url } = await start();
    const { closed } = await closeOf(url, { params: { authorization: 'Bearer nonsense' } });
    expect(await closed).toEqual({ code: 4403, reason: 'The token is not a JWT.' });
  });

  it('takes the token under any of the usual names', async () => {
    const { url, tokenFor } = await start();
    const token = await tokenFor('customer');
    for (const params of [
      { token },
      { Authorization: `Bearer ${token}` },
      { authorization: `bearer ${token}` },
      undefined,
    ]) {
      await (await closeOf(url, params ? { params } : {})).acknowledged;
    }
  });

  it('speaks graphql-transport-ws only', async () => {
    const { url } = await start();
    expect(await (await closeOf(url, { protocol: 'graphql-ws' })).closed).toMatchObject({ code: 4406 });
  });

  it('refuses pages of foreign origins when it is told which are its own', async () => {
    const { url } = await start({ allowedOrigins: ['https://tickets.example.org'] });
    expect(await (await closeOf(url, { origin: 'https://evil.example.org' })).closed).toEqual({ status: 403 });
    await (await closeOf(url, { origin: 'https://tickets.example.org' })).acknowledged;
  });

  it('says 1001 at the stop, ends SSE streams, and the port is free afterwards', async () => {
    const counter = new Counter();
    const { url, stop } = await start({ counter });
    const { closed, acknowledged } = await closeOf(url, {});
    await acknowledged;
    await using client = createClient(url);
    const events = client.subscribeSse('subscription { count(to: 1) }');
    await events.next();
    const ending = expect(events.next()).rejects.toThrow();
    await stop();
    expect(await closed).toMatchObject({ code: 1001 });
    await ending;
    await counter.ended.promise;
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});
