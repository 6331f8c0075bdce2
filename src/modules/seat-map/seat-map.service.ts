import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { createSharedReads } from '../../platform/batching/shared-reads.ts';
import type { Mutex } from '../../platform/mutex/mutex.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outages/outage.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { pause } from '../../platform/timing/pause.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { beginEpochOfMap } from '../inventory/map-heads.ts';
import { placesIn } from '../inventory/places.ts';
import { areasOf, changesOf, endedLocksOf, locksOf, type MapEvent } from '../inventory/seat-changes.ts';
import { readImage, readLiveHolds, readLivePlaces, readStates, type SeatOfShow } from '../inventory/seat-ledger.ts';
import type { HeldSeatState, SeatMapImage } from '../inventory/seat-state.ts';
import { type ShowLease, withShowMutex } from '../shows/show-mutex.ts';
import { createAppliedLockEvents } from './applied-lock-events.ts';
import { createMapVersions, readVersions } from './map-versions.ts';
import { MapsBehind } from './maps-behind.ts';
import { type EndedPlaces, MAP_TTL_MS, type MapChange, type SeatMapStore } from './seat-map-store.ts';

const MAX_INSTALL_TRIES = 5;
/** How long a change that was committed just now may be on its way to the lock store. */
const ON_ITS_WAY_MS = 20;

export interface SeatMapService {
  /**
   * The map at one version, not older than PostgreSQL has it when this is called: from the lock store, or from PostgreSQL where
   * that has none, can't be reached, or was not told of a change (it takes none now, or the node that was to tell it is gone). A map of the
   * store that lacks a change for longer than that may take is made anew.
   */
  read(showId: string): Promise<SeatMapImage>;
  /** The map at one version from PostgreSQL. Throws NotFoundError. */
  readTruth(showId: string): Promise<SeatMapImage>;
  /** The version that the map has now in PostgreSQL: at least that of what `read` would give. Throws NotFoundError. */
  versionOf(showId: string): Promise<number>;
  /** The present state of those of the seats that are not AVAILABLE, from PostgreSQL. */
  statesOf(showId: string, seatIds: readonly string[]): Promise<Map<string, HeldSeatState>>;
  /** Makes the lock store's map and locks anew from PostgreSQL: by one node, the others wait for it. */
  rebuild(showId: string): Promise<void>;
  /** Applies a committed change to the lock store. Never rejects: what could not be applied now is applied with its event. */
  apply(event: MapEvent): Promise<void>;
  /** Applies a change that came from the log, unless this node has already. Rejects while the lock store is away. */
  feed(event: MapEvent): Promise<void>;
  /** Forgets what this node has applied to the lock store: its contents are made anew. */
  renew(): void;
}

export interface SeatMapServiceDeps {
  database: Database;
  store: SeatMapStore;
  mutex: Mutex;
  keys: RedisKeys;
  logger: Logger;
}

export function createSeatMapService(deps: SeatMapServiceDeps): SeatMapService {
  return new SeatMaps(deps);
}

class SeatMaps implements SeatMapService {
  readonly versionOf: (showId: string) => Promise<number>;
  readonly #deps: SeatMapServiceDeps;
  readonly #rebuilding = new Map<string, Promise<void>>();
  readonly #applied = createAppliedLockEvents();
  readonly #behind = new MapsBehind();
  readonly #lookUpState: (seat: SeatOfShow) => Promise<HeldSeatState | undefined>;
  /** Not by `versionOf`: a list of shows has theirs in one statement. */
  readonly #lookUpVersion: (showId: string) => Promise<number | undefined>;
  /** For readers, who are many at the same moment: nearly all of them are behind when one change is missing in the store. */
  readonly #readTruthTogether: (showId: string) => Promise<SeatMapImage>;

