import { describe, expect, it } from 'vitest';
import { seatEvent } from './seat-event.ts';

const locked = {
  event_type: 'seat.locked',
  show_id: 'show_1',
  lock_id: 'lock_1',
  actor: null,
  expires_at: null,
} as const;

describe('a seat event before its change', () => {
  it('has the fields of its type in the order of all seat events, null where the statement fills them in', () => {
    expect(seatEvent({ ...locked, unlocked_seat_ids: null })).toBe(
      '{"topic":"seat-events","key":"show_1","type":"seat.locked","payload":{"event_type":"seat.locked","event_id":null,' +
        '"occurred_at":null,"show_id":"show_1","version":null,"seat_ids":null,"unlocked_seat_ids":null,"lock_id":"lock_1",' +
        '"actor":null,"expires_at":null}}',
    );
    const { payload } = JSON.parse(seatEvent({ event_type: 'seat.blocked', show_id: 'show_1', actor: 'organiser' }));
    expect(Object.keys(payload)).toEqual([
      ...['event_type', 'event_id', 'occurred_at', 'show_id', 'version', 'seat_ids', 'actor'],
    ]);
  });

  it('does not compile without a field of its type, nor with one of another', () => {
    const { expires_at: _, ...withoutDeadline } = locked;
    // @ts-expect-error: what is held has a deadline
    seatEvent(withoutDeadline);
    // @ts-expect-error: why is told of seats that are freed
    seatEvent({ ...locked, reason: 'EXPIRED' });
    // @ts-expect-error: the statement alone knows the version
    seatEvent({ ...locked, version: 7 });
    // @ts-expect-error: there is no such type
    expect(() => seatEvent({ ...locked, event_type: 'seat.sold' })).toThrow('there is no event type "seat.sold"');
  });
});
