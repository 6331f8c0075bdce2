import { describe, expect, it } from 'vitest';
import type { SeatEventType } from '../events/events.ts';
import { changesOf, endedLocksOf } from './seat-changes.ts';

describe('a seat event', () => {
  it.each<[SeatEventType, string]>([
    ['seat.locked', 'LOCKED'],
    ['seat.unlocked', 'AVAILABLE'],
    ['seat.booked', 'BOOKED'],
    ['seat.blocked', 'BLOCKED'],
    ['seat.unblocked', 'AVAILABLE'],
  ])('%s leaves its seats %s', (event_type, state) => {
    expect(changesOf({ event_type, seat_ids: ['a', 'b'] })).toEqual([
      { seatId: 'a', state },
      { seatId: 'b', state },
    ]);
  });

  it('leaves seats BLOCKED that returned to their allotment', () => {
    expect(changesOf({ event_type: 'seat.unlocked', seat_ids: [], blocked_seat_ids: ['a'] })).toEqual([
      { seatId: 'a', state: 'BLOCKED' },
    ]);
    const exchanged = { seat_ids: ['a'], unlocked_seat_ids: ['b'], blocked_seat_ids: ['c'] };
    expect(changesOf({ event_type: 'seat.locked', ...exchanged })).toEqual([
      { seatId: 'a', state: 'LOCKED' },
      { seatId: 'b', state: 'AVAILABLE' },
      { seatId: 'c', state: 'BLOCKED' },
    ]);
  });

  it('ends the locks that it names, unless it starts one', () => {
    expect(endedLocksOf({ event_type: 'seat.locked', lock_id: 'lock_1' })).toEqual([]);
    expect(endedLocksOf({ event_type: 'seat.locked', lock_id: 'lock_1', unlocked_seat_ids: ['a'] })).toEqual([
      'lock_1',
    ]);
    expect(endedLocksOf({ event_type: 'seat.locked', lock_id: 'lock_1', blocked_seat_ids: ['a'] })).toEqual(['lock_1']);
    for (const event_type of ['seat.unlocked', 'seat.booked'] as const) {
      expect(endedLocksOf({ event_type, lock_id: 'lock_1' })).toEqual(['lock_1']);
    }
    const together = { event_type: 'seat.unlocked', lock_ids: ['lock_1', 'lock_2'] } as const;
    expect(endedLocksOf({ ...together, lock_ids: [...together.lock_ids] })).toEqual(['lock_1', 'lock_2']);
    expect(endedLocksOf({ event_type: 'seat.blocked' })).toEqual([]);
  });
});
