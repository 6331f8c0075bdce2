import type { SeatChange, SeatMapImage, SeatState } from '../../../src/modules/inventory/seat-state.ts';
import type { HoldOrigin } from '../../../src/modules/limits/hold-origin.ts';
import type {
  AcquireOutcome,
  AcquireRequest,
  HoldExtension,
  SeatLockStore,
  StoreConflict,
} from '../../../src/modules/locks/seat-lock-store.ts';
import type { MapChange, MapInstall } from '../../../src/modules/seat-map/seat-map-store.ts';

/** What was taken from a network address at a time. */
interface Taken {
  lockId: string;
  seatIds: readonly string[];
}

/** What was taken from there, freed seats included until they matter; of entries of a lock with the same first seat the last. */
interface Account {
  showId: string;
  address: string;
  until: number;
  count: number;
  entries: Taken[];
}

interface Hold {
  showId: string;
  seatId: string;
  lockId: string;
  ownerId: string;
  until: number;
}

/** What is known of a show, its map included as long as it has one. */
interface Known {
  until: number;
  head: number;
  epoch: number;
  given: number;
  map: { base: number; version: number; early: MapChange[]; states: SeatChange[] } | null;
}

type Answers = { [Name in keyof SeatLockStore]: Awaited<ReturnType<SeatLockStore[Name]>> };

/**
 * The seat lock store as one would explain it: a list of holds with their ends, what is known of each show, and a clock.
 * Nothing is indexed, nothing is swept; each question looks at everything.
 */
export class SeatLockModel implements Record<keyof SeatLockStore, (argument: never) => unknown> {
  readonly #mapTtl_ms: number;
  #now_ms = 0;
  #holds: Hold[] = [];
  #accounts: Account[] = [];
  #shows = new Map<string, Known>();

  constructor({ mapTtl_ms }: { mapTtl_ms: number }) {
    this.#mapTtl_ms = mapTtl_ms;
  }

  pass(ms: number): void {
    this.#now_ms += ms;
  }

  loseMemory(): void {
    this.#holds = [];
    this.#accounts = [];
    this.#shows.clear();
  }

  acquire(request: AcquireRequest): Answers['acquire'] {
    const { showId, seatIds, allottedIds = [], lockId, ownerId, ttl_ms, limits, origin } = request;
    const known = this.#known(showId);
    if (!known?.map) return { outcome: 'MAP_MISSING' };
    const { states } = known.map;
    const conflicts = seatIds.flatMap((seatId): StoreConflict[] => {
      const state = stateOf(states, seatId);
      const isOpen = state === 'BLOCKED' && allottedIds.includes(seatId);
      if (!isOpen && (state === 'BOOKED' || state === 'BLOCKED')) return [{ seatId, reason: state }];
      const hold = this.#holdOf(showId, seatId);
      if (!hold || hold.lockId === lockId) return [];
      return [{ seatId, reason: hold.ownerId === ownerId ? 'LOCKED_BY_YOU' : 'LOCKED_BY_OTHER' }];
    });
    if (conflicts.length > 0) return { outcome: 'REFUSED', conflicts };
    const unheld = seatIds.filter((seatId) => !this.#holdOf(showId, seatId));
    const added = unheld.length;
    const lapsed = unheld.filter((seatId) => stateOf(states, seatId) === 'LOCKED').length;
    const excess = limits && added > 0 ? this.#excess({ showId, lockId, ownerId, limits }, added) : null;
    if (excess) return excess;
    const excessThere = origin && added > 0 ? this.#excessOf(origin, showId, added) : null;
    if (excessThere) return excessThere;
    for (const seatId of seatIds) this.#hold({ showId, seatId, lockId, ownerId }, ttl_ms);
    if (origin && added > 0) this.#takeFrom(origin, showId, { lockId, seatIds: unheld });
    known.given += 1;
    return { outcome: 'ACQUIRED', token: known.epoch * 2 ** 32 + known.given, lapsed };
  }

  extend({ showId, seatIds, lockId, ownerId, ttl_ms }: HoldExtension): void {
    const map = this.#known(showId)?.map;
    for (const seatId of seatIds) {
      const hold = this.#holdOf(showId, seatId);
      const mayReturn = !map || stateOf(map.states, seatId) === 'LOCKED';
      if (hold ? hold.lockId === lockId : mayReturn) this.#hold({ showId, seatId, lockId, ownerId }, ttl_ms);
    }
  }

  release({ showId, lockId, seatIds }: { showId: string; lockId: string; seatIds: readonly string[] }): void {
    this.#holds = this.#holds.filter(
      (hold) => !(hold.showId === showId && hold.lockId === lockId && seatIds.includes(hold.seatId)),
    );
  }

