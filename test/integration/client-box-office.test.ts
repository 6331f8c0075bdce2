import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BoxOffice,
  createBookingStore,
  createBoxOffice,
  createLockStore,
  guestToken,
  type PriceLine,
} from '../../packages/client/src/box-office/box-office.ts';
import { createShowMap, loadHall } from '../../packages/client/src/show-map/show-map.ts';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { createShowOver } from '../kit/shows/priced-show.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

/** Resolves once a store is so: now, or after one of its changes. */
function untilStore<State>(
  store: { getState: () => State; subscribe: (listener: () => void) => () => void },
  isSo: (state: State) => boolean,
): Promise<State> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo(store.getState())) return;
      queueMicrotask(() => end());
      resolve(store.getState());
    };
    const end = store.subscribe(look);
    look();
  });
}

const sayLine = ({ kind, description, quantity, unitPrice, total, seat }: PriceLine) =>
  `${kind} ${description}${seat ? `, ${seat.seatId}` : ''}: ${quantity} × ${unitPrice.amount} = ${total.amount}`;

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

/** Seats for adults and children, with a fee on each ticket. */
const PRICING = {
  title: 'Family matinee',
  ticketTypes: [{ name: 'Adult' }, { name: 'Child', note: 'Up to 14' }],
  priceTiers: ['Stalls', 'Balcony'].map((category) => ({
    ...{ name: category, category, price: 4_000, taxRate: 7 },
    prices: [{ ticketType: 'Child', price: 2_000 }],
  })),
  fees: [{ name: 'Service', basis: 'PER_TICKET' as const, amount: 150, taxRate: 19 }],
};

