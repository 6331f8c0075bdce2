import { type MapEvent, takesOnly } from '../inventory/seat-changes.ts';

/** As many as are on their way to the log and back at a busy moment; beyond it, an event is applied twice. */
const MAX_REMEMBERED = 20_000;

/**
 * The lock events that this node has applied to the lock store itself, so that it need not apply them again when they come
 * back from the log. Only events that free nothing: an event that frees a seat is applied each time, because a store
 * that lost its memory meanwhile may have got the freed lock back.
 */
export interface AppliedLockEvents {
  add(event: MapEvent): void;
  /** Whether it is among them; from then on it is not. */
  take(event: MapEvent): boolean;
  /** The store may have lost what was applied. */
  clear(): void;
}

export function createAppliedLockEvents(): AppliedLockEvents {
  // A Set iterates in insertion order: the first is the oldest. Events that other nodes were handed are never taken.
  const applied = new Set<string>();
  return {
    add(event) {
      if (!takesOnly(event)) return;
      applied.add(keyOf(event));
      if (applied.size > MAX_REMEMBERED) applied.delete(applied.values().next().value!);
    },
    take: (event) => applied.delete(keyOf(event)),
    clear: () => applied.clear(),
  };
}

function keyOf({ show_id, version }: MapEvent): string {
  return `${show_id} ${version}`;
}
