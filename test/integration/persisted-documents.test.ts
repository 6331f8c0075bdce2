import { createHash } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { createClient, fetchExchange, subscriptionExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient as createSocketClient, type Sink } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const TITLE = 'query Title($id: ID!) { show(id: $id) { id title } }';
const VENUE = 'query Venue($id: ID!) { show(id: $id) { id title venue { id name } } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Title {
  show: { title: string } | null;
}

type Ask = (document: string) => Promise<Title | undefined>;

/** A client at its defaults but for the library's own link to persisted documents. */
type Connect = (options: { url: string; fetch: typeof globalThis.fetch; id: string }) => Ask;

const apollo =
  (useGETForHashedQueries: boolean): Connect =>
  ({ url, fetch, id }) => {
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(new HttpLink({ uri: url, fetch }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return async (document) => (await client.query<Title>({ query: gql(document), variables: { id } })).data;
  };

const urql =
  (preferGetForPersistedQueries: boolean): Connect =>
  ({ url, fetch, id }) => {
    const exchanges = [persistedExchange({ preferGetForPersistedQueries }), fetchExchange];
    const client = createClient({ url, fetch, exchanges });
    return async (document) => {
      const { data, error } = await client.query<Title, { id: string }>(document, { id }).toPromise();
      if (error) throw error;
      return data;
    };
  };

const LINKS: Record<string, Connect> = {
  'Apollo Client': apollo(false),
  'Apollo Client by GET': apollo(true),
  urql: urql(false),
  'urql by GET': urql(true),
};

describe.each(Object.entries(LINKS))('the persisted documents of %s', (_name, connect) => {
  it('are tried by hash, sent whole and answered, and tried by hash no more', async () => {
    const sent: boolean[] = [];
    const ask = connect({
      url: `${app.url}/graphql`,
      id: app.demoShowId,
      fetch: async (input, init) => {
        sent.push(hasDocument(input, init));
        return await fetch(input, init);
      },
    });
    expect((await ask(TITLE))?.show?.title).toEqual(expect.any(String));
    expect(sent).toEqual([false, true]);
    expect((await ask(VENUE))?.show?.title).toEqual(expect.any(String));
    expect(sent).toEqual([false, true, true]);
  });
});

it('of subscriptions that urql opens on a WebSocket are tried by hash, then sent whole', async () => {
  const socket = createSocketClient({
    url: `${app.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
  });
  onTestFinished(() => socket.dispose());
  const sent: boolean[] = [];
  const subscriptions = subscriptionExchange({
    forwardSubscription: ({ query = '', variables, extensions }) => ({
      subscribe(sink) {
        sent.push(query !== '');
        return { unsubscribe: socket.subscribe({ query, variables, extensions }, sink as Sink) };
      },
    }),
  });
  const exchanges = [persistedExchange({ enableForSubscriptions: true }), subscriptions];
  const client = createClient({ url: `${app.url}/graphql`, exchanges });
  const document = 'subscription Title($id: ID!) { show(id: $id) { id title } }';
  const first = await new Promise<Title | undefined>((resolve, reject) => {
    const { unsubscribe } = client
      .subscription<Title>(document, { id: app.demoShowId })
      .subscribe(({ data, error }) => {
        if (error) reject(error);
        else resolve(data);
        setImmediate(() => unsubscribe());
      });
  });
  expect(first?.show?.title).toEqual(expect.any(String));
  expect(sent).toEqual([false, true]);
});

function hasDocument(input: string | URL | Request, init: RequestInit | undefined): boolean {
  if (typeof init?.body === 'string') return 'query' in (JSON.parse(init.body) as object);
  const url = new URL(input instanceof Request ? input.url : input);
  return url.searchParams.has('query');
}