describe('the published client’s box office, with a real server', () => {
  let app: TestApp;
  let boxOffice: BoxOffice;
  beforeAll(async () => {
    app = await startTestApp();
    boxOffice = createBoxOffice({ url: `${app.url}/graphql` });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('holds, changes, extends and gives back, as a guest of its own', async () => {
    const hold = createLockStore(boxOffice, app.demoShowId);
    const proposed = await hold.bestAvailable({ quantity: 2 });
    if (!proposed.ok) throw proposed.error;
    expect(proposed.value[0]?.seatIds).toHaveLength(2);
    expect(await hold.lockSeats(['B-1-1', 'B-1-2'])).toMatchObject({ ok: true, value: { lockStatus: 'ACTIVE' } });
    await untilStore(hold, ({ connection }) => connection.state === 'live');
    expect(hold.getState().remainingSeconds).toBeGreaterThan(200);
    expect(await hold.update({ addSeatIds: ['B-1-3'], removeSeatIds: ['B-1-1'] })).toMatchObject({ ok: true });
    expect(hold.getState().lock!.seats.map(({ seatId }) => seatId)).toEqual(['B-1-2', 'B-1-3']);
    expect(await hold.extend()).toMatchObject({ ok: true, value: { extensionsLeft: 0 } });
    expect(hold.getState().remainingSeconds).toBeGreaterThan(300);
    // As after a reload of the page.
    const reloaded = createLockStore(boxOffice, app.demoShowId);
    expect((await untilStore(reloaded, ({ isHeld }) => isHeld)).lock).toMatchObject({ id: hold.getState().lock!.id });
    const other = createLockStore(
      createBoxOffice({ url: `${app.url}/graphql`, token: guestToken({ url: `${app.url}/graphql`, storage: null }) }),
      app.demoShowId,
    );
    const late = await other.lockSeats(['B-1-2']);
    expect(late).toMatchObject({ ok: false, refusal: { __typename: 'SeatsUnavailableError' }, error: null });
    expect(await hold.release()).toMatchObject({ ok: true, value: { lockStatus: 'RELEASED' } });
    expect(await other.lockBestAvailable({ quantity: 3 })).toMatchObject({ ok: true });
    expect(await other.release()).toMatchObject({ ok: true });
  });

  it('books and pays, follows a payment that the bank decides later, and the refund', async () => {
    const hold = createLockStore(boxOffice, app.demoShowId);
    await hold.lockSeats(['B-2-1']);
    const order = createBookingStore(boxOffice);
    const confirmed = untilStore(order, ({ status }) => status === 'CONFIRMED');
    const customer = { name: 'Ada Lovelace', email: 'ada@example.org' };
    expect(await order.create({ lockId: hold.getState().lock!.id, customer })).toMatchObject({ ok: true });
    expect(order.getState().remainingSeconds).toBeGreaterThan(200);
    // As after a reload of the page.
    const reloaded = createBookingStore(boxOffice, { showId: app.demoShowId });
    expect((await untilStore(reloaded, ({ booking }) => booking !== null)).status).toBe('PENDING_PAYMENT');
    expect(await order.pay('tok_declined')).toMatchObject({ refusal: { __typename: 'PaymentDeclinedError' } });
    expect(await order.pay('tok_timeout')).toMatchObject({ ok: true, value: { bookingStatus: 'PENDING_PAYMENT' } });
    const { booking } = await confirmed;
    expect(booking).toMatchObject({ tickets: [{ seatId: 'B-2-1' }] });
    expect((await untilStore(hold, ({ isHeld }) => !isHeld)).lock).toMatchObject({ lockStatus: 'CONFIRMED' });

    const sameOrder = createBookingStore(boxOffice, { bookingId: booking!.id });
    const refunded = untilStore(sameOrder, ({ status }) => status === 'REFUNDED');
    await untilStore(sameOrder, ({ loading }) => !loading);
    const terms = await sameOrder.cancellationTerms();
    const price = booking!.total.amount;
    expect(terms).toMatchObject({ ok: true, value: { refund: { amount: price }, kept: { amount: 0 }, lines: [] } });
    const less = {
      __typename: 'BookingNotCancellableError',
      cancellationObstacle: 'LESS_GOES_BACK',
      refund: { amount: price },
    };
    expect(await sameOrder.cancel({ minimumRefund: price + 1 })).toMatchObject({ ok: false, refusal: less });
    expect(await sameOrder.cancel({ reason: 'Plans changed', minimumRefund: price })).toMatchObject({ ok: true });
    expect(await sameOrder.cancellationTerms()).toEqual({ ok: true, value: null });
    await refunded;
  });

  it('sells seats as the types that the buyer chooses, each line explained, in what is held and what is booked', async () => {
    const { id: showId } = await createShowOver(app.organiser, hallPlan(), PRICING);
    const map = createShowMap({ url: `${app.url}/graphql`, showId });
    const { show, seats } = await untilStore(map, ({ pending }) => !pending);
    map.close();
    const [adult, child] = show!.ticketTypes;
    expect(show!.ticketTypes).toMatchObject([{ name: 'Adult', note: null }, { name: 'Child' }]);
    expect(seats[0]!.tier).toMatchObject({
      taxRate: 7,
      price: { amount: 4_000 },
      prices: [
        { ticketType: { id: adult!.id, name: 'Adult' }, price: { amount: 4_000 } },
        { ticketType: { name: 'Child' }, price: { amount: 2_000 } },
      ],
    });
    const hold = createLockStore(boxOffice, showId);
    const held = await hold.lockSeats(['Z1-1-1', { seatId: 'Z1-1-2', ticketTypeId: child!.id }]);
    if (!held.ok) throw held.error ?? new Error(held.refusal.message);
    expect(held.value.lines.map(sayLine)).toEqual([
      'SEAT Stalls, Adult, Z1-1-1: 1 × 4000 = 4000',
      'SEAT Stalls, Child, Z1-1-2: 1 × 2000 = 2000',
      'FEE Service: 2 × 150 = 300',
    ]);
    await hold.update({
      setTicketTypes: [{ seatId: 'Z1-1-1', ticketTypeId: child!.id }],
      addSeats: [{ seatId: 'Z1-1-3', ticketTypeId: child!.id }],
      removeSeatIds: ['Z1-1-2'],
    });
    const { lock } = hold.getState();
    expect(lock).toMatchObject({ total: { amount: 4_300 } });
    expect(lock!.lines.map(({ seat, ticketType }) => [seat?.seatId, ticketType?.name])).toEqual([
      ['Z1-1-1', 'Child'],
      ['Z1-1-3', 'Child'],
      [undefined, undefined],
    ]);
    // What pages ask for after a reload costs no more with the lines than the server allows.
    expect(await boxOffice.heldLock(showId)).toMatchObject({ id: lock!.id, lines: lock!.lines });
    const order = createBookingStore(boxOffice);
    await order.create({ lockId: lock!.id, customer: { name: 'Ada Lovelace', email: 'ada@example.org' } });
    expect(await boxOffice.openBooking(showId)).toMatchObject({ lines: lock!.lines });
    expect(await order.pay('tok_ok')).toMatchObject({ ok: true, value: { lines: lock!.lines, total: lock!.total } });
    const { booking } = order.getState();
    expect(sumOf(booking!.lines.map(({ total }) => total.amount))).toBe(booking!.total.amount);
    expect(booking!.tickets.map(({ ticketType }) => ticketType?.name)).toEqual(['Child', 'Child']);
  });

  it('applies a promo code to what is held, and takes it off again', async () => {
    const { id: showId } = await createShowOver(app.organiser, hallPlan(), PRICING);
    await createCodeOver(app.organiser, { showId, code: 'SUMMER20', discount: { percent: 20 } });
    const hold = createLockStore(boxOffice, showId);
    const held = await hold.lockSeats(['Z1-1-1']);
    if (!held.ok) throw held.error ?? new Error(held.refusal.message);
    expect(await hold.applyCode('winter')).toMatchObject({ ok: false, refusal: { reason: 'NOT_VALID' } });
    expect(hold.getState()).toMatchObject({ refusal: { code: 'CODE_NOT_APPLICABLE' }, lock: held.value });
    const cheaper = await hold.applyCode('summer20');
    if (!cheaper.ok) throw cheaper.error ?? new Error(cheaper.refusal.message);
    expect(cheaper.value.appliedCode).toBe('SUMMER20');
    expect(cheaper.value.lines.map(sayLine)).toEqual([
      'SEAT Stalls, Adult, Z1-1-1: 1 × 4000 = 4000',
      'DISCOUNT SUMMER20: 1 × -800 = -800',
      'FEE Service: 1 × 150 = 150',
    ]);
    expect(await hold.applyCode(null)).toMatchObject({ value: { appliedCode: null, total: { amount: 4_150 } } });
    expect(await hold.release()).toMatchObject({ ok: true });
    // Or at once, with the best seats.
    const refused = await hold.lockBestAvailable({ quantity: 1, code: 'winter' });
    expect(refused).toMatchObject({ refusal: { __typename: 'CodeNotApplicableError', reason: 'NOT_VALID' } });
    const best = await hold.lockBestAvailable({ quantity: 1, code: 'summer20' });
    expect(best).toMatchObject({ value: { appliedCode: 'SUMMER20', total: { amount: 3_350 } } });
  });

  it('says what is wrong, as a value', async () => {
    const wrong = createBoxOffice({ url: `${app.url}/grapql`, token: 'any' });
    expect(await wrong.lockSeats({ showId: app.demoShowId, seatIds: ['B-3-1'] })).toMatchObject({
      error: { code: 'WRONG_URL' },
    });
    const stranger = createBoxOffice({ url: `${app.url}/graphql`, token: 'no token at all' });
    expect(await stranger.lockSeats({ showId: app.demoShowId, seatIds: ['B-3-1'] })).toMatchObject({
      error: { code: 'TOKEN_REFUSED', isFinal: true },
    });
    const away = createBoxOffice({ url: 'http://127.0.0.1:1/graphql' });
    expect(await away.lockSeats({ showId: app.demoShowId, seatIds: ['B-3-1'] })).toMatchObject({
      error: { code: 'UNREACHABLE' },
    });
    const unknown = app.demoShowId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const missing = await createLockStore(boxOffice, unknown).lockSeats(['B-3-1']);
    expect(missing).toMatchObject({ ok: false, refusal: { __typename: 'NotFoundError' } });
    await expect(loadHall({ url: `${app.url}/graphql`, showId: unknown })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
