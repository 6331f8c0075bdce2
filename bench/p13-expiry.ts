import { setTimeout as delay } from 'node:timers/promises';
import { createLockKeys } from '../src/modules/locks/lock-keys.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import { createClient, type TestClient, type TestSubscription } from '../test/kit/callers/client.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { SEATS_PER_LOCK } from './lock-requests.ts';
import { startProduct } from './product.ts';
import { createShows } from './shows.ts';

/** So many locks end at the same moment, and the last of them is to be announced within so long. */
interface Ending {
  name: string;
  shows: number;
  locksOfShow: number;
  goal_ms: number;
}

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
  title: '10,000 and 100,000 locks that end at the same moment, on the open maps of subscribers',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const locksOfShow = stand.size(10_000, 500);
    const endings: Ending[] = [
      { name: 'one', shows: 1, locksOfShow, goal_ms: 400 },
      { name: 'ten', shows: 10, locksOfShow, goal_ms: 4_000 },
    ];
    const shows = await createShows(database, locksOfShow * SEATS_PER_LOCK);
    const product = await startProduct(stand, database);
    const redis = stand.connectRedis();
    const keys = createLockKeys(createRedisKeys(stand.prefix));
    const client = createClient(product.url);
    stand.stack.use(client);

    async function measure({ name, shows: count, goal_ms }: Ending): Promise<Figures> {
      const showIds: string[] = [];
      while (showIds.length < count) showIds.push(await shows.open());
      const lead_ms = stand.size(15_000, 8_000) * (count > 1 ? 3 : 1);
      const deadline_ms = await holdSeats(database, { showIds, locksOfShow, seatIds: shows.seatIds, lead_ms });
      // The lock store has the maps and the holds, too, as it has when buyers took them.
      for (const showId of showIds) {
        await client.data(READ, { showId });
        while ((await redis.run((redisClient) => redisClient.hexists(keys.seatMap(showId), '#version'))) === 0) {
          await delay(POLL_MS);
        }
      }
      const seats = locksOfShow * SEATS_PER_LOCK;
      const watching = showIds.map((showId) => watchUntilFree(client, { showId, seats, deadline_ms }));
      const late_ms = (await Promise.all(watching)).flat().map((at_ms) => at_ms - deadline_ms);
      if (late_ms.some((late) => late < 0)) throw new Error('A seat was announced free before its deadline.');
      const [held] = await database.query<{ ended: number }>(
        `SELECT count(*) AS ended FROM seat_locks WHERE show_id = ANY ($1) AND status = 'EXPIRED'`,
        [showIds],
      );
      const missed = held!.ended - late_ms.length / SEATS_PER_LOCK;
      const last = missed > 0 ? GIVEN_UP_AFTER_MS : late_ms.reduce((a, b) => Math.max(a, b));
      return { [`${name}Last`]: last, [`${name}Goal`]: goal_ms, [`${name}Missed`]: missed };
    }

    const lockCount = ({ shows: count }: Ending) => (count * locksOfShow).toLocaleString('en');
    return {
      async measure(round): Promise<Figures> {
        const order = round % 2 === 1 ? endings.toReversed() : endings;
        const figures: Record<string, number> = {};
        for (const ending of order) Object.assign(figures, await measure(ending));
        return figures;
      },
      comparisons: endings.map((ending) => ({
        name: `the last of ${lockCount(ending)} locks announced after their deadline / ${ending.goal_ms} ms`,
        unit: 'ms',
        ours: `${ending.name}Last`,
        reference: `${ending.name}Goal`,
        goal: { most: 1 },
      })),
      remarks: endings.map((ending) => ({
        figure: `${ending.name}Missed`,
        name: `of ${lockCount(ending)} never announced`,
        unit: 'locks',
      })),
    };
  },
};

interface Holds {
  showIds: readonly string[];
  locksOfShow: number;
  seatIds: readonly string[];
  lead_ms: number;
}

/** Writes the locks as the lock mutation does, all with one deadline; resolves with it. */
async function holdSeats(database: Database, { showIds, locksOfShow, seatIds, lead_ms }: Holds): Promise<number> {
  for (const showId of showIds) {
    await database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO seat_locks (id, show_id, owner_id, seat_ids, token, total, expires_at, extensions_left)
         SELECT $1::text || '_lock_' || n, $1, $1::text || '_guest_' || n,
                ($2::text[])[(n - 1) * $4::int + 1 : n * $4::int], n, 10000, now() + interval '1 day', 1
           FROM generate_series(1, $3::int) AS n`,
        [showId, seatIds, locksOfShow, SEATS_PER_LOCK],
      );
      await tx.query(
        `INSERT INTO seat_states (show_id, seat_id, state, lock_id)
         SELECT show_id, seat_id, 'LOCKED', id FROM seat_locks, unnest(seat_ids) AS seat_id WHERE show_id = $1`,
        [showId],
      );
      await tx.query('UPDATE seat_maps SET version = $2 WHERE show_id = $1', [showId, locksOfShow]);
    });
  }
  const [deadline] = await database.query<{ at: Date }>(
    `WITH deadline AS (SELECT date_trunc('milliseconds', clock_timestamp()) + $2 * interval '1 millisecond' AS at),
          ends AS (UPDATE seat_locks SET expires_at = deadline.at FROM deadline WHERE show_id = ANY ($1))
     SELECT at FROM deadline`,
    [showIds, lead_ms],
  );
  return deadline!.at.getTime();
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
