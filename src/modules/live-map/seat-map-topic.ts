import type { LiveTopic, Position, Reading } from '../../platform/streaming/live-source.ts';
import type { SeatChange } from '../inventory/seat-state.ts';
import type { Delta, ShowFeed } from './show-feed.ts';

export type SeatMapEvent = { epoch: string | null } & TopicSeats &
  ({ kind: 'snapshot'; version: number; seats: SeatChange[] } | ({ kind: 'delta' } & Delta));

/** Which seats a topic is about. */
export interface TopicSeats {
  showId: string;
  /** By `zonesTagOf`; null: all. */
  zonesTag: string | null;
}

/** From so many seats on a snapshot is heavy: it may then be a second old, and what has changed since follows it. */
const HEAVY_SNAPSHOT_SEATS = 2_000;
const HEAVY_SNAPSHOT_TTL_MS = 1_000;

/** One show's map, or some zones of it, as its subscribers on this node read it. */
export class SeatMapTopic implements LiveTopic<SeatMapEvent> {
  readonly #seats: TopicSeats;
  readonly #feed: ShowFeed;
  /** Null: every seat is. */
  readonly #isWanted: ((seatId: string) => boolean) | null;
  #snapshot: { event: SeatMapEvent; takenAt_ms: number } | null = null;
  /** What was read for the last place, which is nearly everyone's: subscribers with another selection read the same. */
  #lastDelta: { had: number; from: number; event: SeatMapEvent } | null = null;

  constructor(seats: TopicSeats, feed: ShowFeed, isWanted: ((seatId: string) => boolean) | null) {
    this.#seats = seats;
    this.#feed = feed;
    this.#isWanted = isWanted;
  }

  get zonesTag(): string | null {
    return this.#seats.zonesTag;
  }

  /** Of PostgreSQL's history, that the version is of. */
  get epoch(): string | null {
    return this.#feed.epoch;
  }

  get version(): number {
    return this.#feed.version;
  }

  onChange(listener: () => void): () => void {
    return this.#feed.onChange(listener);
  }

  /**
   * A snapshot for one who has nothing, or whose place is no longer known; else the missed changes as one delta. One who
   * comes from a node that is ahead of this one gets nothing before this one is there, too.
   */
  read({ had, seen }: Position): Reading<SeatMapEvent> | Promise<Reading<SeatMapEvent>> {
    this.#feed.assertNotEnded();
    if (had === null) return this.#takeSnapshot();
    if (seen >= this.version) return { event: null, seen };
    const last = this.#lastDelta;
    if (last && last.had === had && last.from === seen && last.event.version === this.version) {
      return { event: last.event, seen: this.version };
    }
    const missed = this.#feed.since(seen);
    if (!missed) return this.#recall(had, seen);
    const reading = this.#deltaOf(had, missed);
    if (reading.event) this.#lastDelta = { had, from: seen, event: reading.event };
    return reading;
  }

  part(event: SeatMapEvent, size: number): readonly SeatMapEvent[] {
    const list = event.kind === 'snapshot' ? event.seats : event.changes;
    if (list.length <= size) return [event];
    return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => {
      const part = list.slice(index * size, (index + 1) * size);
      return event.kind === 'snapshot' ? { ...event, seats: part } : { ...event, changes: part };
    });
  }

  async #recall(had: number, seen: number): Promise<Reading<SeatMapEvent>> {
    const missed = await this.#feed.recallSince(seen);
    return missed ? this.#deltaOf(had, missed) : this.#takeSnapshot();
  }

  #deltaOf(had: number, { version, changes }: Delta): Reading<SeatMapEvent> {
    const wanted = this.#filter(changes);
    if (wanted.length === 0) return { event: null, seen: version };
    const event: SeatMapEvent = {
      kind: 'delta',
      ...this.#seats,
      epoch: this.#feed.epoch,
      previousVersion: had,
      version,
      changes: wanted,
    };
    return { event, seen: version };
  }

  #takeSnapshot(): Reading<SeatMapEvent> {
    const kept = this.#keptSnapshot();
    if (kept) return { event: kept, seen: kept.version };
    const { version, unavailable } = this.#feed.image();
    const event: SeatMapEvent = {
      kind: 'snapshot',
      ...this.#seats,
      epoch: this.#feed.epoch,
      version,
      seats: this.#filter(unavailable),
    };
    this.#snapshot = { event, takenAt_ms: performance.now() };
    return { event, seen: version };
  }

  /** The snapshot taken last, if it still holds, or if what has changed since is less work than another one. */
  #keptSnapshot(): SeatMapEvent | null {
    if (!this.#snapshot) return null;
    const { event, takenAt_ms } = this.#snapshot;
    if (event.version === this.version) return event;
    const isLight = this.#feed.unavailableCount < HEAVY_SNAPSHOT_SEATS;
    if (isLight || performance.now() - takenAt_ms > HEAVY_SNAPSHOT_TTL_MS) return null;
    return this.#feed.has(event.version) ? event : null;
  }

  #filter(changes: SeatChange[]): SeatChange[] {
    const isWanted = this.#isWanted;
    return isWanted ? changes.filter(({ seatId }) => isWanted(seatId)) : changes;
  }
}
