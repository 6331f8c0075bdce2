import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { until } from '../kit/basics/until.ts';
import { bookSeats, payBooking, watchSeatMap } from '../kit/callers/buyer.ts';
import { CancelBooking, WatchBooking } from '../kit/callers/operations.graphql.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const RULES = 'mutation ($input: UpdateShowInput!) { updateShow(input: $input) { __typename } }';
const TERMS =
  'query ($id: ID!) { booking(id: $id) { cancellationTerms { refund { amount } kept { amount } } balance { amount } } }';
const CANCELS = 10;

describeWithServices('a booking that its buyer cancels by the rules of the show', () => {
  let app: TestApp;
  let other: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ mode: 'services' });
    other = await startTestApp({ mode: 'services', beside: app });
  });
  afterAll(async () => {
    await other?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
  });

  it('is cancelled once on two nodes, told everywhere, and has back what was told', async () => {
    const showId = await openHallShow(app.organiser, { zones: 1, rows: 1, seats: 4 });
    const input = { showId, changeRules: { returnsUntil: '2098-01-01T00:00:00Z', returnFee: 300, feeTaxRate: 19 } };
    expect(await app.organiser.data<object, object>(RULES, { input })).toEqual({
      updateShow: { __typename: 'UpdateShowSuccess' },
    });
    const guest = await app.guest();
    const seatIds = ['Z1-1-1', 'Z1-1-2'];
    const { id } = await bookSeats(guest, showId, seatIds);
    await payBooking(guest, id);
    const map = await watchSeatMap(other.organiser, showId);
    await map.untilAll(seatIds, 'BOOKED');
    const there = other.client(guest.token);
    const followed = there.subscribe(WatchBooking, { id });
    await until(followed, ({ booking }) => booking?.status === 'CONFIRMED');
    const termsOf = async () => (await there.data<{ booking: object }, object>(TERMS, { id })).booking;
    expect(await termsOf()).toMatchObject({ cancellationTerms: { refund: { amount: 8_400 }, kept: { amount: 600 } } });
    const answers = await Promise.all(
      Array.from({ length: CANCELS }, (_, n) =>
        (n % 2 === 0 ? guest : there).data(CancelBooking, {
          input: { bookingId: id, minimumRefund: 8_400, idempotencyKey: randomUUID() },
        }),
      ),
    );
    for (const { cancelBooking } of answers) expect(cancelBooking).toMatchObject({ booking: { status: 'CANCELLED' } });
    await until(followed, ({ booking }) => booking?.status === 'CANCELLED');
    await map.untilAll(seatIds, 'AVAILABLE');
    await vi.waitFor(
      async () => expect(await termsOf()).toEqual({ cancellationTerms: null, balance: { amount: 600 } }),
      {
        timeout: 30_000,
        interval: 200,
      },
    );
    await expectConsistent(app.database, showId);
  });
});
