import type { SeatChange, SeatMapImage, SeatState } from '../seat-map/seat-state.ts';

/** Some changes of one show, from one version to another; a seat is in it once, in its last state. */
export interface Delta {
  previousVersion: number;
  version: number;
  changes: SeatChange[];
}

/** How many versions are kept for those who lag or come back. */
const KEPT_VERSIONS = 1_000;

/**
 * The live state of one watched show on this node: the map, its latest changes, and those to tell of each. Readers
 * pull at their own pace: one who lags gets its missed changes merged, or, when they are gone, the map anew. So nobody's
 * buffer grows, and a slow reader costs the others nothing.
 */
export class ShowFeed {
  #version: number;
  readonly #states: Map<string, SeatState>;
  /** The changes that made version `#version - #history.length + 1` … `#version`. */
  readonly #history: (readonly SeatChange[])[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(image: SeatMapImage) {
    this.#version = image.version;
    this.#states = new Map(image.unavailable.map(({ seatId, state }) => [seatId, state]));
  }

  get version(): number {
    return this.#version;
  }

  image(): SeatMapImage {
    return { version: this.#version, unavailable: [...this.#states].map(([seatId, state]) => ({ seatId, state })) };
  }

  /** Takes the change that makes `version`. False when versions before it are missing; one that is known is ignored. */
  apply(version: number, changes: readonly SeatChange[]): boolean {
    if (version <= this.#version) return true;
    if (version !== this.#version + 1) return false;
    this.#put(changes);
    this.#history.push(changes);
    if (this.#history.length > KEPT_VERSIONS) this.#history.shift();
    this.#version = version;
    this.#ring();
    return true;
  }

  /** Goes to a newer image, when changes between were missed. Those before it are gone from the history. */
  jumpTo(image: SeatMapImage): void {
    if (image.version <= this.#version) return;
    this.#history.length = 0;
    this.#states.clear();
    this.#put(image.unavailable);
    this.#version = image.version;
    this.#ring();
  }

  /** Everything after `version` as one delta; null when it is not (any more) in the history. */
  since(version: number): Delta | null {
    const missed = this.#version - version;
    if (missed <= 0 || missed > this.#history.length) return null;
    return { previousVersion: version, version: this.#version, changes: mergeChanges(this.#history.slice(-missed)) };
  }

  /** Calls `listener` at each change of any kind until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(changes: readonly SeatChange[]): void {
    for (const { seatId, state } of changes) {
      if (state === 'AVAILABLE') this.#states.delete(seatId);
      else this.#states.set(seatId, state);
    }
  }

  #ring(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** One list of changes out of several in order: each seat once, in its last state. */
export function mergeChanges(lists: readonly (readonly SeatChange[])[]): SeatChange[] {
  if (lists.length === 1) return [...lists[0]!];
  const last = new Map<string, SeatState>();
  for (const changes of lists) for (const { seatId, state } of changes) last.set(seatId, state);
  return [...last].map(([seatId, state]) => ({ seatId, state }));
}