  constructor(deps: SeatMapServiceDeps) {
    const { database } = deps;
    this.#deps = deps;
    this.versionOf = createMapVersions(database);
    this.#lookUpState = createSharedLookup<SeatOfShow, HeldSeatState>({
      nameOf,
      async readAll(seats) {
        return new Map((await readStates(database, seats)).map((row) => [nameOf(row), row.state]));
      },
      maxKeys: 5_000,
    });
    this.#lookUpVersion = createSharedLookup<string, number>({
      nameOf: (showId) => showId,
      readAll: (showIds) => readVersions(database, showIds),
      maxKeys: 1_000,
    });
    this.#readTruthTogether = createSharedReads((showId: string) => this.readTruth(showId));
  }

  async read(showId: string): Promise<SeatMapImage> {
    const { store, logger } = this.#deps;
    try {
      const [version = Number.POSITIVE_INFINITY, stored] = await Promise.all([
        this.#lookUpVersion(showId),
        store.readMap(showId),
      ]);
      if (stored && stored.version >= version) return stored;
      if (stored) {
        await pause(ON_ITS_WAY_MS);
        const later = await store.readMap(showId);
        if (later && later.version >= version) return later;
        if (later && !this.#behind.isStuck(showId, later.version)) return await this.#readTruthTogether(showId);
        if (later) await store.dropMap(showId);
      }
      // Not awaited: the reader is served from PostgreSQL meanwhile.
      this.rebuild(showId).catch((error) =>
        logger[levelOfFailure(error)]({ err: error, showId }, 'seat map not rebuilt'),
      );
    } catch (error) {
      logger[levelOfFailure(error)]({ err: error, showId }, 'seat map cache unreachable, reading PostgreSQL');
    }
    return await this.#readTruthTogether(showId);
  }

  async readTruth(showId: string): Promise<SeatMapImage> {
    const image = await readImage(this.#deps.database, showId);
    if (!image) throw new NotFoundError('Show', 'showId');
    return image;
  }

  async statesOf(showId: string, seatIds: readonly string[]): Promise<Map<string, HeldSeatState>> {
    const states = await Promise.all(seatIds.map((seatId) => this.#lookUpState({ showId, seatId })));
    return new Map(seatIds.flatMap((seatId, index) => (states[index] ? [[seatId, states[index]] as const] : [])));
  }

  rebuild(showId: string): Promise<void> {
    let running = this.#rebuilding.get(showId);
    if (!running) {
      running = this.#rebuild(showId).finally(() => this.#rebuilding.delete(showId));
      this.#rebuilding.set(showId, running);
    }
    return running;
  }

  async apply(event: MapEvent): Promise<void> {
    const { store, logger } = this.#deps;
    try {
      await store.applyChange(mapChangeOf(event));
      this.#applied.add(event);
    } catch (error) {
      this.#applied.clear();
      logger[levelOfFailure(error)](
        { err: error, showId: event.show_id, version: event.version },
        'seat map cache not told of a change',
      );
    }
  }

  async feed(event: MapEvent): Promise<void> {
    if (!this.#applied.take(event)) await this.#deps.store.applyChange(mapChangeOf(event));
  }

  renew(): void {
    this.#applied.clear();
  }

  async #rebuild(showId: string): Promise<void> {
    const { database, store, mutex, keys, logger } = this.#deps;
    const busyMessage = 'The seat map is being rebuilt.';
    await withShowMutex({ database, mutex, keys, showId, busyMessage, logger }, async (lease) => {
      // Whoever held the mutex before may have built it.
      if (!(await store.readMap(showId))) await this.#install(showId, lease);
    });
  }

  // Past its epoch a holder that stood still does no harm either: the store refuses a map older than what it knows.
  async #install(showId: string, lease: ShowLease): Promise<void> {
    const { database, store, logger } = this.#deps;
    const epoch = await database.transaction(async (tx) => {
      await lease.guard(tx);
      return await beginEpochOfMap(tx, showId);
    });
    for (let attempt = 1; attempt <= MAX_INSTALL_TRIES; attempt += 1) {
      const image = await this.readTruth(showId);
      const locks = await readLiveHolds(database, showId);
      const places = image.areas ? await readLivePlaces(database, showId) : [];
      const installed = await store.installMap({ showId, image, epoch, locks, places, ttl_ms: MAP_TTL_MS });
      // A change that committed meanwhile found no map to go to if the store lost its memory just then: look again.
      if (installed && (await this.readTruth(showId)).version === image.version) return;
    }
    // Under constant change the map is a few versions behind at worst; the changes themselves are on their way to it.
    logger.info({ showId }, 'seat map installed while it keeps changing');
  }
}

// A show's id has no slash.
function nameOf({ showId, seatId }: SeatOfShow): string {
  return `${showId}/${seatId}`;
}

/** The event as the change that it is to the lock store's map. */
function mapChangeOf(event: MapEvent): MapChange {
  const change = {
    showId: event.show_id,
    version: event.version,
    changes: changesOf(event),
    endedLockIds: endedLocksOf(event),
  };
  const areas = areasOf(event);
  if (areas.length === 0) return change;
  return { ...change, areas, claimedBy: locksOf(event), endedPlaces: endedPlacesOf(event) };
}

/** The places of a lock that its booking takes over, or gives back. Where a hold was given back its buyer tells the store; one that ran out has run out there, too. */
function endedPlacesOf({ event_type, booking_id, lock_id, areas = [] }: MapEvent): EndedPlaces[] {
  if (booking_id === undefined || lock_id === undefined) return [];
  return [{ lockId: lock_id, places: placesIn(areas), areBooked: event_type === 'seat.booked' }];
}
