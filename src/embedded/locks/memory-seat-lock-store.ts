import type { SeatChange, SeatState } from '../../modules/inventory/seat-state.ts';
import type {
  AcquireOutcome,
  AcquireRequest,
  SeatLockStore,
  StoreConflict,
} from '../../modules/locks/seat-lock-store.ts';
import { MAP_TTL_MS, MAX_WAITING_CHANGES, type MapChange } from '../../modules/seat-map/seat-map-store.ts';
import { ExpiringMap } from '../../platform/caching/expiring-map.ts';
import { MemoryAddressHolds } from './memory-address-holds.ts';
import { MemoryLockChanges } from './memory-lock-changes.ts';
import { type Holder, type Holding, MemorySeatHolds } from './memory-seat-holds.ts';

export interface MemorySeatLockStoreOptions {
  /** For tests: milliseconds on any steady clock. */
  now?: () => number;
  /** How long the newest version of a missing or dropped map is remembered. */
  mapTtl_ms?: number;
}

interface MapRecord {
  version: number;
  /** The version it was installed with. */
  base: number;
  states: Map<string, SeatState>;
  waiting: Map<number, readonly SeatChange[]>;
}

/** What is known about a show, also while its map is missing. */
interface ShowRecord {
  /** The newest version known. */
  head: number;
  epoch: number;
  /** Fencing tokens given in this epoch. */
  tokens: number;
  map: MapRecord | null;
}

/** The store of a single process, and the model of the one on Redis. Each operation runs without interruption. */
export function createMemorySeatLockStore({
  now = () => performance.now(),
  mapTtl_ms = MAP_TTL_MS,
}: MemorySeatLockStoreOptions = {}): SeatLockStore {
  const shows = new ExpiringMap<ShowRecord>({ now });
  const holds = new MemorySeatHolds({ now });
  const changesMade = new MemoryLockChanges({ now });
  const origins = new MemoryAddressHolds({ now, holdTime_ms: (...seat) => holds.timeLeft_ms(...seat) });

  /** Ends the locks' hold on the seats that the change does not lock. `map`, if it has come to the change, may know better. */
  function freeEnded({ showId, changes, endedLockIds = [] }: MapChange, map: MapRecord | null): void {
    for (const { seatId, state } of changes) {
      const isLockedAgain = map?.states.get(seatId) === 'LOCKED';
      if (state === 'LOCKED' || isLockedAgain) continue;
      const lockId = holds.holderOf(showId, seatId)?.lockId;
      if (lockId !== undefined && endedLockIds.includes(lockId)) holds.free(showId, seatId, lockId);
    }
  }

  /** Keeps the newest version and the fencing tokens of a show whose map is missing. */
  function rememberWithoutMap(showId: string, show: ShowRecord): void {
    show.map = null;
    shows.set(showId, show, mapTtl_ms);
  }

  return {
    async acquire(request) {
      const { showId, seatIds, lockId, ownerId, ttl_ms, origin } = request;
      const changes = request.changes ?? null;
      const show = shows.get(showId);
      if (!show?.map) return { outcome: 'MAP_MISSING' };
      const conflicts: StoreConflict[] = [];
      const unheld: string[] = [];
      let lapsed = 0;
      for (const seatId of seatIds) {
        const holder = holds.holderOf(showId, seatId);
        const state = show.map.states.get(seatId);
        const reason = conflictOf(state, holder, lockId, ownerId);
        if (reason) conflicts.push({ seatId, reason });
        if (!holder) unheld.push(seatId);
        if (!holder && state === 'LOCKED') lapsed += 1;
      }
      if (conflicts.length > 0) return { outcome: 'REFUSED', conflicts };
      const added = unheld.length;
      const excess =
        excessOf(request, added, holds.heldBy(showId, ownerId)) ??
        (changes && added > 0 ? changesMade.excessOf(showId, changes) : null) ??
        (origin ? origins.excessOf(showId, origin, added) : null);
      if (excess) return excess;
      if (changes && added > 0) changesMade.add(showId, changes);
      if (origin) origins.add({ showId, lockId, seatIds: unheld }, origin);
      for (const seatId of seatIds) holds.hold(showId, seatId, { lockId, ownerId, ttl_ms });
      show.tokens += 1;
      return { outcome: 'ACQUIRED', token: show.epoch * 2 ** 32 + show.tokens, lapsed };
    },

    async extend({ showId, seatIds, lockId, ownerId, ttl_ms }) {
      const map = shows.get(showId)?.map;
      for (const seatId of seatIds) {
        const holder = holds.holderOf(showId, seatId);
        // A seat that is not LOCKED in the map was freed or booked meanwhile: its lock must not come back.
        const isHeld = holder ? holder.lockId === lockId : !map || map.states.get(seatId) === 'LOCKED';
        if (isHeld) holds.hold(showId, seatId, { lockId, ownerId, ttl_ms });
      }
    },

    async release({ showId, lockId, seatIds }) {
      for (const seatId of seatIds) holds.free(showId, seatId, lockId);
    },

    async takeChange({ showId, changes }) {
      const excess = changesMade.excessOf(showId, changes);
      if (!excess) changesMade.add(showId, changes);
      return excess?.retryAfter_ms ?? 0;
    },

    async giveBack({ showId, address, amount_ms }) {
      origins.giveBack(showId, address, amount_ms);
    },

    async readMap(showId) {
      const map = shows.get(showId)?.map;
      if (!map || map.waiting.size > 0) return null;
      return { version: map.version, unavailable: Array.from(map.states, ([seatId, state]) => ({ seatId, state })) };
    },

    async applyChange(change) {
      const { showId, version, changes } = change;
      const show = shows.get(showId) ?? { head: 0, epoch: 0, tokens: 0, map: null };
      show.head = Math.max(show.head, version);
      const { map } = show;
      if (!map) {
        freeEnded(change, null);
        return rememberWithoutMap(showId, show);
      }
      if (version <= map.version) {
        // The installed map had this change, but its lock may not have been freed. It has for one applied since, and the
        // lock may hold the seats again.
        if (version <= map.base) freeEnded(change, map);
        return;
      }
      if (map.waiting.has(version)) return;
      map.waiting.set(version, changes);
      applyWaiting(map);
      freeEnded(change, version <= map.version ? map : null);
      if (map.waiting.size > MAX_WAITING_CHANGES) rememberWithoutMap(showId, show);
    },

    async installMap({ showId, image, epoch, locks, ttl_ms }) {
      const show = shows.get(showId);
      if (show && show.head > image.version) return false;
      for (const { seatId, lockId, ownerId, ttl_ms: lockTtl_ms } of locks) {
        if (lockTtl_ms <= 0 || holds.holderOf(showId, seatId)) continue;
        holds.hold(showId, seatId, { lockId, ownerId, ttl_ms: lockTtl_ms });
      }
      const states = new Map(image.unavailable.map(({ seatId, state }) => [seatId, state]));
      // An installer that was overtaken by a later one must not turn the fencing tokens back.
      const isLater = !show || epoch > show.epoch;
      const record: ShowRecord = {
        head: image.version,
        epoch: isLater ? epoch : show.epoch,
        tokens: isLater ? 0 : show.tokens,
        map: { version: image.version, base: image.version, states, waiting: new Map() },
      };
      shows.set(showId, record, ttl_ms);
      return true;
    },

    async dropMap(showId) {
      const show = shows.get(showId);
      if (show) rememberWithoutMap(showId, show);
    },

    async resetMap(showId) {
      const show = shows.get(showId);
      if (show) rememberWithoutMap(showId, { ...show, head: 0 });
    },

    async holdersOf({ showId, seatIds }) {
      return seatIds.flatMap((seatId) => {
        const holder = holds.holderOf(showId, seatId);
        return holder ? [{ seatId, lockId: holder.lockId }] : [];
      });
    },
  };
}

