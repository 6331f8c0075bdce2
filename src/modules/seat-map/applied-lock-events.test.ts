import { describe, expect, it } from 'vitest';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { createAppliedLockEvents } from './applied-lock-events.ts';

function locked(version: number, more: Partial<MapEvent> = {}): MapEvent {
  return { event_type: 'seat.locked', show_id: 'show_1', version, seat_ids: ['A-1'], lock_id: 'lock_1', ...more };
}

describe('lock events that this node has applied', () => {
  it('are known once', () => {
    const applied = createAppliedLockEvents();
    applied.add(locked(1));
    expect(applied.take(locked(2))).toBe(false);
    expect(applied.take(locked(1, { show_id: 'show_2' }))).toBe(false);
    expect(applied.take(locked(1))).toBe(true);
    expect(applied.take(locked(1))).toBe(false);
  });

  it('are not those that free seats', () => {
    const applied = createAppliedLockEvents();
    applied.add(locked(1, { event_type: 'seat.unlocked' }));
    applied.add(locked(2, { unlocked_seat_ids: ['A-2'] }));
    expect([1, 2].map((version) => applied.take(locked(version)))).toEqual([false, false]);
  });

  it('are forgotten when the store may have lost them, and the oldest when there are too many', () => {
    const applied = createAppliedLockEvents();
    for (let version = 1; version <= 20_001; version += 1) applied.add(locked(version));
    expect([1, 2].map((version) => applied.take(locked(version)))).toEqual([false, true]);
    applied.clear();
    expect(applied.take(locked(3))).toBe(false);
  });
});
