import type { SeatState } from './seat-map-event.ts';

/** Further back than this a map gets a copy of its own instead of looking through the changes since. */
const COPY_BEYOND_CHANGES = 32;

/**
 * The seats that are not AVAILABLE, at one version of the map: it never changes. Only the newest has all its entries; one that
 * was replaced keeps what differed, and leads to its successor. So a change of one seat costs the same in a hall of 60,000
 * seats as in a small one, and reading the newest as much as reading a Map. Old ones are for comparing, and slower to read.
 */
export class SeatStateMap implements ReadonlyMap<string, SeatState> {
  readonly size: number;
  /** Of the newest: shared with the one after it, which changes it. Null once replaced. */
  #entries: Map<string, SeatState> | null;
  #next: SeatStateMap | null = null;
  /** What differed from the next one; AVAILABLE: it was not there. */
  #before: ReadonlyMap<string, SeatState> | null = null;

  constructor(entries: Map<string, SeatState> = new Map()) {
    this.#entries = entries;
    this.size = entries.size;
  }

  /** The map after those changes; itself if they change nothing. To be called on the newest only. */
  with(changes: Iterable<{ seatId: string; state: SeatState }>): { map: SeatStateMap; changed: string[] } {
    const entries = this.#entries;
    if (entries === null) throw new Error('This map was replaced: only the newest can be changed.');
    const before = new Map<string, SeatState>();
    const changed: string[] = [];
    for (const { seatId, state } of changes) {
      const old = entries.get(seatId) ?? 'AVAILABLE';
      if (old === state) continue;
      if (!before.has(seatId)) {
        before.set(seatId, old);
        changed.push(seatId);
      }
      if (state === 'AVAILABLE') entries.delete(seatId);
      else entries.set(seatId, state);
    }
    if (changed.length === 0) return { map: this, changed };
    const map = new SeatStateMap(entries);
    this.#entries = null;
    this.#next = map;
    this.#before = before;
    return { map, changed };
  }

  get(seatId: string): SeatState | undefined {
    let map: SeatStateMap = this;
    for (let back = 0; map.#entries === null; back += 1) {
      const old = map.#before!.get(seatId);
      if (old !== undefined) return old === 'AVAILABLE' ? undefined : old;
      if (back === COPY_BEYOND_CHANGES) return this.#own().get(seatId);
      map = map.#next!;
    }
    return map.#entries.get(seatId);
  }

  has(seatId: string): boolean {
    return this.get(seatId) !== undefined;
  }

  forEach(callback: (state: SeatState, seatId: string, map: ReadonlyMap<string, SeatState>) => void): void {
    this.#own().forEach((state, seatId) => {
      callback(state, seatId, this);
    });
  }

  // Lists of their own: who goes through them slowly sees no later change.
  entries() {
    return [...this.#own().entries()][Symbol.iterator]();
  }

  keys() {
    return [...this.#own().keys()][Symbol.iterator]();
  }

  values() {
    return [...this.#own().values()][Symbol.iterator]();
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  /** All entries: of one that was replaced, made now and kept. */
  #own(): Map<string, SeatState> {
    if (this.#entries !== null) return this.#entries;
    const differing = new Map<string, SeatState>();
    let map: SeatStateMap = this;
    while (map.#entries === null) {
      for (const [seatId, state] of map.#before!) if (!differing.has(seatId)) differing.set(seatId, state);
      map = map.#next!;
    }
    const entries = new Map(map.#entries);
    for (const [seatId, state] of differing) {
      if (state === 'AVAILABLE') entries.delete(seatId);
      else entries.set(seatId, state);
    }
    this.#entries = entries;
    this.#next = null;
    this.#before = null;
    return entries;
  }
}
