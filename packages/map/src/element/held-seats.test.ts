import { ApiError, type Booking, type BoxOffice, type SeatLock } from '@seatwire/client/box-office';
import { afterEach, expect, it } from 'vitest';
import { bookingOf, lockOf } from '../../../../test/kit/callers/fake-shop.ts';
import { HeldSeats } from './held-seats.ts';
import type { Tell } from './map-events.ts';

let held: HeldSeats;
afterEach(() => held.end());

/** A box office that answers with locks at once, and whose news come by hand. */
function open(found: SeatLock | null = null, booked: Booking | null = null) {
  const told: [type: string, id: string][] = [];
  const followed = new Map<string, { tell(news: SeatLock | Booking): void; lose(): void }>();
  const ended: string[] = [];
  /** Of which lock it was told that it has ended, or was booked. */
  const locks: (string | null)[] = [];
  /** Deadlines. */
  const extended: string[] = [];
  const follow = (id: string, sink: { next(news: never): void; changed(followed: object): void }) => {
    const lastError = new ApiError({ code: 'NOT_FOUND', message: 'There is no such lock.', isFinal: true });
    const lose = () => sink.changed({ status: 'closed', lastError, attempt: 1, nextAttemptAt: null });
    followed.set(id, { tell: (news) => sink.next(news as never), lose });
    return { end: () => void ended.push(id), reconnect: () => {} };
  };
  const boxOffice = {
    heldLock: async () => found,
    openBooking: async () => booked,
    lockSeats: async ({ seatIds }: { seatIds: string[] }) => ({ ok: true, value: lock({}, seatIds) }),
    followLock: follow,
    followBooking: follow,
    now: () => Date.parse('2030-01-01T00:00:00.000Z'),
  } as unknown as BoxOffice;
  const tell: Tell = (type, detail) => {
    const [about] = 'booking' in detail ? [detail.booking] : 'lock' in detail ? [detail.lock] : [];
    if (type === 'confirmed' || type === 'holdend') locks.push('lock' in detail ? (detail.lock?.id ?? null) : null);
    told.push([type, about?.id ?? '']);
  };
  const onExtended = ({ expiresAt }: SeatLock) => void extended.push(expiresAt);
  held = new HeldSeats({ boxOffice, showId: 'show_1', tell, onExtended, onChange: () => {}, onSeats: () => {} });
  return {
    ...{ told, ended, locks, extended },
    news: (id: string, news: SeatLock | Booking) => followed.get(id)!.tell(news),
    lose: (id: string) => followed.get(id)!.lose(),
  };
}

const lock = (change: Partial<SeatLock> = {}, seatIds: readonly string[] = ['A-1']) =>
  lockOf('show_1', seatIds, change);
const LOCK = lock().id;
const BOOKING = bookingOf('show_1').id;

it('what is held is told once, and again when other seats are', async () => {
  const { told, news } = open();
  await held.store.lockSeats(['A-1']);
  news(LOCK, lock());
  expect(told).toEqual([['hold', LOCK]]);
  news(LOCK, lock({}, ['A-1', 'A-2']));
  expect(told).toEqual(Array(2).fill(['hold', LOCK]));
  expect([held.step, [...held.seatIds]]).toEqual(['held', ['A-1', 'A-2']]);
});

it('another deadline alone is told by itself, also of news that come after newer ones', async () => {
  const { told, extended, news } = open();
  const [first, later] = ['2030-01-01T00:10:00.000Z', '2030-01-01T00:20:00.000Z'];
  await held.store.lockSeats(['A-1']);
  news(LOCK, lock({ expiresAt: first }));
  news(LOCK, lock({ expiresAt: later }));
  extended.length = 0;
  // As it was before: read by the server before it was extended, and late on its way.
  for (const expiresAt of [first, later, later]) news(LOCK, lock({ expiresAt }));
  expect(extended).toEqual([first, later]);
  news(LOCK, lock({ expiresAt: first }, ['A-1', 'A-2']));
  expect([extended.length, told.at(-1)]).toEqual([2, ['hold', LOCK]]);
});

it.each(['RELEASED', 'EXPIRED'] as const)(
  'a hold that is %s has ended, and its seats are the buyer’s no more',
  async (lockStatus) => {
    const { told, news } = open();
    await held.store.lockSeats(['A-1']);
    news(LOCK, lock({ lockStatus }));
    expect(told.at(-1)).toEqual(['holdend', LOCK]);
    expect([held.step, held.seatIds.size]).toEqual(['none', 0]);
  },
);

