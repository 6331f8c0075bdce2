import { describe, expect, it } from 'vitest';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { createBroughtLocks } from './brought-locks.ts';

function locked(version: number, more: Partial<MapEvent> = {}): MapEvent {
  return { event_type: 'seat.locked', show_id: 'show_1', version, seat_ids: ['A-1'], lock_id: 'lock_1', ...more };
}

describe('locks that were brought to the lock store', () => {
  it('are known once', () => {
    const brought = createBroughtLocks();
    brought.add(locked(1));
    expect(brought.take(locked(2))).toBe(false);
    expect(brought.take(locked(1, { show_id: 'show_2' }))).toBe(false);
    expect(brought.take(locked(1))).toBe(true);
    expect(brought.take(locked(1))).toBe(false);
  });

  it('are not those that free seats', () => {
    const brought = createBroughtLocks();
    brought.add(locked(1, { event_type: 'seat.unlocked' }));
    brought.add(locked(2, { unlocked_seat_ids: ['A-2'] }));
    expect([1, 2].map((version) => brought.take(locked(version)))).toEqual([false, false]);
  });

  it('are forgotten when the store may have lost them, and the oldest when there are too many', () => {
    const brought = createBroughtLocks();
    for (let version = 1; version <= 20_001; version += 1) brought.add(locked(version));
    expect([1, 2].map((version) => brought.take(locked(version)))).toEqual([false, true]);
    brought.clear();
    expect(brought.take(locked(3))).toBe(false);
  });
});
