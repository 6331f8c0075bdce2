import { setTimeout as delay } from 'node:timers/promises';
import { createRedisSeatLockStore } from '../src/modules/locks/redis-seat-lock-store.ts';
import { AdmissionSync, createAdmittedReader } from '../src/modules/waiting-room/admission-sync.ts';
import { hmacPads, newSeed } from '../src/modules/waiting-room/draw.ts';
import { readEntries } from '../src/modules/waiting-room/entry-reader.ts';
import { LiveRooms } from '../src/modules/waiting-room/live-rooms.ts';
import { createRoomTransactions } from '../src/modules/waiting-room/room-rows.ts';
import { RoomTicker } from '../src/modules/waiting-room/room-ticker.ts';
import { createRoomWorker } from '../src/modules/waiting-room/room-worker.ts';
import type { Database } from '../src/platform/postgres/database.ts';
import { createRedisKeys } from '../src/platform/redis/keys.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { logger } from './logger.ts';
import { startedProcesses_ms } from './processor-time.ts';
import { createShows } from './shows.ts';

const PER_MINUTE = 6_000;
const GOAL_MS = 50;
const DEVIATION = 0.05;
const READ_AT_ONCE = 10_000;
/** Seldom enough to cost nothing beside what is measured. */
const POLL_MS = 250;

export const benchmark: Benchmark = {
  id: 'P20',
  title: 'A waiting room with 100,000 entries: its draw, admissions a minute, and the price of a tick',
  needs: ['postgres', 'redis'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const entries = Number(process.env.WAITING_ENTRIES ?? stand.size(100_000, 2_000));
    const measured = stand.size(3_000, 300);
    const shows = await createShows(database, 100);
    const store = createRedisSeatLockStore({ redis: stand.connectRedis(), keys: createRedisKeys(stand.prefix) });
    const sync = new AdmissionSync({ reader: createAdmittedReader(database), store });
    const ticker = new RoomTicker({ rooms: createRoomTransactions(database), store, sync, logger });
    return {
      async measure(): Promise<Figures> {
        const showId = await shows.open();
        await gather(database, showId, entries);
        const worker = createRoomWorker({ database, ticker, logger });
        const { counted, ticks } = countingLooks(database);
        const rooms = new LiveRooms({ database: counted, logger });
        const followed = await follow(rooms, database, showId);
        try {
          const [began_ms, usedBefore_ms] = [performance.now(), startedProcesses_ms()];
          await database.query('UPDATE waiting_rooms SET next_tick_at = now() WHERE show_id = $1', [showId]);
          worker.start();
          await until(async () => (await readRoom(database, showId)).isDrawn);
          const draw = performance.now() - began_ms;
          const drawCost = ((startedProcesses_ms() - usedBefore_ms) * 1_000) / entries;
          // It has come to its pace then.
          await until(async () => (await readRoom(database, showId)).admitted >= measured / 10);
          const before = { ticks: ticks(), node: process.cpuUsage(), servers_ms: startedProcesses_ms() };
          await until(async () => (await readRoom(database, showId)).admitted >= measured);
          const used = process.cpuUsage(before.node);
          const looks = ticks() - before.ticks;
          const perMinute = await admittedPerMinute(database, showId, measured);
          return {
            draw,
            drawCost,
            perMinute,
            setting: PER_MINUTE,
            // Of 1, whether it is too many or too few.
            kept: Math.min(perMinute / PER_MINUTE, PER_MINUTE / perMinute),
            one: 1,
            tick: (used.user + used.system) / 1_000 / looks,
            goal: GOAL_MS,
            servers: (startedProcesses_ms() - before.servers_ms) / looks,
          };
        } finally {
          for (const each of followed) each.leave();
          rooms.stop();
          await worker.stop();
          await database.query('UPDATE waiting_rooms SET next_tick_at = NULL WHERE show_id = $1', [showId]);
        }
      },
      comparisons: [
        {
          name: `admissions a minute as set (${PER_MINUTE.toLocaleString('en')}), ${entries.toLocaleString('en')} entries`,
          unit: 'of the setting',
          ours: 'kept',
          reference: 'one',
          goal: { least: 1 - DEVIATION },
          timed: false,
        },
        {
          name: `a node's tick with ${entries.toLocaleString('en')} followers / ${GOAL_MS} ms`,
          unit: 'ms',
          ours: 'tick',
          reference: 'goal',
          goal: { most: 1 },
          timed: false,
        },
      ],
      remarks: [
        { figure: 'perMinute', name: 'admissions a minute', unit: '' },
        { figure: 'servers', name: "PostgreSQL's and Redis' processor time in a tick", unit: 'ms' },
        { figure: 'draw', name: 'the draw, by the clock', unit: 'ms' },
        { figure: 'drawCost', name: "of PostgreSQL's processor time for each entry that is drawn", unit: 'µs' },
      ],
    };
  },
};