function conflictOf(
  state: SeatState | undefined,
  holder: Holder | undefined,
  lockId: string,
  ownerId: string,
): StoreConflict['reason'] | null {
  if (state === 'BOOKED' || state === 'BLOCKED') return state;
  // LOCKED in the map without a holder is a hold that has run out here: PostgreSQL decides.
  if (!holder || holder.lockId === lockId) return null;
  return holder.ownerId === ownerId ? 'LOCKED_BY_YOU' : 'LOCKED_BY_OTHER';
}

/** Null when the owner may have `added` seats more, under this lock. */
function excessOf(
  { limits, lockId }: AcquireRequest,
  added: number,
  { lockIds, seats }: Holding,
): Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }> | null {
  if (!limits || added === 0) return null;
  if (!lockIds.has(lockId) && lockIds.size + 1 > limits.maxLocks) {
    return { outcome: 'LIMIT_EXCEEDED', limit: 'LOCKS', max: limits.maxLocks, held: lockIds.size };
  }
  if (seats + added > limits.maxSeats) {
    return { outcome: 'LIMIT_EXCEEDED', limit: 'SEATS', max: limits.maxSeats, held: seats };
  }
  return null;
}

function applyWaiting(map: MapRecord): void {
  for (;;) {
    const changes = map.waiting.get(map.version + 1);
    if (!changes) return;
    map.version += 1;
    map.waiting.delete(map.version);
    for (const { seatId, state } of changes) {
      if (state === 'AVAILABLE') map.states.delete(seatId);
      else map.states.set(seatId, state);
    }
  }
}
