import type { Benchmark, Figures } from './benchmark.ts';
import { graphqlRequest, sendLoad } from './http-load-client.ts';
import { BUYERS, SEATS_PER_LOCK } from './lock-requests.ts';
import { sendOpenLoad } from './open-load-client.ts';
import { startProduct } from './product.ts';
import { untilPublished } from './published.ts';
import { blockSeats, createShows } from './shows.ts';

/** What is asked for, of the most important first; of ten requests so many are of each. */
const KINDS = [
  {
    query:
      'mutation LockSeats($input: LockSeatsInput!) { lockSeats(input: $input) { __typename ... on LockSeatsSuccess { lock { id lockStatus expiresAt } } } }',
    expected: '"LockSeatsSuccess"',
    ofTen: 3,
  },
  {
    query: 'query SparseMap($id: ID!) { show(id: $id) { seatMap { version unavailable { seatId state } } } }',
    expected: '"unavailable"',
    ofTen: 4,
  },
  {
    query: 'query Shows { shows(first: 10) { edges { node { id title startsAt status } } } }',
    expected: '"edges"',
    ofTen: 3,
  },
] as const;
const LOCK = 0;
const TIMES_TOO_MUCH = 5;
/** Before it counts: a node takes a second to be sure that too much is asked for. */
const RAMP_S = 3;
const TEN = KINDS.flatMap(({ ofTen }, kind) => Array.from({ length: ofTen }, () => kind));
/** Mixed so that none of a kind come together. */
const MIX = Array.from({ length: TEN.length }, (_, n) => TEN[(n * 7) % TEN.length]!);

export const benchmark: Benchmark = {
  id: 'P16',
  title: 'Five times more locks, maps and lists than a node can serve, open loop, on PostgreSQL, Redis and Kafka',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const count = stand.size(3_000, 300);
    const measured = stand.size(6, 1);
    const shows = await createShows(database, 10_000 * SEATS_PER_LOCK);
    const product = await startProduct(stand, database, { SEAT_LOCK_TTL_MS: '7200000' });
    const { port } = product;
    const readShow = await shows.open();
    await blockSeats(database, readShow, shows.seatIds.slice(0, 1_000));
    const reader = await product.buyerToken();

    /** So many requests of those kinds, in turn. Each lock is of a buyer and of seats of its own, while there are any. */
    async function requestsOf(total: number, mix: readonly number[]): Promise<{ requests: string[]; kinds: number[] }> {
      const showId = await shows.open();
      const kinds = Array.from({ length: total }, (_, n) => mix[n % mix.length]!);
      let locks = 0;
      const requests = await Promise.all(
        kinds.map(async (kind) => {
          const { query } = KINDS[kind]!;
          if (kind !== LOCK) return graphqlRequest({ port, token: reader, query, variables: { id: readShow } });
          const at = locks++ * SEATS_PER_LOCK;
          const input = { showId, seatIds: shows.seatIds.slice(at, at + SEATS_PER_LOCK) };
          return graphqlRequest({ port, token: await product.buyerToken(), query, variables: { input } });
        }),
      );
      return { requests, kinds };
    }

    /** One after the other as they are answered: what can be served, in requests a second. */
    async function saturate(mix: readonly number[]): Promise<{ perSecond: number; p99_ms: number }> {
      const { requests } = await requestsOf(count, mix);
      const load = { port, connections: BUYERS, requests, expected: '"data":{' };
      const { seconds, p99_ms } = await sendLoad(load);
      await untilPublished(database);
      return { perSecond: count / seconds, p99_ms };
    }

    return {
      async measure(): Promise<Figures> {
        // What each kind costs: among those that are served there are fewer of the less important.
        const seconds: number[] = [];
        for (const kind of KINDS.keys()) seconds.push(1 / (await saturate([kind])).perSecond);
        const before = await saturate(MIX);
        const perSecond = TIMES_TOO_MUCH * before.perSecond;
        const from = Math.round(RAMP_S * perSecond);
        const { requests, kinds } = await requestsOf(from + Math.round(measured * perSecond), MIX);
        const expected = KINDS.map((kind) => kind.expected);
        const load = { port, perSecond, requests, kinds, from, expected };
        const { served, seconds: took, unsent, p99_ms } = await sendOpenLoad(load);
        await untilPublished(database);
        const costOf = (counts: readonly number[]) => counts.reduce((sum, n, kind) => sum + n * seconds[kind]!, 0);
        const asked = (kind: number) => kinds.slice(from).filter((it) => it === kind).length;
        return {
          overloaded: costOf(served) / took,
          saturated: (costOf(KINDS.map(({ ofTen }) => ofTen)) / 10) * before.perSecond,
          p99_overloaded: p99_ms,
          p99_saturated: before.p99_ms,
          perSecond: before.perSecond,
          served_locks: (100 * served[0]!) / asked(0),
          served_maps: (100 * served[1]!) / asked(1),
          served_lists: (100 * served[2]!) / asked(2),
          unsent,
        };
      },
      comparisons: [
        {
          name: 'work done a second while five times too much comes / when saturated',
          unit: 's/s',
          ours: 'overloaded',
          reference: 'saturated',
          goal: { least: 0.9 },
        },
        {
          name: '99th percentile of the served / when saturated',
          unit: 'ms',
          ours: 'p99_overloaded',
          reference: 'p99_saturated',
          goal: { most: 2 },
        },
      ],
      remarks: [
        { figure: 'perSecond', name: 'saturated by', unit: 'requests/s' },
        { figure: 'served_locks', name: 'of the locks were served', unit: '%' },
        { figure: 'served_maps', name: 'of the maps were served', unit: '%' },
        { figure: 'served_lists', name: 'of the lists were served', unit: '%' },
        { figure: 'unsent', name: 'requests were not sent, with 4,000 waiting', unit: '' },
      ],
    };
  },
};
