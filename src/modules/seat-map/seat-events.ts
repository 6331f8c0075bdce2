import type { SeatEvent, SeatEventType } from '../events/events.ts';
import type { MapChange } from '../locks/seat-lock-store.ts';
import type { SeatChange, SeatState } from './seat-state.ts';

const STATE_AFTER: Record<SeatEventType, SeatState> = {
  'seat.locked': 'LOCKED',
  'seat.unlocked': 'AVAILABLE',
  'seat.booked': 'BOOKED',
  'seat.blocked': 'BLOCKED',
  'seat.unblocked': 'AVAILABLE',
};

/**
 * What a seat event does to the map: every seat it names is in the state its type says; seats that an update took out of a
 * lock, which keeps others, are AVAILABLE.
 */
export function changesOf(event: Pick<SeatEvent, 'event_type' | 'seat_ids' | 'unlocked_seat_ids'>): SeatChange[] {
  const state = STATE_AFTER[event.event_type];
  return [
    ...event.seat_ids.map((seatId): SeatChange => ({ seatId, state })),
    ...(event.unlocked_seat_ids ?? []).map((seatId): SeatChange => ({ seatId, state: 'AVAILABLE' })),
  ];
}

/** The locks that the event is of; none for a seat that is blocked or unblocked. */
export function locksOf({ lock_id, lock_ids }: Pick<SeatEvent, 'lock_id' | 'lock_ids'>): readonly string[] {
  return lock_ids ?? (lock_id === undefined ? [] : [lock_id]);
}

/** The locks whose hold on the freed seats ends with this event; none for an event that frees no seat, or has no lock. */
export function endedLocksOf(
  event: Pick<SeatEvent, 'event_type' | 'lock_id' | 'lock_ids' | 'unlocked_seat_ids'>,
): readonly string[] {
  return event.event_type === 'seat.locked' && !event.unlocked_seat_ids?.length ? [] : locksOf(event);
}

/** What the lock store needs to know of a seat event. */
export type MapEvent = Pick<
  SeatEvent,
  'event_type' | 'show_id' | 'version' | 'seat_ids' | 'unlocked_seat_ids' | 'lock_id' | 'lock_ids'
>;

/** The event as the change that it is to the lock store's map. */
export function mapChangeOf(event: MapEvent): MapChange {
  return {
    showId: event.show_id,
    version: event.version,
    changes: changesOf(event),
    endedLockIds: endedLocksOf(event),
  };
}
