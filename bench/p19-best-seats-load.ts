import { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { SeatLayout } from '../src/modules/selection/seat-layout.ts';
import { type Random, randomOf } from '../test/kit/basics/random.ts';
import { ApiClient } from './api-client.ts';
import { type Benchmark, type Comparison, type Figures, interleaved } from './benchmark.ts';
import { bowlPlan } from './bowl-plan.ts';
import { type FigureTable, figure, ratio, units } from './figure-table.ts';
import { idsOf, type OpenShow, sellHalf, takeWindows } from './half-sold.ts';
import { graphqlRequest, sendLoad } from './http-load-client.ts';
import { BUYERS, SEATS_PER_LOCK } from './lock-requests.ts';
import { type Product, startProduct } from './product.ts';
import { untilPublished } from './published.ts';
import { bowl } from './seat-halls.ts';
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
const CALLERS = 1_000;
const PAIR = 2;
const CONFLICTS = /^seatwire_best_seats_total\{outcome="conflict"\} (\d+)/m;

/** The show's orphan rule. */
const RULES = ['OFF', 'STRICT'] as const;
type Rule = (typeof RULES)[number];

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
    // In the smaller bowl there are not many more places for four that leave no single seat.
    const locks = stand.size(600, 40);
    const callers = stand.size(CALLERS, 100);
    // No hold ends while others are measured.
    const settings = { SEAT_LOCK_TTL_MS: '7200000' };
    const nodes = [await startProduct(stand, database, settings), await startProduct(stand, database, settings)];
    const [node] = nodes as [Product];

    async function openShow(
      { layout, shows }: { layout: SeatLayout; shows: Shows },
      orphanRule: Rule,
      random: Random,
    ): Promise<OpenShow> {
      const show = { showId: await shows.open({ orphanRule }), board: new SeatBoard(layout) };
      await sellHalf(database, show, random);
      for (const each of nodes) await warmUp(each, show);
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

    async function lockSeats({ showId, board }: OpenShow, rule: Rule, random: Random): Promise<number> {
      const wanted = { count: locks, size: SEATS_PER_LOCK, leavesOrphans: rule === 'OFF' };
      const windows = takeWindows(board, wanted, random);
      const variables = windows.map((slots) => ({ input: { showId, seatIds: idsOf(board, slots) } }));
      const { port } = node;
      const requests = await requestsTo(node, LOCK_SEATS, variables);
      return (await sendLoad({ port, connections: BUYERS, requests, expected: '"LockSeatsSuccess"' })).p99_ms;
    }

    /** How often those who call at once, half of them at each node, were quicker than one another. */
    async function conflictsInRush(rule: Rule, random: Random): Promise<number> {
      const show = await openShow(halls[0]!, rule, random);
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
        for (const rule of RULES) {
          for (const hall of halls) {
            measures[`best ${rule} ${hall.size}`] = async () => {
              const show = await openShow(hall, rule, random);
              const p99_ms = await lockBest(node, show, {
                count: locks,
                size: SEATS_PER_LOCK,
                connections: BUYERS,
              });
              await untilPublished(database);
              return p99_ms;
            };
            measures[`seats ${rule} ${hall.size}`] = async () => {
              const show = await openShow(hall, rule, random);
              const p99_ms = await lockSeats(show, rule, random);
              await untilPublished(database);
              return p99_ms;
            };
          }
          measures[`conflicts ${rule}`] = () => conflictsInRush(rule, random);
        }
        return { ...(await interleaved(measures)(round)), callers };
      },
      comparisons: RULES.flatMap((rule) => [
        ...sizes.map(
          (size): Comparison => ({
            name: `orphan rule ${rule}: lockBestAvailable, ${size.toLocaleString('en')} seats half sold, p99 / lockSeats of as many seats`,
            unit: 'ms',
            ours: `best ${rule} ${size}`,
            reference: `seats ${rule} ${size}`,
            goal: { most: 1.5 },
          }),
        ),
        {
          name: `orphan rule ${rule}: conflicts, ${callers.toLocaleString('en')} callers at once at two nodes / locks`,
          unit: '',
          ours: `conflicts ${rule}`,
          reference: 'callers',
          goal: { most: 0.05 },
        },
      ]),
      tables: [tableOf(sizes)],
    };
  },
};

function tableOf(sizes: readonly number[]): FigureTable {
  return {
    name: 'P19: requests',
    heads: [
      'Orphan rule',
      'Seats, half sold',
      '`lockBestAvailable`, p99 ms',
      '`lockSeats`, p99 ms',
      'Ratio',
      'Conflicts per lock',
    ],
    lines: RULES.flatMap((rule) =>
      sizes.map((size) => [
        `\`${rule}\``,
        size.toLocaleString('en'),
        [figure(`best ${rule} ${size}`, units.count)],
        [figure(`seats ${rule} ${size}`, units.count)],
        [ratio(`best ${rule} ${size}`, `seats ${rule} ${size}`)],
        size === sizes[0] ? [ratio(`conflicts ${rule}`, 'callers', units.thousandths)] : '–',
      ]),
    ),
  };
}

/** The node and the lock store have the show's map before anything is measured: a seat is held there. */
async function warmUp(product: Product, { showId, board }: OpenShow): Promise<void> {
  const buyer = new ApiClient(product.url, await product.buyerToken());
  const { lock } = await buyer.mutate<{ lock: { seats: { seatId: string }[] } }>(
    'lockBestAvailable',
    'lock { seats { seatId } }',
    { showId, quantity: 1 },
  );
  for (const { seatId } of lock.seats) board.set(board.layout.slotOf.get(seatId)!, false);
}

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

async function conflictsAt(nodes: readonly Product[]): Promise<number> {
  const counts = await Promise.all(
    nodes.map(async ({ url }) => Number(CONFLICTS.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
