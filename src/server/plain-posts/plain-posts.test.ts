import { hash } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { parse } from 'graphql';
import { createGraphQLError, createSchema } from 'graphql-yoga';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestGraphqlServer, type TestGraphqlServer } from '../../../test/kit/product/graphql-server.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { NotFoundError, RateLimitedError } from '../../shared/errors.ts';
import { knownOperationOf } from '../documents/known-operation.ts';
import { plainPostOf } from './plain-post.ts';
import * as plainPosts from './plain-posts.ts';

const schema = createSchema<GraphqlContext>({
  typeDefs: /* GraphQL */ `
    type Query {
      me: String
      language: String
      echo(text: String): String
      number(n: Int!): Int
      bug: Int
      bugs: Int!
      missing: Int
      limited: Int!
      gone: Int
      many(n: Int!): [String!]!
    }
    type Mutation {
      touch(text: String): String
    }
    type Subscription {
      one: Int
    }
  `,
  resolvers: {
    Query: {
      me: (_root, _args, { principal }) => principal && `${principal.role} ${principal.id}`,
      language: (_root, _args, { acceptLanguage }) => acceptLanguage,
      echo: (_root, { text }: { text: string }) => text,
      number: (_root, { n }: { n: number }) => n,
      bug: () => {
        throw new TypeError('secret detail');
      },
      bugs: () => {
        throw new TypeError('secret detail');
      },
      missing: () => {
        throw new NotFoundError('The show', 'id');
      },
      limited: () => {
        throw new RateLimitedError('Too much.', 7);
      },
      gone: () => {
        throw createGraphQLError('Gone', {
          extensions: { code: 'GONE', http: { status: 410, headers: { 'x-why': 'gone' } } },
        });
      },
      many: (_root, { n }: { n: number }) =>
        Array.from({ length: n }, (_, index) => `${index} is a text like any other`),
    },
    Mutation: { touch: (_root, { text }: { text: string }) => `touched ${text}` },
    Subscription: {
      one: {
        async *subscribe() {
          yield { one: 1 };
        },
      },
    },
  },
});

let server: TestGraphqlServer;
let tokens: Record<'customer' | 'organiser', string>;
beforeAll(async () => {
  server = await startTestGraphqlServer({ schema });
  tokens = { customer: await server.tokenFor('customer'), organiser: await server.tokenFor('organiser') };
});
afterAll(() => server?.stop());

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

function send(path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      },
      async (response) => {
        const pieces: Buffer[] = [];
        for await (const piece of response) pieces.push(piece as Buffer);
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(pieces).toString('base64'),
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

const SAME_FOR_NOBODY = ['date', 'x-request-id', 'connection', 'keep-alive', 'transfer-encoding'];
/** Yoga says them of every answer; they count for a browser's question alone. */
const OF_PREFLIGHTS = ['access-control-allow-methods', 'access-control-max-age'];

/** What of the answer does not depend on when and as what it was asked. */
function comparable({ status, headers, body }: Answer): object {
  const others = Object.entries(headers).filter(([name]) => ![...SAME_FOR_NOBODY, ...OF_PREFLIGHTS].includes(name));
  const vary = headers.vary?.toLowerCase().split(', ').sort();
  const id = /"correlationId":"[^"]+"/g;
  const isCompressed = ['br', 'gzip'].includes(headers['content-encoding'] ?? '');
  const text = isCompressed ? body : Buffer.from(body, 'base64').toString().replace(id, '"correlationId":"…"');
  const told = text.length > 1_000 ? hash('sha256', text) : text;
  return { status, headers: { ...Object.fromEntries(others), vary }, told };
}

const LONG = 'query Long { many(n: 100) }';
const VERY_LONG = 'query VeryLong { many(n: 20000) }';

