import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { createRandom } from '../kit/basics/random.ts';
import { createBooking, lockSeats } from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { PauseShow, ReleaseLock } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow, openPlanShow } from '../kit/shows/hall-show.ts';
import { createAllotmentOver } from '../kit/shows/show-allotment.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';
import { GetBestAvailable, LockBestAvailable } from './best-available.graphql.ts';

/** Wheelchair places 4 to 6 in a row, with the companion seat beside them. */
const wheelchairs: unknown = JSON.parse(
  readFileSync(new URL('../fixtures/plans/wheelchairs.json', import.meta.url), 'utf8'),
  (_name, value) => (value?.seat_guid === 's3' ? { ...value, companion: true } : value),
);

/** The seats' mean distance from a point, in a hall as `hallPlan` makes them. */
function distanceOf(seatIds: readonly string[], point: { x: number; y: number }): number {
  const sum = seatIds.reduce((before, seatId) => {
    const [zone, row, seat] = seatId
      .slice(1)
      .split('-')
      .map((number) => Number(number) - 1) as [number, number, number];
    return before + Math.hypot(zone * 1_000 + seat * 10 - point.x, row * 10 - point.y);
  }, 0);
  return sum / seatIds.length;
}

describe('best available seats', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  async function lockBest(buyer: TestClient, input: { showId: string; quantity: number; [name: string]: unknown }) {
    return (await buyer.data(LockBestAvailable, { input })).lockBestAvailable;
  }

  async function held(buyer: TestClient, input: { showId: string; quantity: number; [name: string]: unknown }) {
    return heldBy(await lockBest(buyer, input));
  }

  function heldBy(answer: Awaited<ReturnType<typeof lockBest>>) {
    if (answer.__typename !== 'LockBestAvailableSuccess') throw new Error(JSON.stringify(answer));
    return { closeness: answer.closeness, lockId: answer.lock.id, seats: answer.lock.seats };
  }

  const idsOf = (seats: readonly { seatId: string }[]) => seats.map(({ seatId }) => seatId);

  it('are held side by side, nearest to the focal point, none of them twice', async () => {
    const showId = await openHallShow(app.organiser, { rows: 2, seats: 6 });
    const first = await held(await app.guest(), { showId, quantity: 4 });
    expect(first.closeness).toBe('TOGETHER');
    expect(new Set(first.seats.map(({ row }) => row))).toEqual(new Set(['1']));
    expect(['Z1-1-1', 'Z1-1-3']).toContain(first.seats[0]!.seatId);
    const second = await held(await app.guest(), { showId, quantity: 4 });
    expect(new Set(second.seats.map(({ row }) => row))).toEqual(new Set(['2']));
    const third = await held(await app.guest(), { showId, quantity: 4 });
    expect(third.closeness).not.toBe('TOGETHER');
    expect(new Set(idsOf([...first.seats, ...second.seats, ...third.seats])).size).toBe(12);
  });

  it('are refused, and it is told how many there are, when there are fewer than asked for', async () => {
    const showId = await openHallShow(app.organiser, { rows: 1, seats: 4 });
    const lock = await lockSeats(await app.guest(), showId, ['Z1-1-2']);
    const buyer = await app.guest();
    expect(await lockBest(buyer, { showId, quantity: 4 })).toEqual({
      __typename: 'NotEnoughSeatsError',
      code: 'NOT_ENOUGH_SEATS',
      message: 'Only 3 such seats are available.',
      available: 3,
      availableAccessible: 0,
    });
    expect(lock.id).toMatch(/^lock_/);
    expect((await held(buyer, { showId, quantity: 3 })).closeness).toBe('SCATTERED');
    expect(await lockBest(await app.guest(), { showId, quantity: 1 })).toMatchObject({ available: 0 });
  });

  it('are those that were given back just before', async () => {
    const showId = await openHallShow(app.organiser, { rows: 1, seats: 4 });
    const [first, second] = [await app.guest(), await app.guest()];
    for (let turn = 0; turn < 3; turn += 1) {
      const { lockId } = await held(first, { showId, quantity: 4 });
      expect(await lockBest(second, { showId, quantity: 1 })).toMatchObject({ __typename: 'NotEnoughSeatsError' });
      await first.data(ReleaseLock, { input: { lockId } });
    }
    expect((await held(second, { showId, quantity: 4 })).seats).toHaveLength(4);
  });

  it('are of the tiers, zones and prices that were asked for', async () => {
    const showId = await openHallShow(app.organiser, { zones: 2, rows: 2, seats: 4 });
    const cheap = await held(await app.guest(), { showId, quantity: 2, maxPrice: 3_000 });
    expect(cheap.seats.every(({ price }) => price.amount === 2_900)).toBe(true);
    const elsewhere = await held(await app.guest(), { showId, quantity: 2, zones: ['Zone 2'] });
    expect(elsewhere.seats.every(({ zone }) => zone === 'Zone 2')).toBe(true);
    const { show } = await app.client().data(GetBestAvailable, { id: showId, input: { quantity: 1 } });
    const balcony = show!.priceTiers.find(({ category }) => category === 'Balcony')!.id;
    const tier = await held(await app.guest(), { showId, quantity: 2, tierIds: [balcony] });
    expect(tier.seats.every(({ price }) => price.amount === 2_900)).toBe(true);
    expect(await lockBest(await app.guest(), { showId, quantity: 1, maxPrice: 100 })).toMatchObject({ available: 0 });
  });

  it('have wheelchair places and companion seats for who asks for them, and for nobody else', async () => {
    const showId = await openPlanShow(app.organiser, wheelchairs, { Stalls: 1_000 });
    const pair = await held(await app.guest(), { showId, quantity: 2, accessible: 1, companions: 1 });
    expect(pair.closeness).toBe('TOGETHER');
    expect(pair.seats.map(({ accessible, companion }) => [accessible, companion])).toEqual(
      expect.arrayContaining([
        [true, false],
        [false, true],
      ]),
    );
    for (;;) {
      const answer = await lockBest(await app.guest(), { showId, quantity: 1 });
      if (answer.__typename !== 'LockBestAvailableSuccess') break;
      expect(answer.lock.seats[0]).toMatchObject({ accessible: false, companion: false });
    }
  });

  it('are refused by what is missing: the wheelchair places, or the seats of those who come along', async () => {
    const showId = await openPlanShow(app.organiser, wheelchairs, { Stalls: 1_000 });
    const ask = async (input: { quantity: number; accessible: number; companions?: number }) =>
      await lockBest(await app.guest(), { showId, ...input });
    expect(await ask({ quantity: 5, accessible: 4 })).toMatchObject({
      message: 'Only 3 of 4 wheelchair places are available.',
      available: 4,
      availableAccessible: 3,
    });
    expect(await ask({ quantity: 5, accessible: 1, companions: 1 })).toMatchObject({
      message: 'Only 3 seats are available for the 4 who come along.',
      available: 4,
      availableAccessible: 1,
    });
    await lockSeats(await app.guest(), showId, ['s4', 's5', 's6']);
    expect(await ask({ quantity: 2, accessible: 1, companions: 1 })).toMatchObject({
      message: 'No wheelchair place is available.',
      available: 1,
      availableAccessible: 0,
    });
  });

  it('are proposed without being held, the best first', async () => {
    const showId = await openHallShow(app.organiser, { rows: 3, seats: 4 });
    const { show } = await app.client().data(GetBestAvailable, { id: showId, input: { quantity: 4 } });
    expect(show!.bestAvailable.map(({ closeness }) => closeness)).toEqual(['TOGETHER', 'TOGETHER', 'TOGETHER']);
    expect(new Set(show!.bestAvailable.flatMap(({ seatIds }) => seatIds)).size).toBe(12);
    const { seatIds } = show!.bestAvailable[0]!;
    expect((await lockSeats(await app.guest(), showId, seatIds)).id).toMatch(/^lock_/);
    const other = await openHallShow(app.organiser, { rows: 2, seats: 4 });
    const { show: parted } = await app.client().data(GetBestAvailable, { id: other, input: { quantity: 5 } });
    expect(parted!.bestAvailable.map(({ closeness }) => closeness)).toEqual(['ADJACENT_ROWS']);
  });

  it('are held as they are proposed: as close together and as near to the focal point, whatever was taken before', async () => {
    const random = createRandom();
    for (let hall = 0; hall < 6; hall += 1) {
      const [rows, seats] = [random.integer(1, 4), random.integer(3, 9)];
      const showId = await openHallShow(app.organiser, { zones: random.integer(1, 2), rows, seats });
      for (let isFull = false; !isFull; ) {
        const quantity = random.integer(1, 5);
        const { show } = await app.client().data(GetBestAvailable, { id: showId, input: { quantity } });
        const { focalPoint, bestAvailable } = show!;
        const [proposed] = bestAvailable;
        const answer = await lockBest(await app.guest(), { showId, quantity });
        isFull = answer.__typename !== 'LockBestAvailableSuccess';
        expect(isFull).toBe(proposed === undefined);
        if (!proposed) continue;
        const got = heldBy(answer);
        expect(got.closeness).toBe(proposed.closeness);
        // Among equals one is chosen at random.
        expect(distanceOf(idsOf(got.seats), focalPoint)).toBeCloseTo(distanceOf(proposed.seatIds, focalPoint), 6);
      }
    }
  });

  it('are answered the same again for one idempotency key', async () => {
    const showId = await openHallShow(app.organiser, { rows: 2, seats: 6 });
    const buyer = await app.guest();
    const input = { showId, quantity: 2, idempotencyKey: 'two' };
    const [first, again] = [await held(buyer, input), await held(buyer, input)];
    expect(again).toEqual(first);
    expect(await lockBest(buyer, { ...input, quantity: 3 })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('are held at the prices of a promo code, whose seats of an allotment are left to who names them; or not at all', async () => {
    const { organiser } = app;
    // At 45, 29 and 45 euros; the first row is the press's.
    const showId = await openHallShow(organiser, { rows: 3, seats: 3 });
    await createCodeOver(organiser, { showId, code: 'HALF', discount: { percent: 50 }, maxTickets: 3 });
    const [press, best] = [
      ['Z1-1-1', 'Z1-1-2', 'Z1-1-3'],
      ['Z1-2-1', 'Z1-2-2', 'Z1-2-3'],
    ];
    const allotment = { showId, name: 'Press', color: '#AA3300', access: 'CODE' as const, seatIds: press };
    const allotmentId = await createAllotmentOver(organiser, allotment);
    await createCodeOver(organiser, { showId, code: 'PRESS', allotmentId });
    const buyer = await app.guest();
    expect(await lockBest(buyer, { showId, quantity: 2, code: 'wrong' })).toMatchObject({ reason: 'NOT_VALID' });
    const wish = { showId, quantity: 3, code: 'half', maxPrice: 2_900, idempotencyKey: 'three' };
    const answer = await lockBest(buyer, wish);
    expect(answer).toMatchObject({ lock: { appliedCode: 'HALF', total: { amount: 3 * 1_450 } } });
    expect(idsOf(heldBy(answer).seats).sort()).toEqual(best);
    expect(await lockBest(buyer, wish)).toEqual(answer);
    expect(await lockBest(buyer, { ...wish, code: null })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await lockBest(buyer, { showId, quantity: 4, code: 'press' })).toMatchObject({ available: 3 });
    await createBooking(buyer, heldBy(answer).lockId);
    // What is refused holds nothing: another buyer gets all that is left.
    expect(await lockBest(buyer, { showId, quantity: 3, code: 'half' })).toMatchObject({ reason: 'USED_UP' });
    expect((await held(await app.guest(), { showId, quantity: 3 })).seats).toHaveLength(3);
  });

  it('are refused where the input makes no sense, the show is unknown or not on sale', async () => {
    const showId = await openHallShow(app.organiser, { rows: 1, seats: 4 });
    const buyer = await app.guest();
    expect(await lockBest(buyer, { showId, quantity: 2, accessible: 1, companions: 2, tierIds: ['tier_x'] })).toEqual({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      message: expect.any(String),
      issues: [
        { path: 'input.companions', message: 'must be from 0 to quantity less accessible' },
        { path: 'input.tierIds.0', message: 'is not a price tier id' },
      ],
    });
    expect(await lockBest(buyer, { showId, quantity: 2, companions: 1 })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await lockBest(buyer, { showId, quantity: 2, zones: ['No'] })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await lockBest(buyer, { showId, quantity: 2, tierIds: [newId('tier')] })).toMatchObject({
      issues: [{ path: 'input.tierIds.0', message: 'is not a price tier of this show' }],
    });
    expect(await lockBest(buyer, { showId: newId('show'), quantity: 2 })).toMatchObject({ code: 'NOT_FOUND' });
    await app.organiser.data(PauseShow, { input: { showId } });
    expect(await lockBest(buyer, { showId, quantity: 2 })).toMatchObject({ code: 'SHOW_NOT_ON_SALE' });
  });

  it('are different ones for all who ask at the same moment', async () => {
    const showId = await openHallShow(app.organiser, { rows: 10, seats: 10 });
    const buyers = await Promise.all(Array.from({ length: 60 }, () => app.guest()));
    const answers = await Promise.all(buyers.map((buyer) => lockBest(buyer, { showId, quantity: 2 })));
    const seats = answers.flatMap((answer) =>
      answer.__typename === 'LockBestAvailableSuccess' ? idsOf(answer.lock.seats) : [],
    );
    expect(seats).toHaveLength(100);
    expect(new Set(seats).size).toBe(100);
    expect(answers.filter(({ __typename }) => __typename === 'NotEnoughSeatsError')).toHaveLength(10);
  });
});
