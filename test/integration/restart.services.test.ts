import { expect, it, onTestFinished } from 'vitest';
import { createBooking, lockSeats, payBooking, queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { LockSeats } from '../kit/callers/operations.graphql.ts';
import { startTestApp } from '../kit/product/app.ts';
import { connectRedis, createRedisHarness } from '../kit/servers/redis-harness.ts';
import { describeWithServices, requireRedis } from '../kit/servers/servers.ts';
import { restartSuite } from '../kit/suites/restart.suite.ts';

describeWithServices('a restart on PostgreSQL, Redis and Kafka', () => {
  restartSuite('services');

  it('honours holds although Redis lost its memory between lock and booking', async () => {
    const redis = connectRedis([requireRedis()]);
    onTestFinished(() => redis.close());
    const harness = createRedisHarness(redis);
    await using app = await startTestApp({ mode: 'services', env: { REDIS_KEY_PREFIX: harness.prefix } });
    const showId = app.demoShowId;
    const [buyer, other] = [await app.guest(), await app.guest()];
    const seatIds = ['D-14-1', 'D-14-2'];
    const refusal = async () => (await other.data(LockSeats, { input: { showId, seatIds } })).lockSeats;
    const watcher = await watchSeatMap(other, showId);
    const lock = await lockSeats(buyer, showId, seatIds);
    await watcher.untilAll(seatIds, 'LOCKED');

    await harness.clear();
    expect(await harness.keys()).toEqual(new Map());
    expect(await refusal()).toMatchObject({
      message: 'Seat already locked by another user',
      conflicts: seatIds.map((seatId) => ({ seatId, reason: 'LOCKED_BY_OTHER' })),
    });
    expect(await queriedImage(other, showId)).toEqual(await storedImage(app.database, showId));

    await harness.clear();
    const booking = await createBooking(buyer, lock.id);
    await harness.clear();
    expect(await refusal()).toMatchObject({
      conflicts: seatIds.map((seatId) => ({ seatId, reason: 'LOCKED_BY_OTHER' })),
    });
    await payBooking(buyer, booking.id);
    await watcher.untilAll(seatIds, 'BOOKED');
    await harness.clear();
    expect(await refusal()).toMatchObject({ conflicts: seatIds.map((seatId) => ({ seatId, reason: 'BOOKED' })) });
    expect(watcher.image()).toEqual(await storedImage(app.database, showId));
  });
});