const BODIES: Record<string, unknown> = {
  'a query': { query: '{ me }' },
  variables: { query: 'query ($text: String) { echo(text: $text) }', variables: { text: 'Zoë 🎭' } },
  'variables that are null, with extensions': {
    query: '{ me }',
    variables: null,
    extensions: { a: 1 },
    operationName: null,
  },
  'more variables than there are': {
    query: 'query ($text: String) { echo(text: $text) }',
    variables: { text: 'a', other: 1 },
  },
  'one of several operations': { query: 'query A { me } query B { language }', operationName: 'B' },
  'no one of several operations': { query: 'query A { me } query B { language }' },
  'an operation that is not there': { query: 'query A { me }', operationName: 'C' },
  'a mutation': { query: 'mutation ($text: String) { touch(text: $text) }', variables: { text: 'it' } },
  'a variable of another type': { query: 'query ($n: Int!) { number(n: $n) }', variables: { n: 'one' } },
  'a variable that is missing': { query: 'query ($n: Int!) { number(n: $n) }' },
  'variables that are a list': { query: 'query ($n: Int!) { number(n: $n) }', variables: [1] },
  'variables that are nested too deep': {
    query: '{ me }',
    variables: { a: JSON.parse(`${'['.repeat(80)}${']'.repeat(80)}`) },
  },
  'a document with an id': { query: '{ me }', documentId: 'a' },
  'an unknown id': { documentId: 'a' },
  'an unknown member': { query: '{ me }', id: 1 },
  'an unknown member that is null': { query: '{ me }', id: null },
  'a bug': { query: '{ bug me }' },
  'a bug that leaves no data': { query: '{ bugs }' },
  'an expected error': { query: '{ missing me }' },
  'an error with a status of its own': { query: '{ limited }' },
  'an error with headers of its own': { query: '{ gone me }' },
  'a document that is not valid': { query: '{ nothing }' },
  'a document that is none': { query: '{' },
  'a long answer': { query: LONG },
  'a very long answer': { query: VERY_LONG },
  'a list': [{ query: '{ me }' }],
  'no query': { variables: {} },
  'no JSON': '{"query":',
};

const HEADERS: Record<string, Record<string, string>> = {
  'no headers': {},
  'application/json': { accept: 'application/json' },
  'application/graphql-response+json': { accept: 'application/graphql-response+json' },
  'the header of Apollo Client': { accept: 'application/graphql-response+json,application/json;q=0.9' },
  'the header of urql': {
    accept:
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
  },
  'event streams': { accept: 'text/event-stream' },
  anything: { accept: '*/*' },
  HTML: { accept: 'text/html' },
  'a page of another origin': { origin: 'https://shop.example', accept: '*/*', 'accept-language': 'de' },
  'a page that takes compressed answers': { origin: 'https://shop.example', 'accept-encoding': 'gzip, deflate, br' },
  gzip: { 'accept-encoding': 'gzip' },
};

describe('an operation that is posted in the plainest way', () => {
  it.each(Object.entries(BODIES))('is answered as yoga answers it: %s', async (_asked, body) => {
    for (const [headerName, headers] of Object.entries(HEADERS)) {
      // By an address with a query it goes yoga's way, and its document is known afterwards.
      const byYoga = await send('/graphql?x', body, headers);
      const plain = await send('/graphql', body, headers);
      expect(comparable(plain), headerName).toEqual(comparable(byYoga));
    }
  });

  it('is answered for whom it comes from', async () => {
    const ask = (headers: Record<string, string>) => send('/graphql', { query: '{ me language }' }, headers);
    await ask({});
    const answers = await Promise.all([
      ask({ authorization: `Bearer ${tokens.customer}`, 'accept-language': 'de-AT' }),
      ask({ authorization: `Bearer ${tokens.organiser}` }),
      ask({}),
    ]);
    expect(answers.map(({ body }) => JSON.parse(Buffer.from(body, 'base64').toString()).data)).toEqual([
      { me: 'customer customer-1', language: 'de-AT' },
      { me: 'organiser organiser-1', language: null },
      { me: null, language: null },
    ]);
    const wrong = { authorization: 'Bearer wrong' };
    expect(comparable(await ask(wrong))).toEqual(
      comparable(await send('/graphql?x', { query: '{ me language }' }, wrong)),
    );
  });

  it('takes no way through the fetch API once its document is known', async () => {
    const answered = vi.spyOn(plainPosts.PlainPosts.prototype, 'answer');
    try {
      const query = '{ known: me }';
      await send('/graphql', { query }, {});
      expect(answered).not.toHaveBeenCalled();
      await send('/graphql', { query }, {});
      expect(await Promise.all(answered.mock.results.map(({ value }) => value))).toEqual([true]);
    } finally {
      answered.mockRestore();
    }
  });
});

describe('what is no plain post', () => {
  const documents = { find: (key: string) => ({ key, document: parse(key) }) };
  it.each([
    ['/graphql?query=1', undefined, { query: '{ me }' }],
    ['/graphql', 'text/event-stream', { query: '{ me }' }],
    ['/graphql', 'application/json, multipart/mixed', { query: '{ me }' }],
    ['/graphql', 'application/json', { documentId: 'a' }],
    ['/graphql', 'application/json', { query: '{ me }', id: 'a' }],
    ['/graphql', 'application/json', { query: 5 }],
    ['/graphql', 'application/json', { query: '{ me }', variables: 'a' }],
    ['/graphql', 'application/json', { query: '{ me }', extensions: [] }],
    ['/graphql', 'application/json', { query: '{ me }', operationName: 1 }],
  ])('is left to yoga: %s, %s, %j', (url, accept, json) => {
    const asked = knownOperationOf(json, documents);
    expect(asked && plainPostOf({ url, headers: accept === undefined ? {} : { accept } }, json, asked)).toBeNull();
  });
});
