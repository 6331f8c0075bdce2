import type { AreaState, SeatMapImage, SeatState } from '../../modules/inventory/seat-state.ts';
import { entriesOfPlaces, placesEntry } from '../../modules/locks/place-entries.ts';
import {
  MAX_WAITING_CHANGES,
  type MapChange,
  type MapInstall,
  type SeatMapStore,
} from '../../modules/seat-map/seat-map-store.ts';
import { ExpiringMap } from '../../platform/caching/expiring-map.ts';
import { CLAIM_MS, MemoryClaims } from './memory-claims.ts';
import type { MemorySeatHolds } from './memory-seat-holds.ts';

export interface MemorySeatMapsOptions {
  now(): number;
  /** How long the newest version of a missing or dropped map is remembered. */
  mapTtl_ms: number;
  /** What is given back with less time left than that counts as having run out. */
  lateBelow_ms: number;
  /** Those of the same store: what ends a lock frees its seats. */
  holds: MemorySeatHolds;
  /** Called of a lock whose seats are booked. */
  onBooked(showId: string, ownerId: string): void;
}

export interface MapRecord {
  version: number;
  /** The version it was installed with. */
  base: number;
  states: Map<string, SeatState>;
  areas: Map<string, AreaState>;
  waiting: Map<number, MapChange>;
}

/** What is known about a show, also while its map is missing. */
export interface ShowRecord {
  /** The newest version known. */
  head: number;
  epoch: number;
  /** Fencing tokens given in this epoch. */
  tokens: number;
  map: MapRecord | null;
}

/** The maps of shows in memory. Each operation runs without interruption. */
export class MemorySeatMaps implements SeatMapStore {
  readonly #shows: ExpiringMap<ShowRecord>;
  /** By show; they outlast its map. */
  readonly #claims: ExpiringMap<MemoryClaims>;
  readonly #holds: MemorySeatHolds;
  readonly #onBooked: MemorySeatMapsOptions['onBooked'];
  readonly #mapTtl_ms: number;
  readonly #lateBelow_ms: number;
  readonly #now: () => number;

  constructor({ now, mapTtl_ms, lateBelow_ms, holds, onBooked }: MemorySeatMapsOptions) {
    this.#shows = new ExpiringMap<ShowRecord>({ now });
    this.#claims = new ExpiringMap<MemoryClaims>({ now });
    this.#holds = holds;
    this.#onBooked = onBooked;
    this.#mapTtl_ms = mapTtl_ms;
    this.#lateBelow_ms = lateBelow_ms;
    this.#now = now;
  }

  get(showId: string): ShowRecord | undefined {
    return this.#shows.get(showId);
  }

  /** Places of areas that locks have got, and that the map was not told of yet. */
  claimsOf(showId: string): MemoryClaims {
    const claims = this.#claims.get(showId) ?? new MemoryClaims({ now: this.#now });
    this.#claims.set(showId, claims, CLAIM_MS);
    return claims;
  }

  async readMap(showId: string): Promise<SeatMapImage | null> {
    const map = this.#shows.get(showId)?.map;
    if (!map || map.waiting.size > 0) return null;
    const unavailable = Array.from(map.states, ([seatId, state]) => ({ seatId, state }));
    return { version: map.version, unavailable, ...(map.areas.size > 0 ? { areas: [...map.areas.values()] } : {}) };
  }

  async applyChange(change: MapChange): Promise<void> {
    const { showId, version } = change;
    const show = this.#shows.get(showId) ?? { head: 0, epoch: 0, tokens: 0, map: null };
    show.head = Math.max(show.head, version);
    const { map } = show;
    if (!map) {
      this.#freeEnded(change, null);
      this.#endClaims(change);
      return this.#rememberWithoutMap(showId, show);
    }
    if (version <= map.version) {
      // The installed map had this change, but its lock may not have been freed. It has for one applied since, and the
      // lock may hold the seats again.
      if (version <= map.base) {
        this.#freeEnded(change, map);
        this.#endClaims(change);
      }
      return;
    }
    if (map.waiting.has(version)) return;
    map.waiting.set(version, change);
    this.#applyWaiting(map);
    this.#freeEnded(change, version <= map.version ? map : null);
    if (map.waiting.size > MAX_WAITING_CHANGES) this.#rememberWithoutMap(showId, show);
  }

