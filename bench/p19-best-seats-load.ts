import { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { SeatLayout } from '../src/modules/selection/seat-layout.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { type Random, randomOf } from '../test/kit/basics/random.ts';
import { type Benchmark, type Comparison, type Figures, interleaved } from './benchmark.ts';
import { bowlPlan } from './bowl-plan.ts';
import { graphqlRequest, sendLoad } from './http-load-client.ts';
import { BUYERS, SEATS_PER_LOCK } from './lock-requests.ts';
import { type Product, startProduct } from './product.ts';
import { untilPublished } from './published.ts';
import { bowl } from './seat-halls.ts';
import { isFreeWindow, windowAt } from './seat-pickers.ts';
import { createShowsIn, type Shows } from './shows.ts';

const LOCK = 'lock { id status expiresAt remainingSeconds total { amount currency } seats { seatId } }';
const LOCK_SEATS = `mutation ($input: LockSeatsInput!) {
  lockSeats(input: $input) {
    __typename
    ... on LockSeatsSuccess { ${LOCK} }
    ... on Error { code message }
  }
}`;
const LOCK_BEST = `mutation ($input: LockBestAvailableInput!) {
  lockBestAvailable(input: $input) {
    __typename
    ... on LockBestAvailableSuccess { ${LOCK} closeness }
    ... on Error { code message }
  }
}`;
/** Half of a hall is sold to parties of one to so many. */
const LARGEST_PARTY = 4;
const CALLERS = 1_000;
const PAIR = 2;
const CONFLICTS = /^seatwire_best_seats_total\{outcome="conflict"\} (\d+)/m;

/** A hall half sold, with what is free in it. */
interface OpenShow {
  showId: string;
  board: SeatBoard;
}

export const benchmark: Benchmark = {
  id: 'P19',
  title: 'lockBestAvailable beside lockSeats over HTTP, and what 1,000 callers at once take from one another',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const sizes = [stand.size(20_000, 2_000), stand.size(60_000, 6_000)];
    const halls = await Promise.all(
      sizes.map(async (size) => ({
        size,
        layout: (await bowl(size)).layout,
        shows: await createShowsIn(database, bowlPlan(size)),
      })),
    );
    const locks = stand.size(1_000, 50);
    const callers = stand.size(CALLERS, 100);
    // No hold ends while others are measured.
    const settings = { SEAT_LOCK_TTL_MS: '7200000' };
    const nodes = [await startProduct(stand, database, settings), await startProduct(stand, database, settings)];
    const [node] = nodes as [Product];

    async function openShow(
      { layout, shows }: { layout: SeatLayout; shows: Shows },
      random: Random,
    ): Promise<OpenShow> {
      const show = { showId: await shows.open(), board: new SeatBoard(layout) };
      await sellHalf(database, show, random);
      // Nodes and lock store have its map before anything is measured.
      for (const each of nodes) await lockBest(each, show, { count: 1, size: 1, connections: 1 });
      await untilPublished(database);
      return show;
    }

    async function lockBest(
      product: Product,
      { showId }: OpenShow,
      { count, size, connections }: { count: number; size: number; connections: number },
    ): Promise<number> {
      const variables = { input: { showId, quantity: size } };
      const requests = await requestsTo(product, LOCK_BEST, repeated(variables, count));
      const { port } = product;
      return (await sendLoad({ port, connections, requests, expected: '"LockBestAvailableSuccess"' })).p99_ms;
    }

    async function lockSeats({ showId, board }: OpenShow, random: Random): Promise<number> {
      const variables = takeWindows(board, locks, random).map((slots) => ({
        input: { showId, seatIds: idsOf(board, slots) },
      }));
      const { port } = node;
      const requests = await requestsTo(node, LOCK_SEATS, variables);
      return (await sendLoad({ port, connections: BUYERS, requests, expected: '"LockSeatsSuccess"' })).p99_ms;
    }

    /** How often those who call at once, half of them at each node, were quicker than one another. */
    async function conflictsInRush(random: Random): Promise<number> {
      const show = await openShow(halls[0]!, random);
      const before = await conflictsAt(nodes);
      const count = callers / nodes.length;
      await Promise.all(nodes.map((each) => lockBest(each, show, { count, size: PAIR, connections: count })));
      await untilPublished(database);
      return (await conflictsAt(nodes)) - before;
    }

    return {
      async measure(round): Promise<Figures> {
        const random = randomOf(round);
        const measures: Record<string, () => Promise<number>> = {};
        for (const hall of halls) {
          measures[`best ${hall.size}`] = async () => {
            const show = await openShow(hall, random);
            const p99_ms = await lockBest(node, show, { count: locks, size: SEATS_PER_LOCK, connections: BUYERS });
            await untilPublished(database);
            return p99_ms;
          };
          measures[`seats ${hall.size}`] = async () => {
            const show = await openShow(hall, random);
            const p99_ms = await lockSeats(show, random);
            await untilPublished(database);
            return p99_ms;
          };
        }
        measures.conflicts = () => conflictsInRush(random);
        return { ...(await interleaved(measures)(round)), callers };
      },
      comparisons: [
        ...sizes.map(
          (size): Comparison => ({
            name: `lockBestAvailable, ${size.toLocaleString('en')} seats half sold, p99 / lockSeats of as many seats`,
            unit: 'ms',
            ours: `best ${size}`,
            reference: `seats ${size}`,
            goal: { most: 1.5 },
          }),
        ),
        {
          name: `conflicts, ${callers.toLocaleString('en')} callers at once at two nodes / locks`,
          unit: '',
          ours: 'conflicts',
          reference: 'callers',
          goal: { most: 0.05 },
        },
      ],
    };
  },
};

/** Each request is another buyer's. */
async function requestsTo(product: Product, query: string, variables: readonly object[]): Promise<string[]> {
  const { port } = product;
  return await Promise.all(
    variables.map(async (each) => graphqlRequest({ port, token: await product.buyerToken(), query, variables: each })),
  );
}

function repeated<T>(item: T, count: number): T[] {
  return Array.from({ length: count }, () => item);
}

/** Blocks seats side by side, for parties of all sizes, until half of the hall is taken. */
async function sellHalf(database: Database, { showId, board }: OpenShow, random: Random): Promise<void> {
  const half = board.layout.seats.length / 2;
  const taken: string[] = [];
  while (taken.length < half) {
    const [slots] = takeWindows(board, 1, random, random.integer(1, LARGEST_PARTY));
    taken.push(...idsOf(board, slots!));
  }
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO seat_states (show_id, seat_id, state) SELECT $1, seat_id, 'BLOCKED' FROM unnest($2::text[]) AS seat_id`,
      [showId, taken],
    );
    await tx.query('UPDATE seat_maps SET version = 1 WHERE show_id = $1', [showId]);
  });
}

/** Takes so many windows of free seats, anywhere in the hall. */
function takeWindows(board: SeatBoard, count: number, random: Random, size = SEATS_PER_LOCK): number[][] {
  const windows: number[][] = [];
  while (windows.length < count) {
    const first = random.integer(0, board.layout.seats.length - size);
    if (!isFreeWindow(board, first, size)) continue;
    const slots = windowAt(first, size)!;
    for (const slot of slots) board.set(slot, false);
    windows.push(slots);
  }
  return windows;
}

function idsOf({ layout }: SeatBoard, slots: readonly number[]): string[] {
  return slots.map((slot) => layout.seats[slot]!.id);
}

async function conflictsAt(nodes: readonly Product[]): Promise<number> {
  const counts = await Promise.all(
    nodes.map(async ({ url }) => Number(CONFLICTS.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
