import type { MapEvent } from '../inventory/seat-changes.ts';

/** As many as are on their way to the log and back at a busy moment; beyond it, an event is brought twice. */
const MAX_REMEMBERED = 20_000;

/**
 * The locks that this node has brought to the lock store itself, so that it need not do so again when their events come
 * back to it from the log. Only those of events that free nothing: what frees a seat is brought each time, because a store
 * that lost its memory meanwhile may have got the freed lock back.
 */
export interface BroughtLocks {
  add(event: MapEvent): void;
  /** Whether it is among them; from then on it is not. */
  take(event: MapEvent): boolean;
  /** The store may have lost what was brought. */
  clear(): void;
}

export function createBroughtLocks(): BroughtLocks {
  // A Set iterates in insertion order: the first is the oldest. Events that other nodes were handed are never taken.
  const brought = new Set<string>();
  return {
    add(event) {
      if (event.event_type !== 'seat.locked' || event.unlocked_seat_ids?.length) return;
      brought.add(keyOf(event));
      if (brought.size > MAX_REMEMBERED) brought.delete(brought.values().next().value!);
    },
    take: (event) => brought.delete(keyOf(event)),
    clear: () => brought.clear(),
  };
}

function keyOf({ show_id, version }: MapEvent): string {
  return `${show_id} ${version}`;
}
