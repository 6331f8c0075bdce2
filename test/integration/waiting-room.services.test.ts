import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { drawOrder, hmacPads } from '../../src/modules/waiting-room/draw.ts';
import { NotAdmittedError } from '../../src/modules/waiting-room/waiting-room.errors.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { guest, ORGANISER } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { describeWithRedis, describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const BEFORE = new Date(Date.now() - 60_000);

interface Admitted {
  id: string;
  place: number;
  admittedAt: Date;
}

const admittedTo = (database: Database, showId: string) =>
  database.query<Admitted>(
    `SELECT id, place, admitted_at AS "admittedAt" FROM waiting_entries
      WHERE show_id = $1 AND admitted_at IS NOT NULL ORDER BY admitted_at, place`,
    [showId],
  );

/** Everybody once, nobody passed over: whoever waits has a later place than all who were admitted. */
async function expectInOrder(database: Database, showId: string, count: number): Promise<Admitted[]> {
  // In one statement: ticks go on.
  const entries = await database.query<Admitted & { status: string }>(
    `SELECT id, place, status, admitted_at AS "admittedAt" FROM waiting_entries WHERE show_id = $1 ORDER BY place`,
    [showId],
  );
  expect(entries.map(({ place }) => place)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  const admitted = entries.filter(({ admittedAt }) => admittedAt !== null);
  expect(admitted.map(({ place }) => place)).toEqual(admitted.map((_entry, index) => index + 1));
  const first = entries.find(({ status }) => status === 'WAITING');
  if (first) expect(first.place).toBe(admitted.length + 1);
  return admitted;
}

// Its own Redis.
describeWithRedis('a waiting room on two nodes', () => {
  let on: OfficesOnRedis;
  beforeAll(async () => {
    on = await openOfficesOnRedis();
    for (const { office } of on.nodes) office.worker('waiting room worker').start();
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  it('admits who was drawn, whatever becomes of Redis', { timeout: 120_000 }, async () => {
    const [{ office }, other] = on.nodes;
    const show = await office.createShow({ rows: 20, seats: 20 });
    const { waitingRooms, locks, shows } = office.services;
    const later = new Date(Date.now() + 3_600_000);
    await shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: later });
    const settings = { opensAt: BEFORE, maxActive: 10, perMinute: 60_000 };
    await waitingRooms.setRoom(ORGANISER, { showId: show.id, ...settings });
    const callers = Array.from({ length: 400 }, () => guest());
    // Each by both nodes at the same moment.
    const entries = await Promise.all(
      callers.map(async (caller) => {
        const both = on.nodes.map((node) => node.office.services.waitingRooms.join(caller, { showId: show.id }));
        const [one, same] = await Promise.all(both);
        expect(same!.id).toBe(one!.id);
        return one!;
      }),
    );
    const callerOf = new Map(entries.map(({ id }, index) => [id, callers[index]!]));
    await shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: BEFORE });
    const first = await eventually(async () => {
      const admitted = await admittedTo(on.database, show.id);
      expect(admitted).toHaveLength(10);
      return admitted;
    });
    const { seed } = await waitingRooms.setRoom(ORGANISER, { showId: show.id });
    const order = drawOrder(seed, [...callerOf.keys()]);
    expect(first.map(({ id }) => id)).toEqual(order.slice(0, 10));
    const setBack = await on.copy();
    const buy = (id: string) => locks.lockSeats(callerOf.get(id)!, { showId: show.id, seatIds: show.nextSeats(1) });
    await on.forget();
    await buy(order[0]!);
    await expect(buy(order[20]!)).rejects.toThrow(NotAdmittedError);
    // Half of them leave by the other node; the next ten follow, and an old Redis is set right.
    for (const id of order.slice(0, 5)) {
      await other.office.services.waitingRooms.leave(callerOf.get(id)!, { entryId: id });
      await expect(buy(id)).rejects.toThrow(NotAdmittedError);
    }
    await eventually(async () => expect(await admittedTo(on.database, show.id)).toHaveLength(15));
    await setBack();
    await eventually(async () => await buy(order[14]!));
    await expect(buy(order[0]!)).rejects.toThrow(NotAdmittedError);
    await expect(buy(order[15]!)).rejects.toThrow(NotAdmittedError);
    await expectInOrder(on.database, show.id, 400);
  });

  it('ends no admission as idle by an older copy of Redis, which has forgotten who was active since', {
    timeout: 120_000,
  }, async () => {
    const [{ office, redis }] = on.nodes;
    const show = await office.createShow();
    const { waitingRooms, locks } = office.services;
    await waitingRooms.setRoom(ORGANISER, { showId: show.id, opensAt: BEFORE, maxActive: 1, perMinute: 60_000 });
    const caller = guest();
    const entry = await waitingRooms.join(caller, { showId: show.id });
    const isAdmitted = async () => {
      expect(await waitingRooms.getEntry(caller, entry.id)).toMatchObject({ status: 'ADMITTED' });
      expect(await waitingRooms.admittedUntil(entry)).toEqual(expect.any(Date));
    };
    entry.status = 'ADMITTED';
    await eventually(isAdmitted);
    const next = await waitingRooms.join(guest(), { showId: show.id });
    // By the copy the caller has done nothing for too long.
    const [key] = await redis.run((client) => client.keys(`*admissions:{${show.id}}`));
    await redis.run((client) => client.multi().zremrangebyscore(key!, -0.5, -0.5).zadd(key!, 1, caller.id).exec());
    await eventually(isAdmitted);
    await locks.lockSeats(caller, { showId: show.id, seatIds: show.nextSeats(1) });
    expect(await waitingRooms.getEntry(ORGANISER, next.id)).toMatchObject({ status: 'WAITING' });
  });

  it('goes on joining and drawing while Redis is away, and admits when it is back', { timeout: 120_000 }, async () => {
    const [{ office }] = on.nodes;
    const show = await office.createShow();
    await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id, opensAt: BEFORE, perMinute: 60_000 });
    const caller = guest();
    process.kill(on.server.pid, 'SIGSTOP');
    const entry = await office.services.waitingRooms.join(caller, { showId: show.id });
    await eventually(async () => {
      const drawn = await on.database.query('SELECT FROM waiting_rooms WHERE show_id = $1 AND drawn_at IS NOT NULL', [
        show.id,
      ]);
      expect(drawn).toHaveLength(1);
    });
    expect(await office.services.waitingRooms.getEntry(caller, entry.id)).toMatchObject({ status: 'WAITING' });
    process.kill(on.server.pid, 'SIGCONT');
    await eventually(async () =>
      expect(await office.services.waitingRooms.getEntry(caller, entry.id)).toMatchObject({ status: 'ADMITTED' }),
    );
    await eventually(() => office.services.locks.lockSeats(caller, { showId: show.id, seatIds: show.nextSeats(1) }));
  });
});