/** A room whose entries wait for the draw, which is due at once. */
async function gather(database: Database, showId: string, entries: number): Promise<void> {
  const { seed, seedHash } = newSeed();
  const { inner, outer } = hmacPads(seed);
  await database.query(
    `INSERT INTO waiting_rooms (show_id, enabled, opens_at, max_active, per_minute, idle_seconds, seed, seed_hash, waiting)
     VALUES ($1, true, now() - interval '1 minute', 100000, $2, 3600, $3, $4, $5)`,
    [showId, PER_MINUTE, seed, seedHash, entries],
  );
  // In parts: a statement may not take as long as all of them do.
  for (let first = 1; first <= entries; first += READ_AT_ONCE) {
    await database.query(
      `INSERT INTO waiting_entries (id, show_id, owner_id, lot)
       SELECT id, $1, 'guest_' || id, sha256($4::bytea || sha256($3::bytea || convert_to(id, 'UTF8')))
         FROM (SELECT 'waitingentry_' || $1 || '_' || number AS id FROM generate_series($2::int, $5::int) AS number) AS ids`,
      [showId, first, inner, outer, Math.min(entries, first + READ_AT_ONCE - 1)],
    );
  }
  await database.query('ANALYZE waiting_entries');
}

/** All of them, as if each were followed by one socket of this node. */
async function follow(rooms: LiveRooms, database: Database, showId: string) {
  const ids = await database.query<{ id: string }>('SELECT id FROM waiting_entries WHERE show_id = $1', [showId]);
  const followed = [];
  for (let first = 0; first < ids.length; first += READ_AT_ONCE) {
    const part = ids.slice(first, first + READ_AT_ONCE).map(({ id }) => id);
    for (const entry of await readEntries(database, part)) {
      const each = await rooms.follow(showId, entry.id, () => each.told());
      each.entry = entry;
      each.told();
      followed.push(each);
    }
  }
  return followed;
}

/** Counts a node's looks at the rooms that it has followers of: one for each tick. */
function countingLooks(database: Database): { counted: Database; ticks: () => number } {
  let looks = 0;
  const query: Database['query'] = async <Row extends object>(...asked: Parameters<Database['query']>) => {
    const [statement] = asked;
    if ((typeof statement === 'string' ? statement : statement.text).includes('room.show_id = ANY')) looks += 1;
    return await database.query<Row>(...asked);
  };
  return { counted: Object.assign(Object.create(database) as Database, { query }), ticks: () => looks };
}

async function readRoom(database: Database, showId: string): Promise<{ isDrawn: boolean; admitted: number }> {
  const [room] = await database.query<{ isDrawn: boolean; admitted: number }>(
    'SELECT drawn_at IS NOT NULL AS "isDrawn", admitted FROM waiting_rooms WHERE show_id = $1',
    [showId],
  );
  return room!;
}

/** Of the places from a tenth of so many on: before, it comes to its pace. */
async function admittedPerMinute(database: Database, showId: string, count: number): Promise<number> {
  const from = Math.ceil(count / 10);
  const [row] = await database.query<{ passed_s: number }>(
    `SELECT extract(epoch FROM max(admitted_at) - min(admitted_at))::float8 AS passed_s
       FROM waiting_entries WHERE show_id = $1 AND place IN ($2, $3)`,
    [showId, from, count],
  );
  return (60 * (count - from)) / row!.passed_s;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(POLL_MS);
}