  /** Budgets are not among what is modelled: no origin here has one, and changes are not counted. */
  giveBack(): void {}

  takeChange(): number {
    return 0;
  }

  readMap(showId: string): SeatMapImage | null {
    const map = this.#known(showId)?.map;
    if (!map || map.early.length > 0) return null;
    return { version: map.version, unavailable: map.states };
  }

  applyChange(change: MapChange): void {
    const { showId, version } = change;
    const known = this.#known(showId) ?? { until: 0, head: 0, epoch: 0, given: 0, map: null };
    known.head = Math.max(known.head, version);
    const { map } = known;
    if (!map) {
      this.#forgetMap(showId, known);
      this.#endHolds(change, []);
      return;
    }
    const isOld = version <= map.version;
    if (isOld ? version > map.base : map.early.some((early) => early.version === version)) return;
    if (!isOld) {
      map.early.push(change);
      for (let next = nextOf(map); next; next = nextOf(map)) {
        map.early = map.early.filter((early) => early !== next);
        map.states = changed(map.states, next.changes);
        map.version = next.version;
      }
    }
    this.#endHolds(change, version <= map.version ? map.states : []);
  }

  installMap({ showId, image, epoch, locks, ttl_ms }: MapInstall): boolean {
    const known = this.#known(showId);
    if (known && known.head > image.version) return false;
    for (const { ttl_ms: left_ms, ...lock } of locks) {
      if (left_ms > 0 && !this.#holdOf(showId, lock.seatId)) this.#hold({ showId, ...lock }, left_ms);
    }
    const isNewEpoch = !known || epoch > known.epoch;
    this.#shows.set(showId, {
      until: this.#now_ms + ttl_ms,
      head: image.version,
      epoch: isNewEpoch ? epoch : known.epoch,
      given: isNewEpoch ? 0 : known.given,
      map: { base: image.version, version: image.version, early: [], states: [...image.unavailable] },
    });
    return true;
  }

  dropMap(showId: string): void {
    const known = this.#known(showId);
    if (known) this.#forgetMap(showId, known);
  }

  resetMap(showId: string): void {
    const known = this.#known(showId);
    if (known) this.#forgetMap(showId, { ...known, head: 0 });
  }

  holdersOf({ showId, seatIds }: { showId: string; seatIds: readonly string[] }): Answers['holdersOf'] {
    return seatIds.flatMap((seatId) => {
      const hold = this.#holdOf(showId, seatId);
      return hold ? [{ seatId, lockId: hold.lockId }] : [];
    });
  }

  #known(showId: string): Known | undefined {
    const known = this.#shows.get(showId);
    return known && known.until > this.#now_ms ? known : undefined;
  }

  #forgetMap(showId: string, known: Known): void {
    this.#shows.set(showId, { ...known, map: null, until: this.#now_ms + this.#mapTtl_ms });
  }

  #holdOf(showId: string, seatId: string): Hold | undefined {
    return this.#holds.find((hold) => hold.showId === showId && hold.seatId === seatId && hold.until > this.#now_ms);
  }

  #hold(hold: Omit<Hold, 'until'>, ttl_ms: number): void {
    this.#holds = this.#holds.filter(({ showId, seatId }) => showId !== hold.showId || seatId !== hold.seatId);
    this.#holds.push({ ...hold, until: this.#now_ms + ttl_ms });
  }

  #accountOf(showId: string, address: string): Account {
    this.#accounts = this.#accounts.filter(({ until }) => until > this.#now_ms);
    const known = this.#accounts.find((account) => account.showId === showId && account.address === address);
    return known ?? { showId, address, until: 0, count: 0, entries: [] };
  }

  #takeFrom({ address, lasts_ms }: HoldOrigin, showId: string, taken: Taken): void {
    const account = this.#accountOf(showId, address);
    const others = account.entries.filter(
      ({ lockId, seatIds }) => lockId !== taken.lockId || seatIds[0] !== taken.seatIds[0],
    );
    this.#accounts = [
      ...this.#accounts.filter((other) => other !== account),
      {
        ...account,
        until: this.#now_ms + lasts_ms,
        count: account.count + taken.seatIds.length,
        entries: [...others, taken],
      },
    ];
  }

  #excessOf(
    { address, maxSeats }: HoldOrigin,
    showId: string,
    added: number,
  ): Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }> | null {
    const max = maxSeats!;
    const account = this.#accountOf(showId, address);
    if (account.count + added <= max) return null;
    const held = new Set<string>();
    account.entries = account.entries.flatMap(({ lockId, seatIds }) => {
      const left = seatIds.filter((seatId) => this.#holdOf(showId, seatId)?.lockId === lockId && !held.has(seatId));
      for (const seatId of left) held.add(seatId);
      return left.length > 0 ? [{ lockId, seatIds: left }] : [];
    });
    account.count = held.size;
    if (held.size + added <= max) return null;
    return { outcome: 'LIMIT_EXCEEDED', limit: 'ADDRESS_SEATS', max, held: held.size, retryAfter_ms: 0 };
  }

  #excess(
    { showId, lockId, ownerId, limits }: Required<Pick<AcquireRequest, 'showId' | 'lockId' | 'ownerId' | 'limits'>>,
    added: number,
  ): Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }> | null {
    const held = this.#holds.filter(
      (hold) => hold.showId === showId && hold.ownerId === ownerId && hold.until > this.#now_ms,
    );
    const lockIds = new Set(held.map((hold) => hold.lockId));
    const { maxLocks, maxSeats } = limits;
    if (!lockIds.has(lockId) && lockIds.size >= maxLocks) {
      return { outcome: 'LIMIT_EXCEEDED', limit: 'LOCKS', max: maxLocks, held: lockIds.size };
    }
    if (held.length + added <= maxSeats) return null;
    return { outcome: 'LIMIT_EXCEEDED', limit: 'SEATS', max: maxSeats, held: held.length };
  }

  /** The locks' holds on the change's seats end, but for those that are LOCKED by it, or again in `states`. */
  #endHolds({ showId, changes, endedLockIds = [] }: MapChange, states: readonly SeatChange[]): void {
    const seatIds = changes
      .filter(({ seatId, state }) => state !== 'LOCKED' && stateOf(states, seatId) !== 'LOCKED')
      .map(({ seatId }) => seatId);
    for (const lockId of endedLockIds) this.release({ showId, lockId, seatIds });
  }
}

function stateOf(states: readonly SeatChange[], seatId: string): SeatState {
  return states.find((seat) => seat.seatId === seatId)?.state ?? 'AVAILABLE';
}

function changed(states: readonly SeatChange[], changes: readonly SeatChange[]): SeatChange[] {
  const untouched = states.filter(({ seatId }) => !changes.some((change) => change.seatId === seatId));
  return [...untouched, ...changes.filter(({ state }) => state !== 'AVAILABLE')];
}

function nextOf({ version, early }: { version: number; early: MapChange[] }): MapChange | undefined {
  return early.find((change) => change.version === version + 1);
}