  async installMap({ showId, image, epoch, locks, places = [], ttl_ms }: MapInstall): Promise<boolean> {
    const show = this.#shows.get(showId);
    if (show && show.head > image.version) return false;
    for (const { seatId, lockId, ownerId, ttl_ms: lockTtl_ms } of [...locks, ...entriesOfPlaces(places)]) {
      if (lockTtl_ms <= 0 || this.#holds.holderOf(showId, seatId)) continue;
      this.#holds.hold(showId, seatId, { lockId, ownerId, ttl_ms: lockTtl_ms });
    }
    const states = new Map(image.unavailable.map(({ seatId, state }) => [seatId, state]));
    const areas = new Map((image.areas ?? []).map((area) => [area.areaId, area]));
    // An installer that was overtaken by a later one must not turn the fencing tokens back.
    const isLater = !show || epoch > show.epoch;
    const record: ShowRecord = {
      head: image.version,
      epoch: isLater ? epoch : show.epoch,
      tokens: isLater ? 0 : show.tokens,
      map: { version: image.version, base: image.version, states, areas, waiting: new Map() },
    };
    this.#shows.set(showId, record, ttl_ms);
    return true;
  }

  async dropMap(showId: string): Promise<void> {
    const show = this.#shows.get(showId);
    if (show) this.#rememberWithoutMap(showId, show);
  }

  async resetMap(showId: string): Promise<void> {
    const show = this.#shows.get(showId);
    if (show) this.#rememberWithoutMap(showId, { ...show, head: 0 });
  }

  /** Ends the locks' hold on the seats that the change does not lock. `map`, if it has come to the change, may know better. */
  #freeEnded({ showId, changes, endedLockIds = [], endedPlaces = [] }: MapChange, map: MapRecord | null): void {
    const free = (seatId: string, isBooked: boolean) => {
      const holder = this.#holds.holderOf(showId, seatId);
      if (!holder || !endedLockIds.includes(holder.lockId)) return;
      const { lockId, ownerId } = holder;
      const hasRunOut = !isBooked && this.#holds.timeLeft_ms(showId, seatId, lockId) < this.#lateBelow_ms;
      this.#holds.free(showId, seatId, lockId, { hasRunOut });
      if (isBooked) this.#onBooked(showId, ownerId);
    };
    for (const { lockId, places, areBooked = false } of endedPlaces) free(placesEntry(lockId, places), areBooked);
    for (const { seatId, state } of changes) {
      const isLockedAgain = map?.states.get(seatId) === 'LOCKED';
      if (state !== 'LOCKED' && !isLockedAgain) free(seatId, state === 'BOOKED');
    }
  }

  /** Keeps the newest version and the fencing tokens of a show whose map is missing. */
  #rememberWithoutMap(showId: string, show: ShowRecord): void {
    show.map = null;
    this.#shows.set(showId, show, this.#mapTtl_ms);
  }

  #applyWaiting(map: MapRecord): void {
    for (;;) {
      const change = map.waiting.get(map.version + 1);
      if (!change) return;
      map.version += 1;
      map.waiting.delete(map.version);
      for (const { seatId, state } of change.changes) {
        if (state === 'AVAILABLE') map.states.delete(seatId);
        else map.states.set(seatId, state);
      }
      for (const area of change.areas ?? []) map.areas.set(area.areaId, area);
      this.#endClaims(change);
    }
  }

  /** What was claimed for the locks is in the numbers of the change. */
  #endClaims({ showId, areas = [], claimedBy = [] }: MapChange): void {
    for (const { areaId } of areas) this.#claims.get(showId)?.end(areaId, claimedBy);
  }
}
