import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { UNLIMITED } from '../kit/product/no-limits.ts';
import { type ProductProcess, ROOT, runInRepository } from '../kit/product/product-process.ts';

const HEAP_MB = 256;
const CONNECTIONS = 12;
/** What the node may have more in its heap afterwards than before: its caches of documents and answers, and some garbage. */
const MAX_GROWTH_BYTES = 110 * 1024 * 1024;
/** In bodies of 900 KB: twice the heap. */
const MAX_GARBAGE = (2 * HEAP_MB * 1024 * 1024) / 900_000;
const TIMEOUT_MS = 600_000;

let dataDir: string;
let node: ProductProcess;
let url: string;
let showId: string;
const sockets: WebSocket[] = [];
const streams: IncomingMessage[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'seatwire-flood-'));
  // The flood comes from one address, and is to be read.
  const env = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'info', ...UNLIMITED };
  node = runInRepository(process.execPath, [`--max-old-space-size=${HEAP_MB}`, `${ROOT}src/main.ts`], env);
  url = (await node.line(/GraphiQL +(http:\/\/\S+)\/graphql/))[1]!;
  showId = (await node.line(/Demo show +(show_\w+)/))[1]!;
}, TIMEOUT_MS);

afterAll(async () => {
  agent.destroy();
  for (const socket of sockets) socket.terminate();
  for (const stream of streams) stream.destroy();
  await node?.stop();
  await rm(dataDir, { recursive: true, force: true });
}, TIMEOUT_MS);

interface Asked {
  query: string;
  variables?: object;
  operationName?: string;
}

interface Kind {
  count: number;
  make(index: number): Asked;
  /** What the answer must have in it. */
  says: string;
}

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** Ten thousand documents, no two alike: most of them small, as most of an attacker's would be whose line is narrow. */
const KINDS: Readonly<Record<string, Kind>> = {
  'too many fields': {
    count: 1_000,
    make: (index) => ({
      query: `{ shows { edges { node { ${times(1_100, (alias) => `a${index}_${alias}: id`)} } } } }`,
    }),
    says: 'more than 1000 fields',
  },
  'many fields, valid': {
    count: 600,
    make: (index) => ({
      query: `{ shows(first: 1) { edges { node { ${times(900, (n) => `a${index}_${n}: id`)} } } } }`,
    }),
    says: '"data"',
  },
  'padded with a megabyte': {
    count: 75,
    make: (index) => ({ query: `# ${index} ${'x'.repeat(1_000_000)}\n{ __typename }` }),
    says: 'at most 100000',
  },
  'padded as far as allowed, valid': {
    count: 575,
    make: (index) => ({ query: `# ${index} ${'x'.repeat(99_000)}\n{ __typename }` }),
    says: '"data"',
  },
  'nested too deep': {
    count: 1_000,
    make: (index) => ({ query: `query A${index} ${'{ shows '.repeat(4_000)}` }),
    says: 'levels deep',
  },
  'syntax errors': {
    count: 1_250,
    make: (index) => ({ query: `{ shows(after: "${index}") { ${'edges '.repeat(500)} } ` }),
    says: 'Syntax Error',
  },
  'unknown fields': {
    count: 1_250,
    make: (index) => ({ query: `{ shows { ${times(300, (alias) => `no${index}_${alias}`)} } }` }),
    says: 'Cannot query field',
  },
  'overlapping fields': {
    count: 1_000,
    make: (index) => ({ query: `query A${index} { shows { ${'edges { cursor } '.repeat(400)} } }` }),
    says: 'pairs',
  },
  'fragments of each other': {
    count: 500,
    make: (index) => ({
      query: `query A${index} { shows { ...F0 } } ${times(90, (n) => `fragment F${n} on QueryShowsConnection { ...F${n + 1} ...F${(n + 7) % 90} }`)}`,
    }),
    says: '"errors"',
  },
  'other operation names': {
    count: 1_250,
    make: (index) => ({
      query: `query A${index} { __typename } query B${index} { __typename }`,
      operationName: `B${index}`,
    }),
    says: '"data"',
  },
  'other variables, one document': {
    count: 1_500,
    make: (index) => ({
      query: 'query ($id: ID!) { show(id: $id) { seatMap { version } } }',
      variables: { id: showId, [`junk${index}`]: 'x'.repeat(3_000) },
    }),
    says: '"version"',
  },
};

/** By the three ways that a document may come. */
type Send = (asked: Asked) => Promise<string>;

const post: Send = (asked) => exchange('POST', '/graphql', JSON.stringify(asked));

const get: Send = ({ query, variables, operationName }) => {
  const parameters = new URLSearchParams({ query });
  if (variables) parameters.set('variables', JSON.stringify(variables));
  if (operationName) parameters.set('operationName', operationName);
  return exchange('GET', `/graphql?${parameters}`, null);
};

function exchange(method: string, path: string, body: string | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/json', ...(body === null ? {} : { 'content-type': 'application/json' }) };
    const sent = request(new URL(path, url), { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    });
    // The node closes connections that were idle for a while, maybe just when one is used again.
    sent.on('error', (error) =>
      sent.reusedSocket ? exchange(method, path, body).then(resolve, reject) : reject(error),
    );
    sent.end(body);
  });
}

