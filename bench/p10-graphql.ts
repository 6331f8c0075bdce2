import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '../src/platform/postgres/database.ts';
import { type Benchmark, type Comparison, type Figures, interleaved } from './benchmark.ts';
import { Buyers, type BuyersInput } from './buyers.ts';
import { postRequest, sendLoad } from './http-load-client.ts';
import { BUYERS, SEATS_PER_LOCK } from './lock-requests.ts';
import { type Product, startProduct } from './product.ts';
import { untilPublished } from './published.ts';
import { blockSeats, createShows, type Shows } from './shows.ts';
import type { Stand } from './stand.ts';

const OTHER_API = fileURLToPath(new URL('./other-api.ts', import.meta.url));

/** What is asked for, and what every good answer has in it. */
const OPERATIONS = {
  lock: {
    name: 'lockSeats',
    operationName: 'LockSeats',
    query:
      'mutation LockSeats($input: LockSeatsInput!) { lockSeats(input: $input) { __typename ... on LockSeatsSuccess { lock { id lockStatus expiresAt remainingSeconds total { amount currency } } } } }',
    expected: 'LockSeatsSuccess',
  },
  book: {
    name: 'createBooking',
    operationName: 'CreateBooking',
    query:
      'mutation CreateBooking($input: CreateBookingInput!) { createBooking(input: $input) { __typename ... on CreateBookingSuccess { booking { id reference bookingStatus total { amount currency } } } } }',
    expected: 'CreateBookingSuccess',
  },
  map: {
    name: 'the sparse map, of which a tenth is taken',
    operationName: 'SparseMap',
    query: 'query SparseMap($id: ID!) { show(id: $id) { seatMap { version unavailable { seatId state } } } }',
    expected: 'unavailable',
  },
  show: {
    name: 'a show by id',
    operationName: 'ShowById',
    query: 'query ShowById($id: ID!) { show(id: $id) { id title startsAt status currency } }',
    expected: 'The Tempest',
  },
} as const;
type Operation = keyof typeof OPERATIONS;

/** How it is asked for, and of whom. */
const WAYS = ['document', 'trusted', 'plain', 'mercurius'] as const;
type Way = (typeof WAYS)[number];

const idOf = (query: string): string => hash('sha256', query);

export const benchmark: Benchmark = {
  id: 'P10',
  title:
    'GraphQL over HTTP, 50 connections, by document and as trusted document, beside the same services without it and by Mercurius',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const count = stand.size(2_000, 200);
    const shows = await createShows(database, count * SEATS_PER_LOCK);
    const nodes = await startNodes(stand, database);
    const readShow = await partlySold(database, shows);

    async function load(
      way: Way,
      operation: Operation,
      asked: readonly { token: string; variables: object }[],
    ): Promise<number> {
      const { port } = nodes[way];
      const requests = asked.map(({ token, variables }) =>
        requestOf({ port, token, operation, variables, isTrusted: way === 'trusted' }),
      );
      const { expected } = OPERATIONS[operation];
      const { seconds } = await sendLoad({ port, connections: BUYERS, requests, expected });
      await untilPublished(database);
      return asked.length / seconds;
    }

    /** So many buyers lock seats of a show of their own, and make bookings of the locks. */
    async function sell(way: Way): Promise<Figures> {
      const showId = await shows.open();
      const buyers = new Buyers(await Promise.all(Array.from({ length: count }, nodes[way].buyerToken)));
      const asked = (inputs: BuyersInput[]) => inputs.map(({ token, input }) => ({ token, variables: { input } }));
      const lock = await load(way, 'lock', asked(buyers.locksOf(showId, shows.seatIds)));
      const toBook = asked(await buyers.bookingsOf(database, showId));
      return { [`lock_${way}`]: lock, [`book_${way}`]: await load(way, 'book', toBook) };
    }

    async function read(way: Way, operation: 'map' | 'show'): Promise<number> {
      const token = await nodes[way].buyerToken();
      return await load(
        way,
        operation,
        Array.from({ length: 2 * count }, () => ({ token, variables: { id: readShow } })),
      );
    }

    const reads = interleaved(
      Object.fromEntries(
        WAYS.flatMap((way) =>
          (['map', 'show'] as const).map((operation) => [`${operation}_${way}`, () => read(way, operation)]),
        ),
      ),
    );
    return {
      async measure(round): Promise<Figures> {
        const figures: Record<string, number> = {};
        const ways = round % 2 === 1 ? [...WAYS].reverse() : WAYS;
        for (const way of ways) Object.assign(figures, await sell(way));
        return { ...figures, ...(await reads(round)) };
      },
      comparisons: (Object.keys(OPERATIONS) as Operation[]).flatMap(comparisonsOf),
    };
  },
};

function comparisonsOf(operation: Operation): Comparison[] {
  const { name } = OPERATIONS[operation];
  const compare = (ours: Way, reference: Way, what: string, least: number): Comparison => ({
    name: `${name}, ${what}`,
    unit: 'answers/s',
    ours: `${operation}_${ours}`,
    reference: `${operation}_${reference}`,
    goal: { least },
  });
  return [
    compare('document', 'plain', 'by document / plain node:http', 0.7),
    compare('trusted', 'plain', 'trusted / plain node:http', 0.7),
    compare('document', 'mercurius', 'by document / Mercurius with JIT', 1),
    compare('trusted', 'mercurius', 'trusted / Mercurius with JIT', 1),
  ];
}

/** Three nodes that serve, each its own way, and one that does the rest. */
async function startNodes(stand: Stand, database: Database): Promise<Record<Way, Product>> {
  const folder = await mkdtemp(join(tmpdir(), 'seatwire-bench-'));
  stand.stack.defer(() => rm(folder, { recursive: true, force: true }));
  const manifest = join(folder, 'documents.json');
  const documents = Object.values(OPERATIONS).map(({ query }) => [idOf(query), query]);
  await writeFile(manifest, JSON.stringify(Object.fromEntries(documents)));
  // No hold ends while others are measured.
  const settings = { SEAT_LOCK_TTL_MS: '7200000', ROLE: 'api' };
  await startProduct(stand, database, { ...settings, ROLE: 'worker' });
  const ours = await startProduct(stand, database, { ...settings, DOCUMENT_MANIFESTS: manifest });
  const plain = await startProduct(stand, database, { ...settings, API: 'plain' }, OTHER_API);
  const mercurius = await startProduct(stand, database, { ...settings, API: 'mercurius' }, OTHER_API);
  return { document: ours, trusted: ours, plain, mercurius };
}

/** A show of which each tenth seat is taken. */
async function partlySold(database: Database, shows: Shows): Promise<string> {
  const showId = await shows.open();
  await blockSeats(
    database,
    showId,
    shows.seatIds.filter((_seatId, index) => index % 10 === 0),
  );
  return showId;
}

interface Asked {
  port: number;
  token: string;
  operation: Operation;
  variables: object;
  isTrusted: boolean;
}

/** The bytes of the request: the same for all but for what names the document. */
function requestOf({ port, token, operation, variables, isTrusted }: Asked): string {
  const { query, operationName } = OPERATIONS[operation];
  const named = isTrusted ? { documentId: idOf(query) } : { query };
  return postRequest({ port, token, asked: { ...named, operationName, variables } });
}
