import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSeatMap } from '../../packages/client/src/seat-map.ts';
import { createDatabase, type Database } from '../../src/platform/postgres/database.ts';
import { createRedisCache } from '../../src/platform/redis/redis-cache.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { untilMap } from '../kit/basics/until.ts';
import {
  bookSeats,
  createBooking,
  lockSeats,
  payBooking,
  queriedImage,
  storedImage,
  watchSeatMap,
} from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { GetBooking, LockSeats, ReleaseLock, WatchSeatMap } from '../kit/callers/operations.graphql.ts';
import { SeatMapMirror } from '../kit/callers/seat-map-mirror.ts';
import { Hold, ReadMap } from '../kit/chaos/chaos.graphql.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { connectRedis } from '../kit/servers/redis-harness.ts';
import { describeWithServices, requireRedis } from '../kit/servers/servers.ts';
import { openShowOf } from '../kit/shows/installed-show.ts';
import { type PostgresServer, startPostgres } from '../services/postgres.ts';

/** While Kafka's groups, whose members PostgreSQL's end did not touch, catch up. */
const NEXT_WITHIN_MS = 30_000;
const EPOCH_SHAPE = /^[0-9a-z]{8}~/;

// A PostgreSQL of its own: its files are set back.
describeWithServices('PostgreSQL loses commits that it had acknowledged', () => {
  let postgres: PostgresServer;
  let database: Database;
  let one: TestApp;
  let two: TestApp;
  let showId: string;

  beforeEach(async () => {
    postgres = await startPostgres({ keepsCommits: 'killed' });
    database = createDatabase({ url: postgres.url });
    one = await startTestApp({ mode: 'services', env: { DATABASE_URL: postgres.url } });
    two = await startTestApp({ beside: one, env: { DATABASE_URL: postgres.url } });
    showId = one.demoShowId;
  });
  afterEach(async () => {
    await two?.[Symbol.asyncDispose]();
    await one?.[Symbol.asyncDispose]();
    await database?.close();
    await postgres?.stop();
  });

  const parts = async (app: TestApp) =>
    ((await (await fetch(new URL('/ready', app.url))).json()) as { parts: Record<string, string> }).parts;

  async function settled(): Promise<void> {
    await eventually(async () => {
      for (const app of [one, two]) expect((await parts(app)).outbox).toBe('0 waiting');
      await expectConsistent(database, showId);
    });
  }

  const epochs = async () =>
    await database.query<{ number: number; cause: string; settled: boolean }>(
      'SELECT number, cause, settled_at IS NOT NULL AS settled FROM history_epochs ORDER BY number',
    );

  /** The lock store is made anew, and so is every node. */
  async function untilEpochIsSettled(causes: readonly string[]): Promise<void> {
    await eventually(async () => {
      const begun = await epochs();
      expect(begun.map(({ cause }) => cause)).toEqual(causes);
      expect(begun.every(({ settled }) => settled)).toBe(true);
    });
  }

  /** Of seats that were held, booked and freed before and after the copy, each in its own way. */
  async function sellAround(copy: () => Promise<void>) {
    const [buyer, other] = [await one.guest(), await two.guest()];
    const watchers = [await watchSeatMap(one.client(), showId), await watchSeatMap(two.client(), showId)];
    await payBooking(buyer, (await bookSeats(buyer, showId, ['A-1-1', 'A-1-2'])).id);
    const released = await lockSeats(buyer, showId, ['A-2-1', 'A-2-2']);
    for (const watcher of watchers) {
      await watcher.untilAll(['A-1-1', 'A-1-2'], 'BOOKED');
      await watcher.untilAll(['A-2-1', 'A-2-2'], 'LOCKED');
    }
    await settled();
    await copy();

    await eventually(() => lockSeats(other, showId, ['B-2-1', 'B-2-2']));
    const booking = await bookSeats(other, showId, ['B-1-1', 'B-1-2']);
    await payBooking(other, booking.id);
    expect((await other.data(GetBooking, { id: booking.id })).booking).toMatchObject({ status: 'CONFIRMED' });
    await buyer.data(ReleaseLock, { input: { lockId: released.id } });
    for (const watcher of watchers) {
      await watcher.untilAll(['B-2-1', 'B-2-2'], 'LOCKED');
      await watcher.untilAll(['B-1-1', 'B-1-2'], 'BOOKED');
      await watcher.untilAll(['A-2-1', 'A-2-2'], 'AVAILABLE');
    }
    await settled();
    return { buyer, other, watchers, released, booking };
  }

  async function expectOneMap(watchers: readonly SeatMapMirror[]): Promise<void> {
    const stored = await storedImage(database, showId);
    for (const watcher of watchers) {
      while (watcher.version < stored.version) await watcher.next(NEXT_WITHIN_MS);
      expect(watcher.image()).toEqual(stored);
    }
    for (const app of [one, two]) {
      await eventually(async () => expect(await queriedImage(app.client(), showId)).toEqual(stored));
    }
  }

  it('begins an epoch on every node: maps, locks, bookings and cursors are those that PostgreSQL has', async () => {
    const { buyer, other, watchers, released, booking } = await sellAround(() => postgres.copyFiles('running'));
    const map = createSeatMap({ url: `${two.url}/graphql`, showId, retry: { first_ms: 20, max_ms: 100 } });
    map.connect();
    try {
      await untilMap(map, () => map.status === 'live');
      expect(map.seatState('B-1-1')).toBe('BOOKED');
      const before = await storedImage(database, showId);
      const [cursorBefore] = watchers.map(({ cursor }) => cursor);
      expect(cursorBefore).toMatch(EPOCH_SHAPE);

      await postgres.putFilesBack();
      await untilEpochIsSettled(['CREATED', 'RECOVERED']);
      expect((await storedImage(database, showId)).version).toBeGreaterThan(before.version);
      await expectOneMap(watchers);
      for (const { messages } of watchers) expect(messages.at(-1)!.__typename).toBe('SeatMapSnapshot');
      await untilMap(map, () => map.seatState('B-1-1') === 'AVAILABLE' && map.seatState('A-2-1') === 'LOCKED');

      // What PostgreSQL has forgotten is nowhere else: the other's seats are free, and its booking is not there.
      expect((await other.data(GetBooking, { id: booking.id })).booking).toBeNull();
      const third = await one.guest();
      const input = { showId, seatIds: ['B-1-1', 'B-1-2', 'B-2-1', 'B-2-2'], idempotencyKey: randomUUID() };
      expect((await third.data(LockSeats, { input })).lockSeats).toMatchObject({ __typename: 'LockSeatsSuccess' });
      // What it remembers counts again: the hold that had been released, and can be once more.
      const taken = { showId, seatIds: ['A-1-1', 'A-2-1'], idempotencyKey: randomUUID() };
      expect((await third.data(LockSeats, { input: taken })).lockSeats).toMatchObject({
        conflicts: [{ reason: 'BOOKED' }, { reason: 'LOCKED_BY_OTHER' }],
      });
      await buyer.data(ReleaseLock, { input: { lockId: released.id } });
      await payBooking(third, (await bookSeats(third, showId, ['A-2-1', 'A-2-2'])).id);
      for (const watcher of watchers) await watcher.untilAll(['A-2-1', 'A-2-2'], 'BOOKED');
      await untilMap(map, () => map.seatState('A-2-1') === 'BOOKED');
      await settled();
      await expectOneMap(watchers);

      // Who comes back from before gets the map anew, on any node.
      for (const app of [one, two]) {
        const away = new SeatMapMirror(
          app.client().subscribe(WatchSeatMap, { showId, after: cursorBefore, zones: null }),
        );
        expect((await away.next()).__typename).toBe('SeatMapSnapshot');
        expect(away.image()).toEqual(await storedImage(database, showId));
      }
    } finally {
      map.close();
    }
  });

  it('notices it where nothing in PostgreSQL tells: files of a server that was shut down are put back', async () => {
    const redis = connectRedis([requireRedis()]);
    try {
      const { watchers } = await sellAround(() => postgres.copyFiles('stopped'));
      // A shutdown that wrote everything down is no break of the history.
      expect((await epochs()).map(({ cause }) => cause)).toEqual(['CREATED']);
      const [{ last }] = (await database.query<{ last: number }>('SELECT last_value AS last FROM outbox_id_seq')) as [
        { last: number },
      ];
      await eventually(async () => {
        const known = await createRedisCache({ redis }).get(`${one.env.REDIS_KEY_PREFIX}history`);
        expect(JSON.parse(known!.value).lastEventId).toBeGreaterThanOrEqual(last);
      });

      await postgres.putFilesBack();
      await untilEpochIsSettled(['CREATED', 'WENT_BACK']);
      await expectOneMap(watchers);
      const third = await two.guest();
      await payBooking(third, (await bookSeats(third, showId, ['B-1-1', 'B-2-1'])).id);
      for (const watcher of watchers) await watcher.untilAll(['B-1-1', 'B-2-1'], 'BOOKED');
      await settled();
    } finally {
      redis.close();
    }
  });

  it('counts places of areas as the locks and bookings that it still has say', async () => {
    const areaShowId = await openShowOf({ nodes: [one], database }, { rows: 2, seats: 4, standing: 10 });
    const [buyer, other] = [await one.guest(), await two.guest()];
    const take = async (who: TestClient, quantity: number) => {
      const input = { showId: areaShowId, areas: [{ areaId: 'front', quantity }], idempotencyKey: randomUUID() };
      return (await who.data(Hold, { input })).lockSeats;
    };
    const held = async (who: TestClient, quantity: number) => {
      const answer = await take(who, quantity);
      if (answer.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(answer));
      return answer.lock.id;
    };
    const counts = async () =>
      await database.query('SELECT held, booked FROM area_states WHERE show_id = $1', [areaShowId]);
    const expectLeft = async (available: number) => {
      await expectRightCounts(database);
      for (const app of [one, two]) {
        await eventually(async () => {
          const { show } = await app.client().data(ReadMap, { id: areaShowId });
          expect(show!.seatMap.areas).toEqual([{ areaId: 'front', available }]);
        });
      }
    };
    await payBooking(buyer, (await createBooking(buyer, await held(buyer, 3))).id);
    const released = await held(buyer, 1);
    const kept = await held(buyer, 2);
    await eventually(async () => expect(await counts()).toEqual([{ held: 3, booked: 3 }]));
    await settled();
    await postgres.copyFiles('running');

    await eventually(async () => await payBooking(other, (await createBooking(other, await held(other, 2))).id));
    await buyer.data(ReleaseLock, { input: { lockId: released } });
    await held(other, 1);
    await eventually(async () => expect(await counts()).toEqual([{ held: 3, booked: 5 }]));
    await expectLeft(2);

    await postgres.putFilesBack();
    await untilEpochIsSettled(['CREATED', 'RECOVERED']);
    expect(await counts()).toEqual([{ held: 3, booked: 3 }]);
    await expectLeft(4);
    expect(await take(other, 5)).toMatchObject({ areas: [{ available: 4 }] });
    await held(other, 4);
    expect(await take(buyer, 1)).toMatchObject({ areas: [{ available: 0 }] });
    // What was given back is held again, and can be given back once more; what is held is bought.
    await buyer.data(ReleaseLock, { input: { lockId: released } });
    await payBooking(buyer, (await createBooking(buyer, kept)).id);
    await eventually(async () => expect(await counts()).toEqual([{ held: 4, booked: 5 }]));
    await expectLeft(1);
  });

  it('has effects again that were lost, though their event was not', async () => {
    const buyer = await one.guest();
    const watcher = await watchSeatMap(two.client(), showId);
    const lock = await lockSeats(buyer, showId, ['C-1-1', 'C-1-2']);
    const { id } = await createBooking(buyer, lock.id);
    await settled();
    // As if the copy were from between the confirmation's commit and its effect: that one alone is undone.
    await payBooking(buyer, id);
    await watcher.untilAll(['C-1-1', 'C-1-2'], 'BOOKED');
    await settled();
    await database.query(
      `WITH forgotten AS (
         DELETE FROM processed_events USING outbox o
          WHERE o.event_id = processed_events.event_id AND o.type = 'booking.confirmed' AND consumer = 'seat-service'
       )
       UPDATE seat_states SET state = 'LOCKED', lock_id = $1, booking_id = NULL WHERE show_id = $2 AND booking_id = $3`,
      [lock.id, showId, id],
    );
    await postgres.kill();
    await postgres.restart();
    await untilEpochIsSettled(['CREATED', 'RECOVERED']);
    await eventually(async () => {
      const [row] = await database.query<{ booked: number }>(
        `SELECT count(*) AS booked FROM seat_states WHERE booking_id = $1 AND state = 'BOOKED'`,
        [id],
      );
      expect(row!.booked).toBe(2);
    });
    await expectOneMap([watcher]);
    expect((await buyer.data(GetBooking, { id })).booking).toMatchObject({ status: 'CONFIRMED' });
  });
});
