import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRedisSeatLockStore } from '../../src/modules/locks/redis-seat-lock-store.ts';
import type { SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import { showMutexKey } from '../../src/modules/shows/show-mutex.ts';
import type { RedisConnection } from '../../src/platform/redis/connection.ts';
import { createRedisKeys } from '../../src/platform/redis/keys.ts';
import { createRedisMutex } from '../../src/platform/redis/redis-mutex.ts';
import { ServiceUnavailableError } from '../../src/shared/errors.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { bySeat } from '../kit/checks/ledger-checks.ts';
import { createTestBoxOffice, guest, ORGANISER, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { connectRedis, createRedisHarness, type RedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithRedis, requireRedis } from '../kit/servers/servers.ts';
import { createStoppingDatabase, type StoppingDatabase } from '../kit/servers/stopping-database.ts';

const LEASE_MS = 5_000;
/** The check of the fencing token, which begins the transaction of every guarded write. */
const CHECK = /FROM show_fences/;

describeWithRedis('the holder of a show’s distributed lock who stands still past its lease', () => {
  let db: TestDatabase;
  let redis: RedisConnection;
  let harness: RedisHarness;
  /** The node that stands still, and one that goes on. */
  let slow: TestBoxOffice & { stopping: StoppingDatabase };
  let other: TestBoxOffice;
  let show: TestShow;
  let beforeInstall: () => Promise<void>;

  beforeAll(async () => {
    db = await createTestDatabase();
    redis = connectRedis([requireRedis()]);
    harness = createRedisHarness(redis);
    const keys = createRedisKeys(harness.prefix);
    const parts = { store: createRedisSeatLockStore({ redis, keys }), mutex: createRedisMutex({ redis }), keys };
    const stopping = createStoppingDatabase(db.database);
    const store: SeatLockStore = {
      ...parts.store,
      async installMap(install) {
        await beforeInstall();
        return await parts.store.installMap(install);
      },
    };
    slow = { ...(await createTestBoxOffice(stopping.database, { ...parts, store })), stopping };
    other = await createTestBoxOffice(db.database, parts);
  });
  beforeEach(async () => {
    beforeInstall = async () => {};
    show = await other.createShow();
  });
  afterAll(async () => {
    await slow[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await harness[Symbol.asyncDispose]();
    await redis.close();
    await db[Symbol.asyncDispose]();
  });

  const leaseEnds = () => harness.advance(LEASE_MS);
  const statusOf = async () => (await other.services.shows.getShow(show.id))?.status;
  const busy = (work: Promise<unknown>) => expect(work).rejects.toBeInstanceOf(ServiceUnavailableError);

  it('changes no show any more, not even one that is as it was again', async () => {
    const checks = slow.stopping.stopBefore(CHECK);
    const pausing = slow.services.shows.pauseShow(ORGANISER, { showId: show.id });
    pausing.catch(() => undefined);
    await checks;
    await leaseEnds();
    await other.services.shows.pauseShow(ORGANISER, { showId: show.id });
    await other.services.shows.publishShow(ORGANISER, { showId: show.id });
    slow.stopping.goOn();
    await busy(pausing);
    expect(await statusOf()).toBe('ON_SALE');
  });

  it('blocks no seats any more', async () => {
    const input = { showId: show.id, seatIds: show.seatIds.slice(0, 3), reason: 'camera' };
    const checks = slow.stopping.stopBefore(CHECK);
    const blocking = slow.services.seatBlocking.blockSeats(ORGANISER, input);
    blocking.catch(() => undefined);
    await checks;
    await leaseEnds();
    await other.services.seatBlocking.blockSeats(ORGANISER, input);
    await other.services.seatBlocking.unblockSeats(ORGANISER, input);
    slow.stopping.goOn();
    await busy(blocking);
    expect((await other.services.seatMap.readTruth(show.id)).unavailable).toEqual([]);
  });

  it('does all it wanted when nobody came in the meantime', async () => {
    const checks = slow.stopping.stopBefore(CHECK);
    const pausing = slow.services.shows.pauseShow(ORGANISER, { showId: show.id });
    await checks;
    await leaseEnds();
    slow.stopping.goOn();
    expect((await pausing).status).toBe('PAUSED');
  });

  it('is ended by PostgreSQL between check and write, and the next one goes on', async () => {
    const writes = slow.stopping.stopBefore(/UPDATE shows/);
    const pausing = slow.services.shows.pauseShow(ORGANISER, { showId: show.id });
    pausing.catch(() => undefined);
    await writes;
    await leaseEnds();
    // The next one's token has to wait for the transaction that has checked; its patience may end first.
    await eventually(() => other.services.shows.pauseShow(ORGANISER, { showId: show.id }));
    await other.services.shows.publishShow(ORGANISER, { showId: show.id });
    slow.stopping.goOn();
    await busy(pausing);
    expect(await statusOf()).toBe('ON_SALE');
  });

  it('puts no old map in place of a newer one', async () => {
    const [held, later] = show.seatIds as [string, string];
    await other.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [held] });
    await harness.clear();
    const installs = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    beforeInstall = () => {
      beforeInstall = async () => {};
      installs.resolve();
      return gone.promise;
    };
    const rebuilding = slow.services.seatMap.rebuild(show.id);
    await installs.promise;
    await leaseEnds();
    await other.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [later] });
    gone.resolve();
    await rebuilding;
    const [map, truth] = [await other.services.seatMap.read(show.id), await other.services.seatMap.readTruth(show.id)];
    expect(bySeat(map.unavailable)).toEqual(bySeat(truth.unavailable));
    expect(map.version).toBe(truth.version);
    for (const seatId of [held, later]) {
      const refused = other.services.locks.lockSeats(guest(), { showId: show.id, seatIds: [seatId] });
      await expect(refused).rejects.toMatchObject({ conflicts: [{ seatId, reason: 'LOCKED_BY_OTHER' }] });
    }
  });

  it('is not in the way of a mutex that has forgotten its tokens', async () => {
    const fences = () =>
      db.database.query<{ token: number }>('SELECT token FROM show_fences WHERE show_id = $1', [show.id]);
    await db.database.query('UPDATE show_fences SET token = token + 600000000 WHERE show_id = $1', [show.id]);
    const [before] = await fences();
    await harness.clear();
    expect((await other.services.shows.pauseShow(ORGANISER, { showId: show.id })).status).toBe('PAUSED');
    const [after] = await fences();
    expect(after!.token).toBeGreaterThan(before!.token);
  });

  it('keeps others waiting no longer than they want to', async () => {
    const keys = createRedisKeys(harness.prefix);
    const mutex = createRedisMutex({ redis });
    const lease = await mutex.acquire(showMutexKey(keys, show.id));
    await busy(other.services.shows.pauseShow(ORGANISER, { showId: show.id }));
    await lease?.release();
    expect((await other.services.shows.pauseShow(ORGANISER, { showId: show.id })).status).toBe('PAUSED');
  });
});