/** A socket of its own, on which many may be under way. */
async function openSocket(params: object = {}): Promise<Send> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const waiting = new Map<string, PromiseWithResolvers<string>>();
  socket.on('message', (data) => {
    const { id, type, payload } = JSON.parse(String(data)) as { id?: string; type: string; payload?: unknown };
    const answer = JSON.stringify(type === 'error' ? { errors: payload } : payload);
    waiting.get(id ?? type)?.resolve(answer ?? '');
  });
  socket.on('close', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`The socket was closed: ${code}`));
  });
  const ask = (id: string, message: object) => {
    waiting.set(id, Promise.withResolvers());
    socket.send(JSON.stringify(message));
    return waiting.get(id)!.promise.finally(() => waiting.delete(id));
  };
  await once(socket, 'open');
  await ask('connection_ack', { type: 'connection_init', payload: params });
  sockets.push(socket);
  let count = 0;
  return (asked) => {
    const id = String(count++);
    return ask(id, { type: 'subscribe', id, payload: asked });
  };
}

/** Resolves with the beginning of an event stream, which goes on. */
function openStream(asked: Asked): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
    const sent = request(new URL('/graphql', url), { method: 'POST', headers }, (response) => {
      streams.push(response);
      response.on('error', () => undefined);
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
        if (text.includes('data:')) resolve(text);
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(asked));
  });
}

async function heapBytes(): Promise<number> {
  const metrics = await exchange('GET', '/metrics', null);
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(metrics)![1]);
}

/** Garbage counts until it is collected: more of it is made until it was. */
async function expectHeapWithin(most: number): Promise<void> {
  const garbage = { query: 'query ($id: ID!) { show(id: $id) { title } }', variables: { id: 'x'.repeat(900_000) } };
  for (let made = 0; (await heapBytes()) >= most; made += 1) {
    expect(made, `${await heapBytes()} bytes are in use after collections`).toBeLessThan(MAX_GARBAGE);
    await post(garbage);
  }
}

it(
  `lives through ten thousand different documents with a heap of ${HEAP_MB} MB, and answers as before`,
  async () => {
    const honest: Asked = { query: 'query ($id: ID!) { show(id: $id) { title } }', variables: { id: showId } };
    const before = { answer: await post(honest), heap: await heapBytes() };
    expect(before.answer).toContain('"title"');
    const documents = Object.entries(KINDS).flatMap(([name, { count, make, says }]) =>
      Array.from({ length: count }, (_, index) => ({ name, make: () => make(index), says })),
    );
    expect(documents).toHaveLength(10_000);
    const overSockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => openSocket()));
    let slowest_ms = 0;
    const shuffled = documents.map((each, index) => ({ each, at: (index * 7_919) % documents.length }));
    shuffled.sort((one, other) => one.at - other.at);
    await inParallel(shuffled, CONNECTIONS, async ({ each: { name, make, says } }, index) => {
      const asked = make();
      const ways = [post, overSockets[index % CONNECTIONS]!, asked.query.length < 3_000 ? get : post];
      const answer = await ways[index % ways.length]!(asked);
      expect(answer, name).toContain(says);
      expect(answer, name).not.toContain('Internal error');
      if (index % 500 !== 0) return;
      const started_ms = performance.now();
      expect(await post(honest)).toBe(before.answer);
      slowest_ms = Math.max(slowest_ms, performance.now() - started_ms);
    });
    expect(await post(honest)).toBe(before.answer);
    expect(node.child.exitCode).toBeNull();
    await expectHeapWithin(before.heap + MAX_GROWTH_BYTES);
    // How quick it stays is for `npm run attack`, on a quiet machine.
    expect(slowest_ms).toBeLessThan(10_000);
    expect(node.lines.filter((line) => line.includes('unexpected error'))).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  'keeps of introductions and running subscriptions only what they need, whatever came with them',
  async () => {
    const watchMap = (junk: string): Asked => ({
      query: `# ${'x'.repeat(50_000)}\nsubscription ($id: ID!) { seatMap(showId: $id) { __typename } }`,
      variables: { id: showId, junk },
    });
    const large = 'x'.repeat(900_000);
    const { token, lockId } = await lockOfGuest();
    const watchLock: Asked = {
      query: 'subscription ($id: ID!) { seatLock(id: $id) { id } }',
      variables: { id: lockId, junk: large },
    };
    const before = await heapBytes();
    // Each kind alone would be more than the heap may grow by, were it kept.
    await inParallel(Array.from({ length: 150 }), 4, async () => {
      const send = await openSocket({ junk: large });
      expect(await send(watchMap(large))).toContain('SeatMapSnapshot');
      expect(await openStream(watchMap('x'.repeat(5_000)))).toContain('SeatMapSnapshot');
      expect(await openStream(watchMap(large))).toContain('at most 65536 bytes');
    });
    // These are not shared: each runs for itself.
    await inParallel(Array.from({ length: 75 }), 4, async () => {
      const send = await openSocket({ authorization: `Bearer ${token}` });
      for (let index = 0; index < 2; index += 1) expect(await send(watchLock)).toContain(lockId);
    });
    expect(await post({ query: '{ __typename }' })).toContain('Query');
    await expectHeapWithin(before + MAX_GROWTH_BYTES);
  },
  TIMEOUT_MS,
);

async function lockOfGuest(): Promise<{ token: string; lockId: string }> {
  const session = await post({ query: 'mutation { startGuestSession { token } }' });
  const { token } = JSON.parse(session).data.startGuestSession;
  const send = await openSocket({ authorization: `Bearer ${token}` });
  const locked = await send({
    query:
      'mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { ... on LockSeatsSuccess { lock { id } } } }',
    variables: { input: { showId, seatIds: ['D-14-1'], idempotencyKey: 'flood' } },
  });
  return { token, lockId: JSON.parse(locked).data.lockSeats.lock.id };
}
