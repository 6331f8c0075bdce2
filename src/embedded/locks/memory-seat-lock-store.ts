import { placesIn } from '../../modules/inventory/places.ts';
import type { SeatState } from '../../modules/inventory/seat-state.ts';
import { entriesOf, weightOfAll } from '../../modules/locks/place-entries.ts';
import type {
  AcquireOutcome,
  AcquireRequest,
  SeatLockStore,
  StoreConflict,
} from '../../modules/locks/seat-lock-store.ts';
import type { AreaShortage } from '../../modules/seat-map/seat-map.errors.ts';
import { MAP_TTL_MS } from '../../modules/seat-map/seat-map-store.ts';
import { MemoryAddressHolds } from './memory-address-holds.ts';
import { MemoryAdmissions } from './memory-admissions.ts';
import { MemoryCooldowns } from './memory-cooldowns.ts';
import { MemoryLockChanges } from './memory-lock-changes.ts';
import { type Holder, type Holding, MemorySeatHolds } from './memory-seat-holds.ts';
import { MemorySeatMaps } from './memory-seat-maps.ts';

export interface MemorySeatLockStoreOptions {
  /** For tests: milliseconds on any steady clock. */
  now?: () => number;
  /** How long the newest version of a missing or dropped map is remembered. */
  mapTtl_ms?: number;
  /** What is given back with less time left than that counts as having run out; without, nothing does. */
  lateBelow_ms?: number;
}

interface Parts {
  maps: MemorySeatMaps;
  holds: MemorySeatHolds;
  changesMade: MemoryLockChanges;
  cooldowns: MemoryCooldowns;
  origins: MemoryAddressHolds;
  admissions: MemoryAdmissions;
}

/** The store of a single process, and the model of the one on Redis. Each operation runs without interruption. */
export function createMemorySeatLockStore({
  now = () => performance.now(),
  mapTtl_ms = MAP_TTL_MS,
  lateBelow_ms = 0,
}: MemorySeatLockStoreOptions = {}): SeatLockStore {
  const holds = new MemorySeatHolds({ now });
  const cooldowns: MemoryCooldowns = new MemoryCooldowns({
    now,
    holdsOf: (showId, ownerId) =>
      holds.locksOf(showId, ownerId, (seatId) => maps.get(showId)?.map?.states.get(seatId) === 'BOOKED'),
  });
  const onBooked = (showId: string, ownerId: string) => cooldowns.forgive({ showId, ownerId, address: null, seats: 0 });
  const maps = new MemorySeatMaps({ now, mapTtl_ms, lateBelow_ms, holds, onBooked });
  const changesMade = new MemoryLockChanges({ now });
  const admissions = new MemoryAdmissions({ now });
  const origins = new MemoryAddressHolds({ now, holdTime_ms: (...seat) => holds.timeLeft_ms(...seat) });

  return {
    async acquire(request) {
      return acquire({ maps, holds, changesMade, cooldowns, origins, admissions }, request);
    },

    async extend({ ownerId, ttl_ms, ...held }) {
      const { showId, lockId } = held;
      const map = maps.get(showId)?.map;
      for (const seatId of entriesOf(lockId, held)) {
        const holder = holds.holderOf(showId, seatId);
        // A seat that is not LOCKED in the map was freed or booked meanwhile: its lock must not come back.
        const isHeld = holder ? holder.lockId === lockId : !map || map.states.get(seatId) === 'LOCKED';
        if (isHeld) holds.hold(showId, seatId, { lockId, ownerId, ttl_ms });
      }
    },

    async release(held) {
      const { showId, lockId, areas = [], hasRunOut = false, claimedOf = areas.map(({ areaId }) => areaId) } = held;
      for (const seatId of entriesOf(lockId, held)) holds.free(showId, seatId, lockId, { hasRunOut });
      for (const areaId of claimedOf) maps.claimsOf(showId).end(areaId, [lockId]);
    },

    async takeChange({ showId, changes }) {
      const excess = changesMade.excessOf(showId, changes);
      if (!excess) changesMade.add(showId, changes);
      return excess?.retryAfter_ms ?? 0;
    },

    async giveBack({ showId, address, amount_ms }) {
      origins.giveBack(showId, address, amount_ms);
    },

    async notePayer({ showId, lockId, address }) {
      cooldowns.notePayer(showId, lockId, address);
    },

    async excuse({ showId, lockId, ownerId }) {
      holds.excuse(showId, lockId, ownerId);
    },

    async forgive(forgiven) {
      cooldowns.forgive(forgiven);
    },

    async holdersOf({ showId, seatIds }) {
      return seatIds.flatMap((seatId) => {
        const holder = holds.holderOf(showId, seatId);
        return holder ? [{ seatId, lockId: holder.lockId }] : [];
      });
    },

    readMap: (showId) => maps.readMap(showId),
    applyChange: (change) => maps.applyChange(change),
    installMap: (install) => maps.installMap(install),
    dropMap: (showId) => maps.dropMap(showId),
    resetMap: (showId) => maps.resetMap(showId),
    readAdmissions: (request) => admissions.readAdmissions(request),
    bringAdmissions: (change) => admissions.bringAdmissions(change),
    replaceAdmissions: (all) => admissions.replaceAdmissions(all),
    keepAdmission: (request) => admissions.keepAdmission(request),
  };
}

