import { expect, it } from 'vitest';
import { bookSeats, lockSeats, payBooking, queriedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { GetBooking, LockSeats } from '../kit/callers/operations.graphql.ts';
import { startTestApp } from '../kit/product/app.ts';

it('needs nothing installed: with no URL set, everything is embedded and survives a restart', async () => {
  await using app = await startTestApp({ env: { DATABASE_URL: '' } });
  const ready = await fetch(new URL('/ready', app.url));
  expect(await ready.json()).toMatchObject({
    status: 'ready',
    parts: { postgres: 'embedded', redis: 'embedded', kafka: 'embedded' },
  });
  const showId = app.demoShowId;
  const [buyer, other] = [await app.guest(), await app.guest()];
  const watcher = await watchSeatMap(other, showId);
  const booking = await bookSeats(buyer, showId, ['D-14-1']);
  await payBooking(buyer, booking.id);
  await watcher.untilAll(['D-14-1'], 'BOOKED');
  await lockSeats(buyer, showId, ['D-14-2']);
  await watcher.untilAll(['D-14-2'], 'LOCKED');

  await app.restart();
  const [buyerAgain, otherAgain] = [app.client(buyer.token), app.client(other.token)];
  expect(app.demoShowId).toBe(showId);
  expect(await queriedImage(otherAgain, showId)).toEqual(watcher.image());
  expect((await buyerAgain.data(GetBooking, { id: booking.id })).booking).toMatchObject({ status: 'CONFIRMED' });
  const { lockSeats: refusal } = await otherAgain.data(LockSeats, { input: { showId, seatIds: ['D-14-1', 'D-14-2'] } });
  expect(refusal).toMatchObject({
    conflicts: [
      { seatId: 'D-14-1', reason: 'BOOKED' },
      { seatId: 'D-14-2', reason: 'LOCKED_BY_OTHER' },
    ],
  });
});
