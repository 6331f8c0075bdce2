import { createElement, Suspense } from 'react';
import { expect, it, vi } from 'vitest';
import { createFakeShop } from '../../../test/kit/callers/fake-shop.ts';
import { reactUnderTest } from '../../../test/kit/react/react-under-test.ts';
import { createSeatwire, SeatwireProvider, useBooking, useSeat, useSeatLock, useSeatMap } from './index.ts';

function Shop() {
  const { pending, connection } = useSeatMap('show_1');
  const seat = useSeat('show_1', 'A-1');
  const { lock, isHeld } = useSeatLock('show_1');
  const made = useBooking({ showId: 'show_1' });
  const { loading } = useBooking({ bookingId: 'booking_1' });
  return createElement(
    'p',
    null,
    JSON.stringify([pending, connection.state, seat, lock, isHeld, made.status, loading]),
  );
}

it('opens nothing where there is no page, and keeps nothing of one buyer for the next', async () => {
  const shop = createFakeShop();
  vi.stubGlobal('fetch', shop.fetch);
  vi.useFakeTimers();
  try {
    expect(typeof window).toBe('undefined');
    const seatwire = createSeatwire({ url: 'http://x/graphql', webSocketImpl: shop.webSocketImpl });
    const tree = createElement(SeatwireProvider, { seatwire }, createElement(Suspense, null, createElement(Shop)));
    const html = reactUnderTest('oldest').renderToString(tree);
    expect(html).toContain('[true,&quot;connecting&quot;,null,null,false,null,true]');
    await vi.advanceTimersByTimeAsync(60_000);
    expect([shop.sockets.length, shop.requests.length, vi.getTimerCount()]).toEqual([0, 0, 0]);
    const make = () => ({});
    expect(seatwire.kept(make, '1')).not.toBe(seatwire.kept(make, '1'));
  } finally {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  }
});
