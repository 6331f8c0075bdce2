import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src/platform/postgres/database.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { createClient, type TestClient, type TestSubscription } from '../test/kit/client.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { SEATS_PER_LOCK } from './lock-requests.ts';
import { startProduct } from './product.ts';
import { createShows } from './shows.ts';

const PROMISED_WITHIN_MS = 1_000;
/** From then on an announcement that has not come counts as missed. */
const GIVEN_UP_AFTER_MS = 30_000;
const POLL_MS = 50;

const WATCH = /* GraphQL */ `
  subscription Watch($showId: ID!) {
    seatMap(showId: $showId) {
      ... on SeatMapSnapshot { version seats { seatId state } }
      ... on SeatMapDelta { previousVersion version changes { seatId state } }
    }
  }
`;
const READ = /* GraphQL */ `
  query Read($showId: ID!) { show(id: $showId) { seatMap { version } } }
`;

interface Watched {
  seatMap: { version: number; seats?: SeatChange[]; changes?: SeatChange[] };
}
interface SeatChange {
  seatId: string;
  state: string;
}

export const benchmark: Benchmark = {
  id: 'P13',
  title: '10,000 locks that end at the same moment, on the open map of a subscriber',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const locks = stand.size(10_000, 1_000);
    const lead_ms = stand.size(15_000, 8_000);
    const shows = await createShows(database, locks * SEATS_PER_LOCK);
    const product = await startProduct(stand, database);
    const redis = stand.connectRedis();
    const keys = createRedisKeys(stand.prefix);
    const client = createClient(product.url);
    stand.stack.use(client);

    async function measure(): Promise<Figures> {
      const showId = await shows.open();
      const deadline_ms = await holdSeats(database, { showId, locks, seatIds: shows.seatIds, lead_ms });
      // The lock store has the map and the holds, too, as it has when buyers took them.
      await client.data(READ, { showId });
      while ((await redis.run((redisClient) => redisClient.hexists(keys.seatMap(showId), '#version'))) === 0) {
        await delay(POLL_MS);
      }
      const announced_ms = await watchUntilFree(client, { showId, seats: locks * SEATS_PER_LOCK, deadline_ms });
      const [held] = await database.query<{ ended: number }>(
        `SELECT count(*) AS ended FROM seat_locks WHERE show_id = $1 AND status = 'EXPIRED'`,
        [showId],
      );
      const late_ms = announced_ms.map((at_ms) => at_ms - deadline_ms);
      if (late_ms.some((late) => late < 0)) throw new Error('A seat was announced free before its deadline.');
      return {
        inTime: late_ms.filter((late) => late <= PROMISED_WITHIN_MS).length / SEATS_PER_LOCK,
        ended: held!.ended,
        missed: locks - late_ms.length / SEATS_PER_LOCK,
        last: late_ms.at(-1) ?? GIVEN_UP_AFTER_MS,
      };
    }

    return {
      measure,
      comparisons: [
        {
          name: 'announced within 1 s of the deadline / ended',
          unit: 'locks',
          ours: 'inTime',
          reference: 'ended',
          goal: { least: 1 },
        },
      ],
      remarks: [
        { figure: 'last', name: 'the last was announced after the deadline by', unit: 'ms' },
        { figure: 'missed', name: 'never announced', unit: 'locks' },
      ],
    };
  },
};

interface Holds {
  showId: string;
  locks: number;
  seatIds: readonly string[];
  lead_ms: number;
}

/** Writes the locks as the lock mutation does, all with one deadline; resolves with it. */
async function holdSeats(database: Database, { showId, locks, seatIds, lead_ms }: Holds): Promise<number> {
  return await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, total, expires_at, extensions_left)
       SELECT $1::text || '_lock_' || n, $1, $1::text || '_guest_' || n,
              ($2::text[])[(n - 1) * $4::int + 1 : n * $4::int], n, 10000, now() + interval '1 day', 1
         FROM generate_series(1, $3::int) AS n`,
      [showId, seatIds, locks, SEATS_PER_LOCK],
    );
    await tx.query(
      `INSERT INTO seat_states (show_id, seat_id, state, lock_id)
       SELECT show_id, seat_id, 'LOCKED', id FROM seat_locks, unnest(seat_ids) AS seat_id WHERE show_id = $1`,
      [showId],
    );
    await tx.query('UPDATE seat_maps SET version = $2 WHERE show_id = $1', [showId, locks]);
    const [deadline] = await tx.query<{ at: Date }>(
      `WITH deadline AS (SELECT date_trunc('milliseconds', clock_timestamp()) + $2 * interval '1 millisecond' AS at),
            ends AS (UPDATE seat_locks SET expires_at = deadline.at FROM deadline WHERE show_id = $1)
       SELECT at FROM deadline`,
      [showId, lead_ms],
    );
    return deadline!.at.getTime();
  });
}

interface Watch {
  showId: string;
  seats: number;
  deadline_ms: number;
}

/** When each of the seats was told to be free, by this machine's clock, in the order of the messages. */
async function watchUntilFree(client: TestClient, { showId, seats, deadline_ms }: Watch): Promise<number[]> {
  await using subscription: TestSubscription<Watched> = client.subscribe<Watched, { showId: string }>(WATCH, {
    showId,
  });
  const { seatMap: snapshot } = await subscription.next();
  if (snapshot.seats?.length !== seats) throw new Error('The holds had ended before they were watched: too slow.');
  const freed = new Map<string, number>();
  let { version } = snapshot;
  while (freed.size < seats) {
    const left_ms = deadline_ms + GIVEN_UP_AFTER_MS - Date.now();
    const event = await subscription.next(Math.max(left_ms, 1)).catch(() => null);
    if (event === null) break;
    const at_ms = Date.now();
    for (const { seatId, state } of event.seatMap.changes ?? event.seatMap.seats ?? []) {
      if (state === 'AVAILABLE' && !freed.has(seatId)) freed.set(seatId, at_ms);
    }
    if (event.seatMap.version <= version) throw new Error('The map went back.');
    version = event.seatMap.version;
  }
  return [...freed.values()];
}
