import { ExpiringMap } from '../../platform/memory/expiring-map.ts';
import type { SeatChange, SeatState } from '../seat-map/seat-state.ts';
import {
  MAP_TTL_MS,
  MAX_WAITING_CHANGES,
  type MapChange,
  type SeatLockStore,
  type StoreConflict,
} from './seat-lock-store.ts';

export interface MemorySeatLockStoreOptions {
  /** For tests: milliseconds on any steady clock. */
  now?: () => number;
  /** How long the newest version of a missing or dropped map is remembered. */
  mapTtl_ms?: number;
}

interface Holder {
  lockId: string;
  ownerId: string;
}

/** What is known about a show, also while its map is missing. */
interface ShowRecord {
  /** The newest version known. */
  head: number;
  epoch: number;
  /** Fencing tokens given in this epoch. */
  tokens: number;
  map: { version: number; states: Map<string, SeatState>; waiting: Map<number, readonly SeatChange[]> } | null;
}

/** The store of a single process, and the model of the one on Redis. Each operation runs without interruption. */
export function createMemorySeatLockStore({
  now = () => performance.now(),
  mapTtl_ms = MAP_TTL_MS,
}: MemorySeatLockStoreOptions = {}): SeatLockStore {
  const shows = new ExpiringMap<ShowRecord>({ now });
  const holders = new ExpiringMap<Holder>({ now });

  function freeSeats(showId: string, seatIds: Iterable<string>, lockId: string): void {
    for (const seatId of seatIds) {
      const key = seatKey(showId, seatId);
      if (holders.get(key)?.lockId === lockId) holders.delete(key);
    }
  }

  /** Keeps the newest version and the fencing tokens of a show whose map is missing. */
  function rememberWithoutMap(showId: string, show: ShowRecord): void {
    show.map = null;
    shows.set(showId, show, mapTtl_ms);
  }

  return {
    async acquire({ showId, seatIds, lockId, ownerId, ttl_ms }) {
      const show = shows.get(showId);
      if (!show?.map) return { outcome: 'MAP_MISSING' };
      const conflicts: StoreConflict[] = [];
      for (const seatId of seatIds) {
        const reason = conflictOf(show.map.states.get(seatId), holders.get(seatKey(showId, seatId)), lockId, ownerId);
        if (reason) conflicts.push({ seatId, reason });
      }
      if (conflicts.length > 0) return { outcome: 'REFUSED', conflicts };
      for (const seatId of seatIds) holders.set(seatKey(showId, seatId), { lockId, ownerId }, ttl_ms);
      show.tokens += 1;
      return { outcome: 'ACQUIRED', token: show.epoch * 2 ** 32 + show.tokens };
    },

    async release({ showId, lockId, seatIds }) {
      freeSeats(showId, seatIds, lockId);
    },

    async readMap(showId) {
      const map = shows.get(showId)?.map;
      if (!map || map.waiting.size > 0) return null;
      return { version: map.version, unavailable: Array.from(map.states, ([seatId, state]) => ({ seatId, state })) };
    },

    async applyChange(change) {
      const { showId, version, changes, endedLockId } = change;
      // A lock that ended never comes back, so its seats are freed whatever the order in which the changes arrive.
      if (endedLockId) freeSeats(showId, seatIdsOf(changes), endedLockId);
      const show = shows.get(showId) ?? { head: 0, epoch: 0, tokens: 0, map: null };
      show.head = Math.max(show.head, version);
      if (!show.map) return rememberWithoutMap(showId, show);
      if (version <= show.map.version || show.map.waiting.has(version)) return;
      show.map.waiting.set(version, changes);
      applyWaiting(show.map);
      if (show.map.waiting.size > MAX_WAITING_CHANGES) rememberWithoutMap(showId, show);
    },

    async installMap({ showId, image, epoch, locks, ttl_ms }) {
      const show = shows.get(showId);
      if (show && show.head > image.version) return false;
      for (const { seatId, lockId, ownerId, ttl_ms: lockTtl_ms } of locks) {
        const key = seatKey(showId, seatId);
        if (lockTtl_ms > 0 && !holders.get(key)) holders.set(key, { lockId, ownerId }, lockTtl_ms);
      }
      const states = new Map(image.unavailable.map(({ seatId, state }) => [seatId, state]));
      // An installer that was overtaken by a later one must not turn the fencing tokens back.
      const isLater = !show || epoch > show.epoch;
      const record: ShowRecord = {
        head: image.version,
        epoch: isLater ? epoch : show.epoch,
        tokens: isLater ? 0 : show.tokens,
        map: { version: image.version, states, waiting: new Map() },
      };
      shows.set(showId, record, ttl_ms);
      return true;
    },

    async dropMap(showId) {
      const show = shows.get(showId);
      if (show) rememberWithoutMap(showId, show);
    },
  };
}

function seatKey(showId: string, seatId: string): string {
  return `${showId} ${seatId}`;
}

function* seatIdsOf(changes: MapChange['changes']): Iterable<string> {
  for (const { seatId } of changes) yield seatId;
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

function applyWaiting(map: NonNullable<ShowRecord['map']>): void {
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
