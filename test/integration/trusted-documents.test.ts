import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawSocket } from '../kit/callers/raw-socket.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

const run = promisify(execFile);

const SHOP = `
  import { gql } from '@apollo/client';
  export const SHOW = gql\`query Show($id: ID!) { show(id: $id) { ...Title } }\`;
  export const TITLE = gql\`fragment Title on Show { id title }\`;
  export const FOLLOW = gql\`subscription Follow($id: ID!) { show(id: $id) { ...Title } }\`;
  export const SESSION = gql\`mutation Session { startGuestSession { token } }\`;
`;

interface Operation {
  id: string;
  name: string;
  body: string;
}

/** What \`npm run documents\` says to a client's file; rejects where it refuses it. */
async function documentsOf(folder: string, source: string, ...flags: string[]): Promise<Operation[]> {
  const file = join(folder, 'shop.ts');
  const out = join(folder, 'documents.json');
  writeFileSync(file, source);
  await run(process.execPath, ['scripts/documents.ts', '--out', out, ...flags, file]);
  const manifest = JSON.parse(readFileSync(out, 'utf8')) as { operations: Operation[] };
  return manifest.operations;
}

describe('trusted documents', () => {
  let folder: string;
  let app: TestApp;
  let ids: Record<string, string>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'documents-'));
    const operations = await documentsOf(folder, SHOP, '--typenames');
    ids = Object.fromEntries(operations.map(({ name, id }) => [name, id]));
    app = await startTestApp({ env: { DOCUMENTS: 'known', DOCUMENT_MANIFESTS: join(folder, 'documents.json') } });
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = async (asked: object) => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
    return { status: response.status, ...((await response.json()) as { data?: unknown; errors?: unknown[] }) };
  };
  const show = () => ({ __typename: 'Show', id: app.demoShowId, title: expect.any(String) });

  it('are answered by id, by POST and by GET', async () => {
    const variables = { id: app.demoShowId };
    expect(await post({ documentId: `sha256:${ids.Show}`, variables })).toMatchObject({ data: { show: show() } });
    const query = new URLSearchParams({ documentId: ids.Show!, variables: JSON.stringify(variables) });
    const response = await fetch(`${app.url}/graphql?${query}`, { headers: { accept: 'application/json' } });
    expect(await response.json()).toMatchObject({ data: { show: show() } });
  });

  it('change nothing by GET', async () => {
    const response = await fetch(`${app.url}/graphql?documentId=${ids.Session}`);
    expect(response.status).toBe(405);
  });

  it('are answered over WebSocket and as server-sent events', async () => {
    const socket = await RawSocket.introduced(app.url);
    socket.send({ id: '1', type: 'subscribe', payload: { documentId: ids.Follow, variables: { id: app.demoShowId } } });
    expect(await socket.message('next', '1')).toMatchObject({ payload: { data: { show: show() } } });
    socket.send({ id: '2', type: 'subscribe', payload: { documentId: ids.Session } });
    expect(await socket.message('next', '2')).toMatchObject({
      payload: { data: { startGuestSession: { token: expect.any(String) } } },
    });
    socket.send({ id: '3', type: 'subscribe', payload: { documentId: 'unknown' } });
    expect(await socket.message('error', '3')).toMatchObject({
      payload: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    await socket.close();

    const sse = createClient({ url: `${app.url}/graphql`, retryAttempts: 0 });
    const events = sse.iterate({ query: '', extensions: asPersisted(ids.Follow!), variables: { id: app.demoShowId } });
    expect((await events.next()).value).toMatchObject({ data: { show: show() } });
    await events.return?.();
    sse.dispose();
  });

  it("are what Apollo Client's link asks for, and it sends no text", async () => {
    const bodies: string[] = [];
    const link = new PersistedQueryLink({ generateHash: (document) => ids[nameOf(document)]! }).concat(
      new HttpLink({
        uri: `${app.url}/graphql`,
        fetch: (input, init) => {
          bodies.push(String(init?.body));
          return fetch(input, init);
        },
      }),
    );
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const query = gql`query Show($id: ID!) { show(id: $id) { id title } }`;
    const { data } = await client.query({ query, variables: { id: app.demoShowId } });
    expect(data).toMatchObject({ show: show() });
    expect(bodies.map((body) => 'query' in JSON.parse(body))).toEqual([false]);
  });

  it('are all that is answered', async () => {
    expect(await post({ query: '{ __schema { queryType { name } } }' })).toMatchObject({
      errors: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }],
    });
    expect(await post({ documentId: 'unknown' })).toMatchObject({
      status: 200,
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    const socket = await RawSocket.introduced(app.url);
    socket.subscribe('1', '{ __typename }');
    expect(await socket.message('error', '1')).toMatchObject({
      payload: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }],
    });
    await socket.close();
  });

  it('are answered by their text as well, however it is written', async () => {
    const query = '# The same\nmutation Session {\n  startGuestSession { token, __typename }\n}';
    expect(await post({ query })).toMatchObject({ data: { startGuestSession: { token: expect.any(String) } } });
  });
});

describe('npm run documents', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'documents-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes one document of each operation with the fragments that it needs, and names it by its SHA-256', async () => {
    const operations = await documentsOf(folder, SHOP);
    expect(operations.map(({ name }) => name)).toEqual(['Follow', 'Session', 'Show']);
    for (const { id, body } of operations) expect(id).toBe(createHash('sha256').update(body).digest('hex'));
    expect(operations[0]!.body).toContain('fragment Title');
    expect(operations[1]!.body).toBe('mutation Session {\n  startGuestSession {\n    token\n  }\n}');
  });

  it('says where a document is that the schema does not take, or that has no name', async () => {
    await expect(documentsOf(folder, SHOP.replace('...Title', 'seatStates'))).rejects.toMatchObject({
      stderr: expect.stringMatching(/shop\.ts:\d+: Cannot query field "seatStates" on type "Show"/),
    });
    await expect(documentsOf(folder, 'const a = gql`{ shows { totalCount } }`;')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/shop\.ts:1: Each operation needs a name/),
    });
  });
});

function asPersisted(sha256Hash: string) {
  return { persistedQuery: { version: 1, sha256Hash } };
}

function nameOf(document: ReturnType<typeof gql>): string {
  const [operation] = document.definitions;
  return operation && 'name' in operation ? (operation.name?.value ?? '') : '';
}