it('a booking is followed; once it is confirmed its seats stay the buyer’s until others are chosen', async () => {
  const { told, news, ended } = open();
  await held.store.lockSeats(['A-1']);
  news(LOCK, lock({ lockStatus: 'CONFIRMED', booking: { id: BOOKING } }));
  expect([held.step, told.length]).toEqual(['paying', 1]);
  await Promise.resolve();
  news(BOOKING, bookingOf('show_1'));
  expect(told).toHaveLength(1);
  news(BOOKING, bookingOf('show_1', { bookingStatus: 'CONFIRMED' }));
  expect(told.at(-1)).toEqual(['confirmed', BOOKING]);
  expect([held.step, [...held.seatIds], ended.includes(BOOKING)]).toEqual(['booked', ['A-1'], false]);
  // The same news again, as after a new connection.
  news(BOOKING, bookingOf('show_1', { bookingStatus: 'CONFIRMED' }));
  expect(told).toHaveLength(2);
  held.forgetBooked();
  expect([held.step, held.seatIds.size, held.booked]).toEqual(['none', 0, null]);
  expect(ended).toContain(BOOKING);
});

it('a confirmed booking that is cancelled is no longer the buyer’s seats, and is followed to its refund', async () => {
  const { told, news, ended } = open();
  await held.store.lockSeats(['A-1']);
  news(LOCK, lock({ lockStatus: 'CONFIRMED', booking: { id: BOOKING } }));
  const become = (bookingStatus: Booking['bookingStatus']) => news(BOOKING, bookingOf('show_1', { bookingStatus }));
  const now = () => [held.step, held.seatIds.size, held.booked?.bookingStatus, told.at(-1)?.[0], told.length];
  become('CONFIRMED');
  expect(now()).toEqual(['booked', 1, 'CONFIRMED', 'confirmed', 2]);
  // Its tickets are valid.
  become('PARTLY_REFUNDED');
  expect(now()).toEqual(['booked', 1, 'PARTLY_REFUNDED', 'bookingchange', 3]);
  become('CANCELLED');
  expect(now()).toEqual(['none', 0, 'CANCELLED', 'bookingchange', 4]);
  become('CANCELLED');
  expect(now()).toEqual(['none', 0, 'CANCELLED', 'bookingchange', 4]);
  become('REFUNDED');
  expect(now()).toEqual(['none', 0, 'REFUNDED', 'bookingchange', 5]);
  become('REFUND_FAILED');
  expect(now()).toEqual(['none', 0, 'REFUND_FAILED', 'bookingchange', 6]);
  expect(ended).not.toContain(BOOKING);
  await held.store.lockSeats(['A-2']);
  expect([held.step, held.booked, ended.includes(BOOKING)]).toEqual(['held', null, true]);
});

it.each(['EXPIRED', 'CANCELLED'] as const)('a booking that is %s ends the hold', async (bookingStatus) => {
  const { told, news } = open();
  await held.store.lockSeats(['A-1']);
  news(LOCK, lock({ lockStatus: 'CONFIRMED', booking: { id: BOOKING } }));
  news(BOOKING, bookingOf('show_1', { bookingStatus }));
  expect(told.at(-1)).toEqual(['holdend', LOCK]);
  expect(held.step).toBe('none');
});

it('a hold that the server knows nothing of any more has ended', async () => {
  const { told, lose } = open();
  await held.store.lockSeats(['A-1']);
  lose(LOCK);
  expect(told.at(-1)).toEqual(['holdend', LOCK]);
  expect([held.step, held.seatIds.size]).toEqual(['none', 0]);
});

it('what was held before the page was loaded is found', async () => {
  const { told } = open(lock());
  await new Promise((resolve) => setTimeout(resolve));
  expect(told).toEqual([['hold', LOCK]]);
});

it.each([
  ['CONFIRMED', ['confirmed', BOOKING], 'booked', ['A-1'], []],
  ['EXPIRED', ['holdend', ''], 'none', [], [BOOKING]],
] as const)(
  'a booking that was not paid before the page was loaded is found, and told of when it is %s',
  async (bookingStatus, event, step, seatIds, left) => {
    const { told, news, locks, ended } = open(null, bookingOf('show_1'));
    await new Promise((resolve) => setTimeout(resolve));
    expect([held.step, [...held.seatIds], told]).toEqual(['paying', ['A-1'], []]);
    news(BOOKING, bookingOf('show_1', { bookingStatus }));
    expect([told, locks, ended]).toEqual([[event], [null], left]);
    expect([held.step, [...held.seatIds]]).toEqual([step, seatIds]);
  },
);

it('what is held now comes before a booking that was found', async () => {
  const { told, ended } = open(lock({}, ['A-2']), bookingOf('show_1'));
  await new Promise((resolve) => setTimeout(resolve));
  expect([held.step, [...held.seatIds], told]).toEqual(['held', ['A-2'], [['hold', LOCK]]]);
  expect(ended).not.toContain(LOCK);
});

it('nothing is followed or told once it is ended', async () => {
  const { told, news, ended } = open();
  await held.store.lockSeats(['A-1']);
  held.end();
  news(LOCK, lock({ lockStatus: 'RELEASED' }));
  expect([told.length, ended]).toEqual([1, [LOCK]]);
});
