import { createHash } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const TITLE = 'query Title($id: ID!) { show(id: $id) { id title } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Title {
  show: { title: string } | null;
}

/** Asks once through the library's own link, which may send by `fetch`. */
type Ask = (options: { url: string; fetch: typeof globalThis.fetch; id: string }) => Promise<Title | undefined>;

const LINKS: Record<string, Ask> = {
  async 'Apollo Client'({ url, fetch, id }) {
    const link = new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: url, fetch }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return (await client.query<Title>({ query: gql(TITLE), variables: { id } })).data;
  },
  async 'Apollo Client by GET'({ url, fetch, id }) {
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(
      new HttpLink({ uri: url, fetch }),
    );
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return (await client.query<Title>({ query: gql(TITLE), variables: { id } })).data;
  },
};

describe.each(Object.entries(LINKS))('the persisted documents of %s', (_name, ask) => {
  it('are tried by hash, then sent whole and answered', async () => {
    const sent: boolean[] = [];
    const data = await ask({
      url: `${app.url}/graphql`,
      id: app.demoShowId,
      fetch: async (input, init) => {
        sent.push(hasDocument(input, init));
        return await fetch(input, init);
      },
    });
    expect(data?.show?.title).toEqual(expect.any(String));
    expect(sent).toEqual([false, true]);
  });
});

function hasDocument(input: string | URL | Request, init: RequestInit | undefined): boolean {
  if (typeof init?.body === 'string') return 'query' in (JSON.parse(init.body) as object);
  const url = new URL(input instanceof Request ? input.url : input);
  return url.searchParams.has('query');
}
