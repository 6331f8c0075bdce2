import { expect, it } from 'vitest';
import { bookSeats, payBooking, queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { LockSeats } from '../kit/callers/operations.graphql.ts';
import { startTestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { describeWithServices, requireKafka, requireRedis } from '../kit/servers/servers.ts';

// Every URL works alone: PostgreSQL's alone is what the embedded project runs on, and without it is what `npm start` does.
describeWithServices('any mix of real and embedded parts', () => {
  const mixes: [string, () => Record<string, string>, object][] = [
    ['Redis alone', () => ({ REDIS_URL: requireRedis() }), { redis: 'up', kafka: 'embedded' }],
    ['Kafka alone', () => ({ KAFKA_BROKERS: requireKafka().join(',') }), { redis: 'embedded', kafka: 'up' }],
  ];
  it.each(mixes)('sells seats on %s', async (_name, env, parts) => {
    await using app = await startTestApp({ env: env() });
    const ready = await fetch(new URL('/ready', app.url));
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ready', parts: { postgres: 'up', ...parts } });

    const showId = app.demoShowId;
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(other, showId);
    const booking = await bookSeats(buyer, showId, ['D-14-1']);
    await watcher.untilAll(['D-14-1'], 'LOCKED');
    const { lockSeats } = await other.data(LockSeats, { input: { showId, seatIds: ['D-14-1'] } });
    expect(lockSeats).toMatchObject({ message: 'Seat already locked by another user' });
    await payBooking(buyer, booking.id);
    await watcher.untilAll(['D-14-1'], 'BOOKED');
    expect(watcher.image()).toEqual(await storedImage(app.database, showId));
    expect(await queriedImage(other, showId)).toEqual(watcher.image());
    await mailOf(app.dataDir, 'ticket', booking.reference);
  });
});
