import { expect, it } from 'vitest';
import { startTestApp } from '../kit/product/app.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const ANSWER = `... on SeatsUnavailableError { message conflictCount alternatives { seatIds } ${['a', 'b', 'c']
  .map((name) => `${name}: conflicts { seatId reason }`)
  .join(' ')} }`;

it('lists the first hundred of the seats that can not be blocked or set aside, and tells how many there are', async () => {
  await using app = await startTestApp({ env: { DEMO: 'false' } });
  const showId = await openHallShow(app.organiser, { zones: 2, rows: 10, seats: 50 });
  const seatIds = [1, 2].flatMap((zone) =>
    Array.from({ length: 500 }, (_, index) => `Z${zone}-${Math.floor(index / 50) + 1}-${(index % 50) + 1}`),
  );
  const block = `mutation ($input: BlockSeatsInput!) { blockSeats(input: $input) { __typename ${ANSWER} } }`;
  const first = await app.organiser.data<object, object>(block, { input: { showId, seatIds } });
  expect(first).toEqual({ blockSeats: { __typename: 'BlockSeatsSuccess' } });
  const conflicts = seatIds.slice(0, 100).map((seatId) => ({ seatId, reason: 'BLOCKED' }));
  const again = await app.organiser.data<object, object>(block, { input: { showId, seatIds } });
  expect(again).toEqual({
    blockSeats: {
      __typename: 'SeatsUnavailableError',
      message: 'Seat not for sale',
      conflictCount: 1_000,
      alternatives: [],
      a: conflicts,
      b: conflicts,
      c: conflicts,
    },
  });
});
