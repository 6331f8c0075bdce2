import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { createSchema } from 'graphql-yoga';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTestGraphqlServer, type TestGraphqlServer } from '../../../test/kit/product/graphql-server.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { MAX_BODY_BYTES } from './request-body.ts';

const schema = createSchema<GraphqlContext>({
  typeDefs: /* GraphQL */ `
    type Query {
      me: String
      length(text: String): Int
    }
    type Subscription {
      one: Int
    }
  `,
  resolvers: {
    Query: {
      me: () => 'me',
      length: (_root, { text }: { text: string }) => text.length,
    },
    Subscription: {
      one: {
        async *subscribe() {
          yield { one: 1 };
        },
      },
    },
  },
});

const QUERY = 'query ($text: String) { length(text: $text) }';
const JSON_TYPE = 'application/json';
/** Bodies of so many bytes, of each kind that is read. */
const BODIES: Record<string, (bytes: number) => string> = {
  [JSON_TYPE]: (bytes) => padded(JSON.stringify({ query: QUERY, variables: { text: '' } }), '""', bytes),
  'application/graphql+json': (bytes) => padded(JSON.stringify({ query: QUERY, variables: { text: '' } }), '""', bytes),
  'application/x-www-form-urlencoded': (bytes) =>
    padded(`query=${encodeURIComponent(QUERY)}&variables={"text":""}`, '""', bytes),
};

function padded(text: string, gap: string, bytes: number): string {
  return text.replace(gap, `"${'x'.repeat(bytes - text.length)}"`);
}

let server: TestGraphqlServer | undefined;
let agent = new Agent();
afterEach(async () => {
  agent.destroy();
  await server?.stop();
});

async function start(): Promise<TestGraphqlServer> {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  server = await startTestGraphqlServer({ schema });
  return server;
}

interface Sent {
  body: string;
  type?: string;
  /** Whether the length is said beforehand. */
  hasLength?: boolean;
  token?: string;
  accept?: string;
}

interface Answer {
  status: number | undefined;
  text: string;
  /** Whether it came by the connection of the request before. */
  isReused: boolean;
}

async function post(url: string, { body, type = JSON_TYPE, hasLength = true, token, accept }: Sent): Promise<Answer> {
  const sent = request(new URL('/graphql', url), {
    method: 'POST',
    agent,
    headers: {
      'content-type': type,
      ...(accept ? { accept } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(hasLength ? { 'content-length': Buffer.byteLength(body) } : { 'transfer-encoding': 'chunked' }),
    },
  });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.end(body);
  const [response] = await answered;
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text, isReused: sent.reusedSocket };
}

describe('the body of a request', () => {
  const ways = Object.keys(BODIES).flatMap((type) => [true, false].map((hasLength) => ({ type, hasLength })));

  it.each(ways)('may have a megabyte and no byte more: $type, told its length: $hasLength', async (way) => {
    const { url } = await start();
    const bodyOf = BODIES[way.type]!;
    const largest = bodyOf(MAX_BODY_BYTES);
    expect(Buffer.byteLength(largest)).toBe(MAX_BODY_BYTES);
    const taken = await post(url, { ...way, body: largest });
    expect([taken.status, JSON.parse(taken.text).data]).toEqual([200, { length: expect.any(Number) }]);
    for (const bytes of [MAX_BODY_BYTES + 1, 3 * MAX_BODY_BYTES]) {
      const refused = await post(url, { ...way, body: bodyOf(bytes) });
      expect([refused.status, JSON.parse(refused.text)]).toEqual([
        413,
        { errors: [{ message: 'Request body too large', extensions: { code: 'REQUEST_ENTITY_TOO_LARGE' } }] },
      ]);
    }
    // What was left of the refused one is not taken for a request, and the connection is not used again.
    const next = await post(url, { body: '{"query":"{ me }"}' });
    expect(next).toMatchObject({ status: 200, text: expect.stringContaining('{"me":"me"}'), isReused: false });
    expect((await post(url, { body: '{"query":"{ me }"}' })).isReused).toBe(true);
  });

  it.each(ways)('that is refused is not read on: $type, told its length: $hasLength', async ({ type, hasLength }) => {
    const { url } = await start();
    const { port } = new URL(url);
    const body = BODIES[type]!(MAX_BODY_BYTES + 1);
    const [head, sent] = hasLength
      ? [`Content-Length: ${2 * MAX_BODY_BYTES}`, body]
      : ['Transfer-Encoding: chunked', `${body.length.toString(16)}\r\n${body}\r\n`];
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(`POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\n${head}\r\n\r\n${sent}`);
    const began_ms = performance.now();
    const trickle = setInterval(() => socket.writable && socket.write(hasLength ? 'x' : '1\r\nx\r\n'), 50);
    try {
      await closed;
    } finally {
      clearInterval(trickle);
    }
    expect(performance.now() - began_ms).toBeLessThan(30_000);
    expect(text).toMatch(/^HTTP\/1\.1 413 [\s\S]*REQUEST_ENTITY_TOO_LARGE/);
    expect(text).toMatch(/^connection: close\r$/im);
  });

  it('may be longer when an organiser sends JSON, told its length or not', async () => {
    const { url, tokenFor } = await start();
    const body = BODIES[JSON_TYPE]!(2 * MAX_BODY_BYTES);
    for (const hasLength of [true, false]) {
      const statusFor = async (role: 'customer' | 'organiser') =>
        (await post(url, { body, hasLength, token: await tokenFor(role) })).status;
      expect([await statusFor('customer'), await statusFor('organiser')]).toEqual([413, 200]);
    }
  });

  it('is parsed once when it is short', async () => {
    const { url } = await start();
    const parse = vi.spyOn(JSON, 'parse');
    try {
      await post(url, { body: '{"query":"{ me }","operationName":null}' });
      expect(parse.mock.calls.filter(([text]) => text.includes('operationName'))).toHaveLength(1);
    } finally {
      parse.mockRestore();
    }
  });

  it.each([
    ['{', 'POST body sent invalid JSON.'],
    ['', 'POST body sent invalid JSON.'],
    ['null', 'POST body is expected to be object but received null'],
    ['5', 'POST body is expected to be object but received number'],
    ['[]', 'Batching is not supported.'],
  ])('that is no operation is refused, told its length or not: %s', async (body, message) => {
    const { url } = await start();
    for (const hasLength of [true, false]) {
      const answer = await post(url, { body, hasLength });
      expect([answer.status, JSON.parse(answer.text).errors[0].message]).toEqual([400, message]);
    }
  });

  it.each(['customer', 'organiser'] as const)(
    'for an event stream must be told its length, by a %s, too',
    async (role) => {
      const { url, tokenFor } = await start();
      const stream = {
        body: '{"query":"subscription { one }"}',
        accept: 'text/event-stream',
        token: await tokenFor(role),
      };
      expect((await post(url, stream)).text).toContain('{"data":{"one":1}}');
      const untold = await post(url, { ...stream, hasLength: false });
      expect([untold.status, untold.text]).toEqual([413, expect.stringContaining('content-length')]);
    },
  );
});
