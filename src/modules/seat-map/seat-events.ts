import type { SeatEvent, SeatEventType } from '../events/events.ts';
import type { SeatChange, SeatState } from './seat-state.ts';

const STATE_AFTER: Record<SeatEventType, SeatState> = {
  'seat.locked': 'LOCKED',
  'seat.unlocked': 'AVAILABLE',
  'seat.booked': 'BOOKED',
  'seat.blocked': 'BLOCKED',
  'seat.unblocked': 'AVAILABLE',
};

/** What a seat event does to the map: every seat it names is in the state its type says. */
export function changesOf(event: Pick<SeatEvent, 'event_type' | 'seat_ids'>): SeatChange[] {
  const state = STATE_AFTER[event.event_type];
  return event.seat_ids.map((seatId) => ({ seatId, state }));
}

/** The lock whose hold on the seats ends with this event; undefined for an event that starts one or has none. */
export function endedLockOf(event: Pick<SeatEvent, 'event_type' | 'lock_id'>): string | undefined {
  return event.event_type === 'seat.locked' ? undefined : event.lock_id;
}
