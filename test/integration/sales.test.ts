import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookSeats, CUSTOMER, lockSeats, payBooking, watchSeatMap } from '../kit/callers/buyer.ts';
import { BlockSeats, GetSeatHoldings, GetShowSales } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

describe('what organisers see of the sales', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ env: { DEMO: 'false' } });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const salesOf = async (id: string) => (await app.organiser.data(GetShowSales, { id })).show!.sales!;

  it('are what is held, booked and paid, by tier, at any moment', async () => {
    const showId = await openHallShow(app.organiser);
    expect(await salesOf(showId)).toMatchObject({
      held: { seats: 0, amount: { amount: 0, currency: 'EUR' } },
      sold: { seats: 0 },
    });

    await lockSeats(await app.guest(), showId, ['Z1-1-1', 'Z1-2-1']);
    const booking = await bookSeats(await app.guest(), showId, ['Z1-1-2']);
    expect(await salesOf(showId)).toEqual({
      held: { seats: 2, amount: { amount: 7_400, currency: 'EUR' } },
      awaitingPayment: { seats: 1, amount: { amount: 4_500 } },
      sold: { seats: 0, amount: { amount: 0 } },
      tiers: [
        {
          tier: { name: 'Stalls' },
          held: { seats: 1 },
          awaitingPayment: { seats: 1 },
          sold: { seats: 0, amount: { amount: 0 } },
        },
        {
          tier: { name: 'Balcony' },
          held: { seats: 1 },
          awaitingPayment: { seats: 0 },
          sold: { seats: 0, amount: { amount: 0 } },
        },
      ],
    });
    expect(booking.status).toBe('PENDING_PAYMENT');
  });

  it('move with the payment and the cancellation of a booking', async () => {
    const showId = await openHallShow(app.organiser);
    const buyer = await app.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
    await payBooking(buyer, booking.id);
    expect(await salesOf(showId)).toMatchObject({
      held: { seats: 0 },
      awaitingPayment: { seats: 0 },
      sold: { seats: 2, amount: { amount: 9_000 } },
    });
    await buyer.request('mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { __typename } }', {
      id: booking.id,
    });
    expect(await salesOf(showId)).toMatchObject({ sold: { seats: 0, amount: { amount: 0 } } });
  });

  it('say of each seat who has it, or why nobody can', async () => {
    const showId = await openHallShow(app.organiser);
    const [holder, owner] = [await app.guest(), await app.guest()];
    const map = await watchSeatMap(app.client(), showId);
    const lock = await lockSeats(holder, showId, ['Z1-1-1']);
    const pending = await bookSeats(holder, showId, ['Z1-1-2']);
    const paid = await bookSeats(owner, showId, ['Z1-2-1', 'Z1-2-2']);
    await payBooking(owner, paid.id);
    await map.untilAll(['Z1-2-1', 'Z1-2-2'], 'BOOKED');
    await app.organiser.data(BlockSeats, { input: { showId, seatIds: ['Z1-1-4'], reason: 'camera' } });

    const seatIds = ['Z1-1-4', 'Z1-1-1', 'Z1-1-2', 'Z1-1-3', 'Z1-2-1'];
    const { show } = await app.organiser.data(GetSeatHoldings, { id: showId, seatIds });
    const customer = { ...CUSTOMER, phone: null };
    expect(show!.seatHoldings).toEqual([
      { seatId: 'Z1-1-4', state: 'BLOCKED', reason: 'camera', lock: null, booking: null },
      {
        seatId: 'Z1-1-1',
        state: 'LOCKED',
        reason: null,
        lock: { id: lock.id, ownerId: holder.id, status: 'ACTIVE' },
        booking: null,
      },
      {
        seatId: 'Z1-1-2',
        state: 'LOCKED',
        reason: null,
        lock: expect.objectContaining({ ownerId: holder.id, status: 'CONFIRMED' }),
        booking: { id: pending.id, ownerId: holder.id, status: 'PENDING_PAYMENT', customer },
      },
      {
        seatId: 'Z1-2-1',
        state: 'BOOKED',
        reason: null,
        lock: expect.objectContaining({ ownerId: owner.id }),
        booking: { id: paid.id, ownerId: owner.id, status: 'CONFIRMED', customer },
      },
    ]);
  });

  it('refuse seats that the show does not have, and more than a hundred', async () => {
    const showId = await openHallShow(app.organiser);
    const ask = (seatIds: string[]) =>
      app.organiser.request(
        `query ($id: ID!, $seatIds: [ID!]!) {
      show(id: $id) { seatHoldings(seatIds: $seatIds) { seatId } }
    }`,
        { id: showId, seatIds },
      );
    const unknown = await ask(['Z1-1-1', 'Z9-9-9']);
    expect(unknown.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: 'seatIds.1' }] });
    const many = await ask(Array.from({ length: 101 }, () => 'Z1-1-1'));
    expect(many.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: 'seatIds' }] });
  });

  it('are nobody else’s: FORBIDDEN to a buyer, whose other fields are answered', async () => {
    const showId = await openHallShow(app.organiser);
    const query = `query ($id: ID!) {
      show(id: $id) { title sales { sold { seats } } seatHoldings(seatIds: ["Z1-1-1"]) { seatId } }
    }`;
    for (const [client, code] of [
      [await app.guest(), 'FORBIDDEN'],
      [app.client(), 'UNAUTHENTICATED'],
    ] as const) {
      const { data, errors } = await client.request(query, { id: showId });
      expect(data).toEqual({ show: { title: 'The Tempest', sales: null, seatHoldings: null } });
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code, code]);
    }
  });
});
