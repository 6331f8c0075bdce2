import type { AreaPayload, SeatEventType } from '../events/events.ts';
import type { AreaState, SeatChange, SeatState } from './seat-state.ts';

/** What a seat event says of the map: what the lock store and open maps are told. */
export interface MapEvent {
  event_type: SeatEventType;
  show_id: string;
  version: number;
  seat_ids: readonly string[];
  unlocked_seat_ids?: readonly string[];
  blocked_seat_ids?: readonly string[];
  areas?: readonly AreaPayload[];
  unlocked_areas?: readonly AreaPayload[];
  lock_id?: string;
  lock_ids?: readonly string[];
  booking_id?: string;
}

const STATE_AFTER: Record<SeatEventType, SeatState> = {
  'seat.locked': 'LOCKED',
  'seat.unlocked': 'AVAILABLE',
  'seat.booked': 'BOOKED',
  'seat.blocked': 'BLOCKED',
  'seat.unblocked': 'AVAILABLE',
};

/**
 * What a seat event does to the map: every seat it names is in the state its type says; seats that an update took out of a
 * lock, which keeps others, are AVAILABLE; those that returned to their allotment are BLOCKED.
 */
export function changesOf(
  event: Pick<MapEvent, 'event_type' | 'seat_ids' | 'unlocked_seat_ids' | 'blocked_seat_ids'>,
): SeatChange[] {
  const state = STATE_AFTER[event.event_type];
  return [
    ...event.seat_ids.map((seatId): SeatChange => ({ seatId, state })),
    ...(event.unlocked_seat_ids ?? []).map((seatId): SeatChange => ({ seatId, state: 'AVAILABLE' })),
    ...(event.blocked_seat_ids ?? []).map((seatId): SeatChange => ({ seatId, state: 'BLOCKED' })),
  ];
}

/** What a version changes: seats, and how areas stand. */
export type MapStep = readonly (SeatChange | AreaState)[];

/** Everything that the event does to the map. */
export function stepOf(
  event: Pick<MapEvent, 'event_type' | 'seat_ids' | 'unlocked_seat_ids' | 'areas' | 'unlocked_areas'>,
): MapStep {
  return event.areas || event.unlocked_areas ? [...changesOf(event), ...areasOf(event)] : changesOf(event);
}

/** The locks that the event is of; none for a seat that is blocked or unblocked. */
export function locksOf({ lock_id, lock_ids }: Pick<MapEvent, 'lock_id' | 'lock_ids'>): readonly string[] {
  return lock_ids ?? (lock_id === undefined ? [] : [lock_id]);
}

/** The locks whose hold on seats ends with this event; none for an event that takes no seat out of a lock, or has no lock. */
export function endedLocksOf(
  event: Pick<MapEvent, 'event_type' | 'lock_id' | 'lock_ids' | 'unlocked_seat_ids' | 'blocked_seat_ids'>,
): readonly string[] {
  return takesOnly(event) ? [] : locksOf(event);
}

/** Whether nobody loses a seat by the event: it holds some, or holds them for longer. */
export function takesOnly(event: Pick<MapEvent, 'event_type' | 'unlocked_seat_ids' | 'blocked_seat_ids'>): boolean {
  const { event_type, unlocked_seat_ids = [], blocked_seat_ids = [] } = event;
  return event_type === 'seat.locked' && unlocked_seat_ids.length + blocked_seat_ids.length === 0;
}

/** How the areas that the event names stand after it. */
export function areasOf({ areas, unlocked_areas }: Pick<MapEvent, 'areas' | 'unlocked_areas'>): AreaState[] {
  if (!areas && !unlocked_areas) return [];
  return [...(areas ?? []), ...(unlocked_areas ?? [])].map(({ area_id, available, held, booked }) => {
    return { areaId: area_id, available, held, booked };
  });
}
