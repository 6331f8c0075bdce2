import type { LiveTopic, Position, Reading } from '../../platform/streaming/live-source.ts';
import type { AreaState, SeatChange } from '../inventory/seat-state.ts';
import type { ZoneFilter } from '../seating/zone-filter.ts';
import type { Delta, ShowFeed } from './show-feed.ts';

export type SeatMapEvent = { epoch: string | null } & TopicSeats &
  (
    | { kind: 'snapshot'; version: number; seats: SeatChange[]; areas: readonly AreaState[] }
    | ({ kind: 'delta' } & Delta)
  );

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
  /** Null: everything is wanted. */
  readonly #filter: ZoneFilter | null;
  #snapshot: { event: SeatMapEvent; takenAt_ms: number } | null = null;
  /** What was read for the last place, which is nearly everyone's: subscribers with another selection read the same. */
  #lastDelta: { had: number; from: number; event: SeatMapEvent } | null = null;

  constructor(seats: TopicSeats, feed: ShowFeed, filter: ZoneFilter | null) {
    this.#seats = seats;
    this.#feed = feed;
    this.#filter = filter;
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
      const areas = index === 0 ? event.areas : [];
      return event.kind === 'snapshot' ? { ...event, seats: part, areas } : { ...event, changes: part, areas };
    });
  }

  async #recall(had: number, seen: number): Promise<Reading<SeatMapEvent>> {
    const missed = await this.#feed.recallSince(seen);
    return missed ? this.#deltaOf(had, missed) : this.#takeSnapshot();
  }

  #deltaOf(had: number, { version, ...delta }: Delta): Reading<SeatMapEvent> {
    const changes = this.#seatsIn(delta.changes);
    const areas = this.#areasIn(delta.areas);
    if (changes.length + areas.length === 0) return { event: null, seen: version };
    const event: SeatMapEvent = {
      kind: 'delta',
      ...this.#seats,
      epoch: this.#feed.epoch,
      previousVersion: had,
      version,
      changes,
      areas,
    };
    return { event, seen: version };
  }

  #takeSnapshot(): Reading<SeatMapEvent> {
    const kept = this.#keptSnapshot();
    if (kept) return { event: kept, seen: kept.version };
    const { version, unavailable, areas = [] } = this.#feed.image();
    const event: SeatMapEvent = {
      kind: 'snapshot',
      ...this.#seats,
      epoch: this.#feed.epoch,
      version,
      seats: this.#seatsIn(unavailable),
      areas: this.#areasIn(areas),
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

  #seatsIn(changes: SeatChange[]): SeatChange[] {
    const filter = this.#filter;
    return filter ? changes.filter(({ seatId }) => filter.hasSeat(seatId)) : changes;
  }

  #areasIn(areas: readonly AreaState[]): readonly AreaState[] {
    const filter = this.#filter;
    return filter && areas.length > 0 ? areas.filter(({ areaId }) => filter.hasArea(areaId)) : areas;
  }
}
