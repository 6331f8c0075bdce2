import { describe, expect, it } from 'vitest';
import type { SeatEventType } from '../events/events.ts';
import { changesOf, endedLockOf } from './seat-events.ts';

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

  it('ends the lock that it names, unless it starts it', () => {
    expect(endedLockOf({ event_type: 'seat.locked', lock_id: 'lock_1' })).toBeUndefined();
    for (const event_type of ['seat.unlocked', 'seat.booked'] as const) {
      expect(endedLockOf({ event_type, lock_id: 'lock_1' })).toBe('lock_1');
    }
    expect(endedLockOf({ event_type: 'seat.blocked' })).toBeUndefined();
  });
});
