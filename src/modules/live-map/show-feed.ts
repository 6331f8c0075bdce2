import { ServiceUnavailableError } from '../../shared/errors.ts';
import type { MapStep } from '../inventory/seat-changes.ts';
import type { AreaState, SeatChange, SeatMapImage, SeatState } from '../inventory/seat-state.ts';

/** Some changes of one show, from one version to another; a seat, or an area, is in it once, as it was last. */
export interface Delta {
  previousVersion: number;
  version: number;
  changes: SeatChange[];
  areas: readonly AreaState[];
}

/** At least so many versions are kept for those who lag or come back. */
const KEPT_VERSIONS = 1_000;
/** More are kept while the seats in them are not more than this: a whole hall's locks may end within one tick. */
const KEPT_CHANGES = 50_000;

/**
 * Reads the changes that made the versions up to and with `version` from where they are kept for longer, in order, without
 * a gap before `version`; as many as there are, up to `count`.
 */
export type Recall = (version: number, count: number) => Promise<MapStep[]>;

/**
 * The live state of one watched show on this node: the map, its latest changes, and those to tell of each. Readers
 * pull at their own pace: one who lags gets its missed changes merged, or, when they are gone, the map anew. So nobody's
 * buffer grows, and a slow reader costs the others nothing.
 */
export class ShowFeed {
  #version: number;
  #epoch: string | null;
  #hasEnded = false;
  readonly #states: Map<string, SeatState>;
  readonly #areas: Map<string, AreaState>;
  /** The changes that made version `#version - #history.length + 1` … `#version`. */
  #history: MapStep[] = [];
  /** How many of the first in `#history` are given up; they are taken out many at a time. */
  #givenUp = 0;
  #keptChanges = 0;
  readonly #listeners = new Set<() => void>();
  readonly #recall: Recall | null;
  #recalling: Promise<void> | null = null;

  constructor(image: SeatMapImage, recall: Recall | null = null) {
    this.#version = image.version;
    this.#epoch = image.epoch ?? null;
    this.#states = new Map(image.unavailable.map(({ seatId, state }) => [seatId, state]));
    this.#areas = new Map((image.areas ?? []).map((area) => [area.areaId, area]));
    this.#recall = recall;
  }

  /** Goes up only; beyond all versions once the feed has ended, so that every reader looks. */
  get version(): number {
    return this.#hasEnded ? Number.POSITIVE_INFINITY : this.#version;
  }

  /** Of PostgreSQL's history, that the version is of. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /** Nothing follows for those who read it; they are refused, ask again, and get another feed or none. */
  end(): void {
    this.#hasEnded = true;
    this.#notify();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  assertNotEnded(): void {
    if (this.#hasEnded) throw new ServiceUnavailableError('The seat map begins anew.', 1);
  }

  /** How many seats are not AVAILABLE. */
  get unavailableCount(): number {
    return this.#states.size;
  }

  image(): SeatMapImage {
    const unavailable = [...this.#states].map(([seatId, state]) => ({ seatId, state }));
    return {
      version: this.#version,
      unavailable,
      ...(this.#areas.size > 0 ? { areas: [...this.#areas.values()] } : {}),
    };
  }

  /** Takes the change that makes `version`. False when versions before it are missing; one that is known is ignored. */
  apply(version: number, changes: MapStep): boolean {
    if (version <= this.#version) return true;
    if (version !== this.#version + 1) return false;
    this.#put(changes);
    this.#keep(changes);
    this.#version = version;
    this.#notify();
    return true;
  }

  /**
   * Goes to a newer image, when changes between were missed. Those before it are gone from the history. One of another
   * epoch is newer by its versions; should it not be, PostgreSQL was set back too far for that, and the feed ends.
   */
  jumpTo(image: SeatMapImage): void {
    if (image.version <= this.#version) {
      if ((image.epoch ?? null) !== this.#epoch) this.end();
      return;
    }
    this.#history = [];
    this.#givenUp = 0;
    this.#keptChanges = 0;
    this.#recalling = null;
    this.#states.clear();
    this.#areas.clear();
    this.#put(image.unavailable);
    this.#put(image.areas ?? []);
    this.#version = image.version;
    this.#epoch = image.epoch ?? null;
    this.#notify();
  }

  /** Whether everything after `version` is in the history. */
  has(version: number): boolean {
    const missed = this.#version - version;
    return missed >= 0 && missed <= this.#history.length - this.#givenUp;
  }

  /** Everything after `version` as one delta; null when it is not (any more) in the history, or there is nothing. */
  since(version: number): Delta | null {
    const missed = this.#version - version;
    if (missed <= 0 || !this.has(version)) return null;
    return { previousVersion: version, version: this.#version, ...mergeSteps(this.#history.slice(-missed)) };
  }

  /**
   * As `since`, but looks for what this node has not seen itself where it is kept for longer: once, for all who ask. Rejects
   * when that can't be read now.
   */
  async recallSince(version: number): Promise<Delta | null> {
    const known = this.since(version);
    if (known || !this.#recall || this.#version - version > KEPT_VERSIONS) return known;
    this.#recalling ??= this.#recallHistory(this.#recall);
    await this.#recalling;
    return this.since(version);
  }

  /** Calls `listener` at each change of any kind until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #keep(changes: MapStep): void {
    this.#history.push(changes);
    this.#keptChanges += changes.length;
    while (this.#keptChanges > KEPT_CHANGES && this.#history.length - this.#givenUp > KEPT_VERSIONS) {
      this.#keptChanges -= this.#history[this.#givenUp]!.length;
      this.#history[this.#givenUp++] = [];
    }
    if (this.#givenUp * 2 <= this.#history.length) return;
    this.#history = this.#history.slice(this.#givenUp);
    this.#givenUp = 0;
  }

  async #recallHistory(recall: Recall): Promise<void> {
    const history = this.#history;
    const from = this.#version - history.length;
    try {
      const before = await recall(from, KEPT_VERSIONS);
      // Unless it was given up meanwhile, what was found goes right before what is there.
      if (this.#history !== history || this.#givenUp > 0) return;
      this.#history = [...before, ...history];
      for (const changes of before) this.#keptChanges += changes.length;
    } catch (error) {
      // The next one who asks tries again.
      this.#recalling = null;
      throw error;
    }
  }

  #put(changes: MapStep): void {
    for (const change of changes) {
      if ('areaId' in change) this.#areas.set(change.areaId, change);
      else if (change.state === 'AVAILABLE') this.#states.delete(change.seatId);
      else this.#states.set(change.seatId, change.state);
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** One list of changes out of several in order: each seat, and each area, once, as it was last. */
export function mergeSteps(steps: readonly MapStep[]): Pick<Delta, 'changes' | 'areas'> {
  const [first] = steps;
  // Most readers miss one at a time, and most of these are of seats alone.
  if (steps.length === 1 && first!.every((change) => 'seatId' in change)) return { changes: [...first!], areas: [] };
  const last = new Map<string, SeatState>();
  const areas = new Map<string, AreaState>();
  for (const step of steps) {
    for (const change of step) {
      if ('areaId' in change) areas.set(change.areaId, change);
      else last.set(change.seatId, change.state);
    }
  }
  return { changes: [...last].map(([seatId, state]) => ({ seatId, state })), areas: [...areas.values()] };
}