const ENTRIES = Number(process.env.WAITING_ENTRIES ?? 20_000);
const PER_MINUTE = 1_200;

describeWithServices(`a waiting room with ${ENTRIES} entries`, () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ mode: 'services', env: { ROLE: 'api', DEMO: 'false' } });
  });
  afterAll(() => api?.[Symbol.asyncDispose]());

  async function startWorker() {
    const [port] = await freePorts(1);
    const env = { ...api.env, ROLE: 'worker', NODE_ID: `worker-${port}`, PORT: `${port}` };
    const node = runProduct('src/main.ts', env);
    await node.line(/Seatwire is running/);
    return node;
  }

  it('admits as many a minute as it is to, though a node is killed', { timeout: 240_000 }, async () => {
    const { database } = api;
    const showId = await openHallShow(api.organiser);
    const seed = '5e'.repeat(32);
    const { inner, outer } = hmacPads(seed);
    const untilAdmitted = (count: number) =>
      vi.waitFor(async () => expect((await admittedTo(database, showId)).length).toBeGreaterThan(count), {
        timeout: 120_000,
        interval: 250,
      });
    const workers = [await startWorker(), await startWorker()];
    try {
      await database.query(
        `INSERT INTO waiting_entries (id, show_id, owner_id, lot)
         SELECT 'waitingentry_' || number, $1, 'guest_' || number,
                sha256($4::bytea || sha256($3::bytea || convert_to('waitingentry_' || number, 'UTF8')))
           FROM generate_series(1, $2::int) AS number`,
        [showId, ENTRIES, inner, outer],
      );
      await database.query(
        `INSERT INTO waiting_rooms (show_id, enabled, opens_at, max_active, per_minute, idle_seconds, seed, seed_hash, waiting, next_tick_at)
         VALUES ($1, true, now(), 100000, $2, 3600, $4, repeat('00', 32), $3, now())`,
        [showId, PER_MINUTE, ENTRIES, seed],
      );
      await untilAdmitted(200);
      await workers[0]!.stop('SIGKILL');
      await untilAdmitted(1_500);
      const admitted = await expectInOrder(database, showId, ENTRIES);
      const order = drawOrder(
        seed,
        Array.from({ length: ENTRIES }, (_, i) => `waitingentry_${i + 1}`),
      );
      expect(admitted.toSorted((one, other) => one.place - other.place).map(({ id }) => id)).toEqual(
        order.slice(0, admitted.length),
      );
      // Of the minute that begins with the first of them.
      const [first] = admitted;
      const inMinute = admitted.filter(({ admittedAt }) => admittedAt.getTime() < first!.admittedAt.getTime() + 60_000);
      expect(inMinute.length).toBeGreaterThanOrEqual(0.95 * PER_MINUTE);
      expect(inMinute.length).toBeLessThanOrEqual(1.05 * PER_MINUTE);
    } finally {
      await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
    }
  });
});
