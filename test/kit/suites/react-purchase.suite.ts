import type * as ReactModule from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type BookingOf,
  type BookingView,
  createSeatwire,
  type SeatLockView,
  SeatwireProvider,
  useBooking,
  useSeatLock,
} from '../../../packages/react/src/index.ts';
import { bookingOf, createFakeShop, type FakeShop, lockOf } from '../callers/fake-shop.ts';
import { ReactPage } from '../react/react-page.ts';
import type { ReactUnderTest } from '../react/react-under-test.ts';

/** What `useSeatLock` and `useBooking` keep, on the React that is given. */
export function describePurchaseHooks(under: ReactUnderTest): void {
  const { createElement, StrictMode } = under.react;
  let shop: FakeShop;
  let page: ReactPage;
  let locks: SeatLockView[];
  let bookings: BookingView[];
  const lock = () => locks.at(-1)!;
  const booking = () => bookings.at(-1)!;

  beforeEach(() => {
    shop = createFakeShop();
    vi.stubGlobal('fetch', shop.fetch);
    page = new ReactPage(under);
    locks = [];
    bookings = [];
  });
  afterEach(async () => {
    await page.end();
    vi.unstubAllGlobals();
    localStorage.clear();
  });

  const seatwireOf = (options: Partial<Parameters<typeof createSeatwire>[0]> = {}) =>
    createSeatwire({
      ...{ url: 'http://x/graphql', webSocketImpl: shop.webSocketImpl, token: 'token_1' },
      retry: { first_ms: 1, max_ms: 1, random: () => 0 },
      ...options,
    });
  function Hold({ showId }: { showId: string | null }) {
    locks.push(useSeatLock(showId));
    return createElement('p', null, `${lock().lock?.seats.length ?? 0} seats, ${lock().remainingSeconds}`);
  }
  function Order({ of }: { of: BookingOf }) {
    bookings.push(useBooking(of));
    return createElement('p', null, `${booking().status}`);
  }
  const inShop = (seatwire: ReturnType<typeof seatwireOf>, child: ReactModule.ReactNode) =>
    createElement(StrictMode, null, createElement(SeatwireProvider, { seatwire }, child));
  const showHold = (seatwire: ReturnType<typeof seatwireOf>, showId: string | null = 'show_1') =>
    page.render(inShop(seatwire, createElement(Hold, { showId })));
  const showOrder = (seatwire: ReturnType<typeof seatwireOf>, of: BookingOf = { showId: 'show_1' }) =>
    page.render(inShop(seatwire, createElement(Order, { of })));

  describe(`useSeatLock on React ${under.react.version}`, () => {
    /** A page that holds A-1 of show_1, and the socket on which the server tells of it. */
    async function held(seatwire = seatwireOf()) {
      await showHold(seatwire);
      const [request, socket] = [shop.request('LockSeats'), shop.next()];
      const asked = lock().lockSeats(['A-1']);
      (await request).answer({ lockSeats: { __typename: 'LockSeatsSuccess', lock: lockOf('show_1', ['A-1']) } });
      await asked;
      await page.until(() => lock().isHeld);
      return { seatwire, socket: await socket };
    }

    it('holds seats, counts down, and is told when the hold is over', async () => {
      await showHold(seatwireOf());
      expect(lock()).toMatchObject({ showId: 'show_1', lock: null, isHeld: false, pending: null });
      const [request, socket] = [shop.request('LockSeats'), shop.next()];
      const asked = lock().lockSeats(['A-1', 'A-2']);
      await page.until(() => lock().pending === 'lockSeats');
      const { variables, token } = await request;
      expect([variables.input, token]).toMatchObject([{ showId: 'show_1', seatIds: ['A-1', 'A-2'] }, 'token_1']);
      (await request).answer({ lockSeats: { __typename: 'LockSeatsSuccess', lock: lockOf('show_1', ['A-1', 'A-2']) } });
      expect(await asked).toMatchObject({ ok: true, value: { id: 'lock_of_show_1' } });
      await page.until(() => lock().isHeld);
      expect(locks.find(({ isHeld }) => isHeld)).toMatchObject({ pending: null, refusal: null, remainingSeconds: 100 });
      await (await socket).pushData('seatLock', lockOf('show_1', ['A-1', 'A-2']));
      await page.until(() => lock().connection.state === 'live');
      await page.until(() => (lock().remainingSeconds ?? 100) < 100);
      const { lockSeats } = lock();
      await (await socket).pushData(
        'seatLock',
        lockOf('show_1', ['A-1'], { lockStatus: 'EXPIRED', remainingSeconds: 0 }),
      );
      await page.until(() => !lock().isHeld);
      expect(lock()).toMatchObject({
        lock: { lockStatus: 'EXPIRED' },
        remainingSeconds: null,
        connection: { state: 'idle' },
      });
      expect([lock().lockSeats, shop.sockets.length]).toEqual([lockSeats, 1]);
      await page.act(() => lock().dismiss());
      expect(lock().lock).toBeNull();
    });

    it('tells a refusal as it is, typed, until the next request', async () => {
      await showHold(seatwireOf());
      const request = shop.request('LockSeats');
      const asked = lock().lockSeats(['A-1']);
      (await request).answer({
        lockSeats: {
          ...{ __typename: 'SeatsUnavailableError', code: 'SEATS_UNAVAILABLE', message: 'taken' },
          ...{ conflicts: [{ seatId: 'A-1', reason: 'BOOKED' }], alternatives: [] },
        },
      });
      const came = await asked;
      // The compiler knows what each refusal says.
      const conflicts =
        !came.ok && came.refusal?.__typename === 'SeatsUnavailableError' ? came.refusal.conflicts : null;
      expect(conflicts).toEqual([{ seatId: 'A-1', reason: 'BOOKED' }]);
      await page.until(() => lock().refusal !== null);
      expect(lock()).toMatchObject({ refusal: { code: 'SEATS_UNAVAILABLE' }, error: null, lock: null });
      void lock().lockBestAvailable({ quantity: 2 });
      await page.until(() => lock().refusal === null);
    });

    it('changes, extends and gives back what is held, one thing at a time', async () => {
      await held();
      const update = shop.request('UpdateLock');
      const asked = lock().update({ addSeatIds: ['A-2'] });
      expect(await lock().release()).toMatchObject({ ok: false, error: { code: 'BUSY' } });
      expect((await update).variables.input).toMatchObject({ lockId: 'lock_of_show_1', addSeatIds: ['A-2'] });
      (await update).answer({
        updateLock: { __typename: 'UpdateLockSuccess', lock: lockOf('show_1', ['A-1', 'A-2']) },
      });
      await asked;
      await page.until(() => lock().lock?.seats.length === 2);
      expect(await lock().lockSeats(['A-3'])).toMatchObject({ ok: false, error: { code: 'NOTHING_TO_DO' } });
      const extend = shop.request('ExtendLock');
      void lock().extend();
      const extended = lockOf('show_1', ['A-1', 'A-2'], {
        remainingSeconds: 190,
        expiresAt: '2030-01-01T00:06:30.000Z',
      });
      (await extend).answer({ extendLock: { __typename: 'ExtendLockSuccess', lock: extended } });
      await page.until(() => (lock().remainingSeconds ?? 0) > 100);
      const release = shop.request('ReleaseLock');
      void lock().release();
      const released = lockOf('show_1', ['A-1'], { lockStatus: 'RELEASED', remainingSeconds: 0 });
      (await release).answer({ releaseLock: { __typename: 'ReleaseLockSuccess', lock: released } });
      await page.until(() => !lock().isHeld);
      await vi.waitUntil(() => shop.sockets.every(({ readyState }) => readyState === 3));
    });

    it('says that there is no answer, and asks again so that it happens once', async () => {
      await showHold(seatwireOf());
      shop.answerInstead(() => Promise.reject(new TypeError('fetch failed')));
      expect(await lock().lockSeats(['A-1'])).toMatchObject({
        ok: false,
        refusal: null,
        error: { code: 'UNREACHABLE' },
      });
      await page.until(() => lock().error !== null);
      expect(lock().hint).toMatch(/can't be reached/);
      shop.answerInstead(async () => new Response('<h1>Not found</h1>', { status: 404 }));
      expect(await lock().lockSeats(['A-1'])).toMatchObject({ error: { code: 'WRONG_URL' } });
      shop.answerInstead(null);
      const first = shop.request('LockSeats');
      void lock().lockSeats(['A-1']);
      (await first).refuse('SERVICE_UNAVAILABLE');
      await page.until(() => lock().error?.code === 'SERVER_UNAVAILABLE');
      const second = shop.request('LockSeats');
      void lock().lockSeats(['A-1']);
      expect((await second).variables).toEqual((await first).variables);
    });

    it('renews the session of a guest whose token has expired, and says so of a token that can not be another', async () => {
      localStorage.setItem('seatwire.token@http://x', 'expired');
      await showHold(seatwireOf({ token: undefined }));
      const [first, renewal] = [shop.request('LockSeats'), shop.request('RenewGuestSession')];
      void lock().lockSeats(['A-1']);
      expect((await first).token).toBe('expired');
      const second = shop.request('LockSeats');
      (await first).refuse('UNAUTHENTICATED');
      expect((await renewal).token).toBe('expired');
      (await renewal).answer({ renewGuestSession: { token: 'renewed' } });
      expect((await second).token).toBe('renewed');
      expect((await second).variables).toEqual((await first).variables);
      expect(localStorage.getItem('seatwire.token@http://x')).toBe('renewed');

      await showHold(seatwireOf());
      const refused = shop.request('LockSeats');
      void lock().lockSeats(['A-1']);
      (await refused).refuse('UNAUTHENTICATED', 'The token has expired.');
      await page.until(() => lock().error !== null);
      expect(lock()).toMatchObject({ error: { code: 'TOKEN_REFUSED', isFinal: true }, hint: /give another one/ });
    });

    it('shows nothing of the old show for the new one, and finds it again', async () => {
      const seatwire = seatwireOf();
      await showHold(seatwire);
      const request = shop.request('LockSeats');
      const asked = lock().lockSeats(['A-1']);
      await request;
      await showHold(seatwire, 'show_2');
      expect(lock()).toMatchObject({ showId: 'show_2', lock: null, pending: null });
      const rendered = locks.length;
      (await request).answer({ lockSeats: { __typename: 'LockSeatsSuccess', lock: lockOf('show_1', ['A-1']) } });
      await asked;
      expect(locks.slice(rendered).filter((view) => view.lock !== null)).toEqual([]);
      await showHold(seatwire, null);
      expect(lock()).toMatchObject({ showId: null, lock: null });
      expect(await lock().lockSeats(['A-1'])).toMatchObject({ error: { code: 'NOTHING_TO_DO' } });
      await showHold(seatwire, 'show_1');
      expect(lock()).toMatchObject({ showId: 'show_1', isHeld: true, lock: { id: 'lock_of_show_1' } });
    });

    it('waits for a show, and asks nothing meanwhile', async () => {
      shop.answerByHand();
      const seatwire = seatwireOf();
      await showHold(seatwire, null);
      expect(lock()).toMatchObject({ showId: null, lock: null, connection: { state: 'idle' } });
      const request = shop.request('ActiveLocks');
      await showHold(seatwire, 'show_1');
      (await request).answer({ viewer: { activeLocks: [lockOf('show_1', ['A-1'])] } });
      await page.until(() => lock().isHeld);
      expect(shop.requests).toHaveLength(1);
    });

    it('finds what is held already, as after a reload, and asks nothing for who has not begun', async () => {
      shop.answerByHand();
      const request = shop.request('ActiveLocks');
      await showHold(seatwireOf());
      const activeLocks = [lockOf('show_2', ['A-9']), lockOf('show_1', ['A-1'])];
      (await request).answer({ viewer: { activeLocks } });
      await page.until(() => lock().isHeld);
      expect([lock().lock?.id, shop.requests.length]).toEqual(['lock_of_show_1', 1]);
      await showHold(seatwireOf({ token: undefined }));
      await showOrder(seatwireOf({ token: undefined }));
      await page.until(() => booking().status === null);
      expect(shop.requests).toHaveLength(1);
    });

    it('opens nothing on a server, and in StrictMode one socket, which ends with the last component', async () => {
      const seatwire = seatwireOf();
      const tree = () => inShop(seatwire, createElement(Hold, { showId: 'show_1' }));
      const html = under.renderToString(tree());
      await page.hydrate(html, tree());
      expect([shop.sockets.length, shop.requests.length]).toEqual([0, 0]);
      await held(seatwire);
      await page.render(null);
      await vi.waitUntil(() => shop.sockets.every(({ readyState }) => readyState === 3));
      expect(shop.sockets).toHaveLength(1);
    });

    it('says that the connection was lost on which it is told of the hold, and goes on', async () => {
      const { socket } = await held();
      await socket.pushData('seatLock', lockOf('show_1', ['A-1']));
      await page.until(() => lock().connection.state === 'live');
      const again = shop.next();
      socket.close(1006);
      await (await again).subscription('seatLock');
      expect(locks.map(({ connection }) => connection.state)).toContain('reconnecting');
      await (await again).refuse('NOT_FOUND', 'There is no such lock.', 'seatLock');
      await page.until(() => lock().connection.state === 'notFound');
      expect(lock().connection.hint).toMatch(/nothing with this id/);
    });
  });

  describe(`useBooking on React ${under.react.version}`, () => {
    const customer = { name: 'Ada', email: 'ada@example.org' };

    it('books, pays, and follows the booking beyond its refund', async () => {
      await showOrder(seatwireOf());
      expect(await booking().pay('tok_ok')).toMatchObject({ error: { code: 'NOTHING_TO_DO' } });
      const [create, socket] = [shop.request('CreateBooking'), shop.next()];
      void booking().create({ lockId: 'lock_1', customer });
      expect((await create).variables.input).toMatchObject({ lockId: 'lock_1', customer });
      (await create).answer({ createBooking: { __typename: 'CreateBookingSuccess', booking: bookingOf('show_1') } });
      await page.until(() => booking().status === 'PENDING_PAYMENT');
      expect(booking().remainingSeconds).toBeGreaterThan(0);

      const declined = shop.request('PayBooking');
      void booking().pay('tok_declined');
      (await declined).answer({
        payBooking: {
          __typename: 'PaymentDeclinedError',
          code: 'PAYMENT_DECLINED',
          message: 'no',
          failureCode: 'card',
        },
      });
      await page.until(() => booking().refusal !== null);
      const { refusal } = booking();
      expect(refusal?.__typename === 'PaymentDeclinedError' && refusal.failureCode).toBe('card');

      const pay = shop.request('PayBooking');
      void booking().pay('tok_timeout');
      (await pay).answer({ payBooking: { __typename: 'PayBookingSuccess', booking: bookingOf('show_1') } });
      await page.until(() => booking().pending === null);
      await (await socket).pushData('booking', bookingOf('show_1', { bookingStatus: 'CONFIRMED', payableUntil: null }));
      await page.until(() => booking().status === 'CONFIRMED');
      expect(booking()).toMatchObject({ remainingSeconds: null, refusal: null, connection: { state: 'live' } });

      const cancel = shop.request('CancelBooking');
      void booking().cancel('Plans changed');
      const cancelled = bookingOf('show_1', { bookingStatus: 'CANCELLED', payableUntil: null });
      (await cancel).answer({ cancelBooking: { __typename: 'CancelBookingSuccess', booking: cancelled } });
      await page.until(() => booking().status === 'CANCELLED');
      await (await socket).pushData('booking', { ...cancelled, bookingStatus: 'REFUNDED' });
      await page.until(() => booking().status === 'REFUNDED');
      // The bank may send the money back.
      await (await socket).pushData('booking', { ...cancelled, bookingStatus: 'REFUND_FAILED' });
      await page.until(() => booking().status === 'REFUND_FAILED');
      await page.render(null);
      await vi.waitUntil(() => shop.sockets.every(({ readyState }) => readyState === 3));
    });

    it('lets another order begin once one is paid, and keeps one that waits for its payment', async () => {
      await showOrder(seatwireOf());
      const [create, socket] = [shop.request('CreateBooking'), shop.next()];
      void booking().create({ lockId: 'lock_1', customer });
      (await create).answer({ createBooking: { __typename: 'CreateBookingSuccess', booking: bookingOf('show_1') } });
      await page.until(() => booking().status === 'PENDING_PAYMENT');
      await page.act(() => booking().dismiss());
      expect(booking().status).toBe('PENDING_PAYMENT');
      await (await socket).pushData('booking', bookingOf('show_1', { bookingStatus: 'CONFIRMED', payableUntil: null }));
      await page.until(() => booking().status === 'CONFIRMED');
      await page.act(() => booking().dismiss());
      expect(booking()).toMatchObject({ booking: null, status: null, connection: { state: 'idle' } });
      await vi.waitUntil(() => shop.sockets.every(({ readyState }) => readyState === 3));
      const again = shop.request('CreateBooking');
      void booking().create({ lockId: 'lock_2', customer });
      const second = bookingOf('show_1', { id: 'booking_2' });
      (await again).answer({ createBooking: { __typename: 'CreateBookingSuccess', booking: second } });
      await page.until(() => booking().booking?.id === 'booking_2');
    });

    it('waits for a show, and asks nothing meanwhile', async () => {
      shop.answerByHand();
      await showOrder(seatwireOf(), { showId: null });
      expect(booking()).toMatchObject({ booking: null, loading: false, connection: { state: 'idle' } });
      const created = await booking().create({ lockId: 'lock_1', customer });
      expect([created, await booking().pay('tok_ok')]).toMatchObject([
        { ok: false, error: { code: 'NOTHING_TO_DO' } },
        { ok: false, error: { code: 'NOTHING_TO_DO' } },
      ]);
      expect(shop.requests).toEqual([]);
    });

    it('finds the one that waits for its payment, as after a reload', async () => {
      shop.answerByHand();
      const request = shop.request('OpenBookings');
      await showOrder(seatwireOf());
      const nodes = [
        bookingOf('show_1', { id: 'booking_old', bookingStatus: 'EXPIRED' }),
        ...[bookingOf('show_2'), bookingOf('show_1')],
      ];
      (await request).answer({ viewer: { bookings: { nodes } } });
      await page.until(() => booking().booking !== null);
      expect(booking()).toMatchObject({ booking: { id: 'booking_of_show_1' }, status: 'PENDING_PAYMENT' });
    });

    it('reads one by its id, also after a change of it, and says when there is none', async () => {
      const seatwire = seatwireOf();
      const first = shop.next();
      await showOrder(seatwire, { bookingId: 'booking_1' });
      expect(booking()).toMatchObject({ loading: true, booking: null, connection: { state: 'connecting' } });
      expect((await (await first).subscription('booking')).payload?.variables).toEqual({ id: 'booking_1' });
      const second = shop.next();
      await showOrder(seatwire, { bookingId: 'booking_2' });
      expect(booking()).toMatchObject({ loading: true, booking: null });
      await (await second).pushData('booking', bookingOf('show_2', { id: 'booking_2', bookingStatus: 'CONFIRMED' }));
      await page.until(() => !booking().loading);
      expect(booking().booking?.show.id).toBe('show_2');
      // It is the one that was asked for.
      await page.act(() => booking().dismiss());
      expect(booking().status).toBe('CONFIRMED');
      const third = shop.next();
      await showOrder(seatwire, { bookingId: 'booking_3' });
      await (await third).refuse('NOT_FOUND', 'There is no such booking.', 'booking');
      await page.until(() => !booking().loading);
      expect(booking()).toMatchObject({ booking: null, connection: { state: 'notFound', error: { isFinal: true } } });
    });

    it('asks for another token when the one has expired on the connection', async () => {
      const refused: (string | null | undefined)[] = [];
      const token = (which?: string | null) => {
        refused.push(which);
        return `token_${refused.length}`;
      };
      const first = shop.next();
      await showOrder(seatwireOf({ token }), { bookingId: 'booking_1' });
      await (await first).subscription('booking');
      const second = shop.next();
      (await first).close(4403, 'The token has expired.');
      await (await second).pushData('booking', bookingOf('show_1', { id: 'booking_1' }));
      await page.until(() => booking().connection.state === 'live');
      expect(bookings.map(({ connection }) => connection.state)).toContain('unauthorized');
      expect(refused).toEqual([null, 'token_1']);
    });
  });
}
