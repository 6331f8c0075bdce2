import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { MAX_SUBJECT_LENGTH } from '../identity/token-verifier.ts';
import { checkLockSeats, MOST_SEATS_OF_A_LOCK } from '../locks/lock-input.ts';
import { MAX_PRICE } from '../pricing/pricing-input.ts';
import { MAX_BLOCKED_AT_ONCE } from '../seat-map/seat-blocking.service.ts';
import { MAX_CATEGORIES, MAX_PLAN_TEXT } from '../seating/plan-limits.ts';
import {
  MAX_EVENT_BYTES,
  MAX_SEAT_BYTES_OF_A_LOCK,
  MAX_SEAT_BYTES_PER_EVENT,
  SHARED_SEAT_BYTES,
  seatListBytes,
  splitSeats,
} from './event-size.ts';
import { completeEvent, type NewEvent } from './write-events.ts';

/** As long as ids of seats get in UTF-8, each another. */
const WIDE = '席'.repeat(MAX_PLAN_TEXT - 5);
const QUOTED = '"'.repeat(MAX_PLAN_TEXT - 5);
const seats = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => `${name}${String(index).padStart(5, '0')}`);
const longestLock = (name: string) => {
  const ids = seats(MOST_SEATS_OF_A_LOCK, name);
  return ids.slice(0, Math.floor(MAX_SEAT_BYTES_OF_A_LOCK / seatListBytes(ids.slice(0, 1))));
};
const actor = '席'.repeat(MAX_SUBJECT_LENGTH);
const bytesOf = (event: NewEvent) => Buffer.byteLength(JSON.stringify(completeEvent(event)));
const common = { show_id: newId('show'), version: 2 ** 31 - 1, actor };

describe.each([
  ['wide characters', WIDE],
  ['escaped ones', QUOTED],
])('no event is larger than a topic takes, with seats named by %s', (_, name) => {
  it('when as many seats are blocked as may be at once', () => {
    const all = seats(MAX_BLOCKED_AT_ONCE, name);
    const lists = splitSeats(all);
    expect(lists.flat()).toEqual(all);
    for (const seat_ids of lists) {
      expect(bytesOf({ event_type: 'seat.unblocked', ...common, seat_ids })).toBeLessThanOrEqual(MAX_EVENT_BYTES);
    }
    // And none is much smaller than it may be.
    for (const list of lists.slice(0, -1))
      expect(seatListBytes(list)).toBeGreaterThan(MAX_SEAT_BYTES_PER_EVENT - 8 * 1024);
  });

  it('when all seats of the largest lock are exchanged for others', () => {
    const seat_ids = longestLock(name);
    expect(() => checkLockSeats({ showId: common.show_id, seatIds: seat_ids }, MOST_SEATS_OF_A_LOCK)).not.toThrow();
    const event = {
      event_type: 'seat.locked' as const,
      ...common,
      seat_ids,
      unlocked_seat_ids: seat_ids,
      lock_id: newId('lock'),
      expires_at: new Date().toISOString(),
    };
    expect(bytesOf(event)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  });

  it('when locks that end together share it, the largest among them', () => {
    const lock_ids = Array.from({ length: 101 }, () => newId('lock'));
    const before = splitSeats(seats(MOST_SEATS_OF_A_LOCK, name), SHARED_SEAT_BYTES)[0]!;
    const seat_ids = [...before, ...longestLock(name)];
    const event = { event_type: 'seat.unlocked' as const, ...common, seat_ids, lock_ids, reason: 'EXPIRED' as const };
    expect(bytesOf(event)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  });

  it('when bookings that are over share it, the largest among them', () => {
    const booking_ids = Array.from({ length: 100 }, () => newId('booking'));
    const lock_ids = booking_ids.map(() => newId('lock'));
    const before = splitSeats(seats(MOST_SEATS_OF_A_LOCK, name), SHARED_SEAT_BYTES)[0]!;
    const seat_ids = [...before, ...longestLock(name)];
    const shared = { ...common, seat_ids, lock_ids, booking_ids };
    const event = { event_type: 'seat.unlocked' as const, ...shared, reason: 'BOOKING_CANCELLED' as const };
    expect(bytesOf(event)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  });

  it('when a booking has the largest lock', () => {
    const event = {
      event_type: 'booking.created' as const,
      booking_id: newId('booking'),
      show_id: newId('show'),
      lock_id: newId('lock'),
      seat_ids: longestLock(name),
      total: { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' },
      revision: 1,
    };
    expect(bytesOf(event)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  });
});

describe('no event of a show is larger than a topic takes', () => {
  it('when it has as many price tiers as a plan may have categories, each at the highest price', () => {
    const event = {
      event_type: 'show.updated' as const,
      ...common,
      status: 'CANCELLED' as const,
      starts_at: new Date(8.64e15).toISOString(),
      sales_start_at: new Date(8.64e15).toISOString(),
      sales_end_at: new Date(8.64e15).toISOString(),
      prices: Array.from({ length: MAX_CATEGORIES }, () => ({
        tier_id: newId('tier'),
        price: { amount: MAX_PRICE, currency: 'EUR' },
      })),
    };
    expect(bytesOf(event)).toBeLessThanOrEqual(MAX_EVENT_BYTES);
  });
});

it('leaves seats that fit together in one event, in their order', () => {
  expect(splitSeats(['B-2', 'A-1'])).toEqual([['B-2', 'A-1']]);
  expect(splitSeats(['B-2', 'A-1', 'C-3'], 12)).toEqual([['B-2', 'A-1'], ['C-3']]);
});