/** The seats, where they are free and the limits allow it. */
function acquire(parts: Parts, request: AcquireRequest): AcquireOutcome {
  const { maps, holds, changesMade, cooldowns, origins, admissions } = parts;
  const { showId, lockId, ownerId, ttl_ms, origin, hadPlaces = 0, admission } = request;
  const entries = entriesOf(lockId, request);
  const changes = request.changes ?? null;
  const allotted = new Set(request.allottedIds);
  const show = maps.get(showId);
  if (!show?.map) return { outcome: 'MAP_MISSING' };
  const unadmitted = admission ? admissions.refusalOf(showId, ownerId) : null;
  if (unadmitted) return unadmitted;
  const { map } = show;
  const conflicts: StoreConflict[] = [];
  const unheld: string[] = [];
  let lapsed = 0;
  for (const seatId of entries) {
    const holder = holds.holderOf(showId, seatId);
    const shown = map.states.get(seatId);
    const state = shown === 'BLOCKED' && allotted.has(seatId) ? undefined : shown;
    const reason = conflictOf(state, holder, lockId, ownerId);
    if (reason) conflicts.push({ seatId, reason });
    if (!holder) unheld.push(seatId);
    if (!holder && state === 'LOCKED') lapsed += 1;
  }
  // One that had none and holds them here already (a retry) has claimed them, or the map counts them. Who had some may want as many of
  // other areas, for which the entry is the same.
  const hasPlaces = entries.length > request.seatIds.length;
  const isHeld = hasPlaces && !unheld.includes(entries.at(-1)!);
  const isRetry = isHeld && hadPlaces === 0;
  const areas = isRetry ? [] : (request.areas ?? []);
  const shortAreas = areas.flatMap(({ areaId, more }): AreaShortage[] => {
    // One that the map does not know is left to PostgreSQL.
    const free =
      (map.areas.get(areaId)?.available ?? Number.POSITIVE_INFINITY) - maps.claimsOf(showId).ofOthers(areaId, lockId);
    return more > 0 && more > free ? [{ areaId, available: Math.max(free, 0) }] : [];
  });
  if (shortAreas.length > 0) return { outcome: 'REFUSED', conflicts, shortAreas };
  if (conflicts.length > 0) return { outcome: 'REFUSED', conflicts };
  const weight = weightOfAll(unheld);
  const added = hasPlaces && !isHeld ? weight - Math.min(hadPlaces, placesIn(areas)) : weight;
  const takes = added > 0 || areas.some(({ more }) => more > 0);
  const excess =
    (takes ? cooldowns.excessOf(request) : null) ??
    excessOf(request, added, holds.heldBy(showId, ownerId)) ??
    (changes && takes ? changesMade.excessOf(showId, changes) : null) ??
    (origin ? origins.excessOf(showId, origin, added) : null);
  if (excess) return excess;
  if (changes && takes) changesMade.add(showId, changes);
  if (takes) cooldowns.add(request);
  if (origin) origins.add({ showId, lockId, seatIds: unheld, added }, origin);
  for (const seatId of entries) holds.hold(showId, seatId, { lockId, ownerId, ttl_ms });
  for (const { areaId, more } of areas) if (more !== 0) maps.claimsOf(showId).claim(areaId, lockId, more);
  if (admission) admissions.extend(showId, ownerId, admission);
  show.tokens += 1;
  return { outcome: 'ACQUIRED', token: show.epoch * 2 ** 32 + show.tokens, lapsed };
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
