import type { AreaState, SeatChange, SeatMapImage, SeatState } from '../../../src/modules/inventory/seat-state.ts';
import type { HoldOrigin } from '../../../src/modules/limits/hold-origin.ts';
import { entriesOf, placesEntry, weightOfAll } from '../../../src/modules/locks/place-entries.ts';
import type {
  AcquireOutcome,
  AcquireRequest,
  HoldExtension,
  ReleasedInStore,
  SeatLockStore,
  StoreConflict,
} from '../../../src/modules/locks/seat-lock-store.ts';
import type { AreaShortage } from '../../../src/modules/seat-map/seat-map.errors.ts';
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
  map: {
    base: number;
    version: number;
    early: MapChange[];
    states: SeatChange[];
    areas: readonly AreaState[];
  } | null;
}

/** Places of an area that a lock has got, and that the map was not told of yet. */
interface Claim {
  showId: string;
  areaId: string;
  lockId: string;
  places: number;
  until: number;
}

const CLAIM_MS = 15_000;

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
  #claims: Claim[] = [];

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
    this.#claims = [];
  }

  acquire(request: AcquireRequest): Answers['acquire'] {
    const { showId, seatIds, allottedIds = [], lockId, ownerId, ttl_ms, limits, origin, hadPlaces = 0 } = request;
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
    const entries = entriesOf(lockId, request);
    const unheld = entries.filter((entry) => !this.#holdOf(showId, entry));
    // A retry, which holds its places already and had none before, has claimed them, or they are counted.
    const isHeld = entries.length > seatIds.length && !unheld.includes(entries.at(-1)!);
    const isRetry = isHeld && hadPlaces === 0;
    const areas = isRetry ? [] : (request.areas ?? []);
    const shortAreas = areas.flatMap(({ areaId, more }): AreaShortage[] => {
      const claimed = this.#claims.filter((claim) => this.#isOfOthers(claim, { showId, areaId, lockId }));
      const free = (areaOf(known.map!.areas, areaId)?.available ?? Number.POSITIVE_INFINITY) - sumOf(claimed);
      return more > 0 && more > free ? [{ areaId, available: Math.max(free, 0) }] : [];
    });
    if (shortAreas.length > 0) return { outcome: 'REFUSED', conflicts, shortAreas };
    if (conflicts.length > 0) return { outcome: 'REFUSED', conflicts };
    const isOfSeats = (entry: string) => seatIds.includes(entry);
    const has = weightOfAll(unheld.filter((entry) => !isOfSeats(entry)));
    const added = unheld.filter(isOfSeats).length + Math.max(has - hadPlaces, 0);
    const lapsed = unheld.filter((seatId) => stateOf(states, seatId) === 'LOCKED').length;
    const excess = limits && added > 0 ? this.#excess({ showId, lockId, ownerId, limits }, added) : null;
    if (excess) return excess;
    const excessThere = origin && added > 0 ? this.#excessOf(origin, showId, added) : null;
    if (excessThere) return excessThere;
    for (const seatId of entries) this.#hold({ showId, seatId, lockId, ownerId }, ttl_ms);
    for (const { areaId, more } of areas) if (more !== 0) this.#claim({ showId, areaId, lockId, places: more });
    if (origin && unheld.length > 0) this.#takeFrom(origin, showId, { lockId, seatIds: unheld });
    known.given += 1;
    return { outcome: 'ACQUIRED', token: known.epoch * 2 ** 32 + known.given, lapsed };
  }

  extend(extension: HoldExtension): void {
    const { showId, lockId, ownerId, ttl_ms } = extension;
    const map = this.#known(showId)?.map;
    for (const seatId of entriesOf(lockId, extension)) {
      const hold = this.#holdOf(showId, seatId);
      const mayReturn = !map || stateOf(map.states, seatId) === 'LOCKED';
      if (hold ? hold.lockId === lockId : mayReturn) this.#hold({ showId, seatId, lockId, ownerId }, ttl_ms);
    }
  }

  release(held: ReleasedInStore): void {
    const { showId, lockId, areas = [], claimedOf = areas.map(({ areaId }) => areaId) } = held;
    this.#end(showId, lockId, entriesOf(lockId, held));
    this.#endClaims(showId, claimedOf, [lockId]);
  }

  /** Admissions are not among what is modelled either: no request here asks for one. */
  readAdmissions(): Answers['readAdmissions'] {
    return { revision: null, idleOwnerIds: [] };
  }

  bringAdmissions(): boolean {
    return false;
  }

  replaceAdmissions(): void {}

  keepAdmission(): null {
    return null;
  }

  /** Budgets are not among what is modelled: no origin here has one, and changes are not counted. */
  giveBack(): void {}

  /** Nor are cool-downs. */
  forgive(): void {}

  excuse(): void {}

  notePayer(): void {}

  takeChange(): number {
    return 0;
  }

  readMap(showId: string): SeatMapImage | null {
    const map = this.#known(showId)?.map;
    if (!map || map.early.length > 0) return null;
    return {
      version: map.version,
      unavailable: map.states,
      ...(map.areas.length > 0 ? { areas: [...map.areas] } : {}),
    };
  }

  applyChange(change: MapChange): void {
    const { showId, version } = change;
    const known = this.#known(showId) ?? { until: 0, head: 0, epoch: 0, given: 0, map: null };
    known.head = Math.max(known.head, version);
    const { map } = known;
    const endClaims = ({ areas = [], claimedBy = [] }: MapChange) =>
      this.#endClaims(
        showId,
        areas.map(({ areaId }) => areaId),
        claimedBy,
      );
    if (!map) {
      this.#forgetMap(showId, known);
      this.#endHolds(change, []);
      endClaims(change);
      return;
    }
    const isOld = version <= map.version;
    if (isOld ? version > map.base : map.early.some((early) => early.version === version)) return;
    if (isOld) endClaims(change);
    else {
      map.early.push(change);
      for (let next = nextOf(map); next; next = nextOf(map)) {
        map.early = map.early.filter((early) => early !== next);
        map.states = changed(map.states, next.changes);
        const told = next.areas ?? [];
        map.areas = [...map.areas.filter(({ areaId }) => !areaOf(told, areaId)), ...told];
        endClaims(next);
        map.version = next.version;
      }
    }
    this.#endHolds(change, version <= map.version ? map.states : []);
  }

  installMap({ showId, image, epoch, locks, places = [], ttl_ms }: MapInstall): boolean {
    const known = this.#known(showId);
    if (known && known.head > image.version) return false;
    const entries = places.map(({ places: count, ...hold }) => ({ ...hold, seatId: placesEntry(hold.lockId, count) }));
    for (const { ttl_ms: left_ms, ...lock } of [...locks, ...entries]) {
      if (left_ms > 0 && !this.#holdOf(showId, lock.seatId)) this.#hold({ showId, ...lock }, left_ms);
    }
    const isNewEpoch = !known || epoch > known.epoch;
    this.#shows.set(showId, {
      until: this.#now_ms + ttl_ms,
      head: image.version,
      epoch: isNewEpoch ? epoch : known.epoch,
      given: isNewEpoch ? 0 : known.given,
      map: {
        base: image.version,
        version: image.version,
        early: [],
        states: [...image.unavailable],
        areas: image.areas ?? [],
      },
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
        count: account.count + weightOfAll(taken.seatIds),
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
    account.count = weightOfAll(held);
    if (account.count + added <= max) return null;
    return { outcome: 'LIMIT_EXCEEDED', limit: 'ADDRESS_SEATS', max, held: account.count, retryAfter_ms: 0 };
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
    const seats = weightOfAll(held.map(({ seatId }) => seatId));
    if (seats + added <= maxSeats) return null;
    return { outcome: 'LIMIT_EXCEEDED', limit: 'SEATS', max: maxSeats, held: seats };
  }

  /** The locks' holds on the change's seats end, but for those that are LOCKED by it, or again in `states`. */
  #endHolds({ showId, changes, endedLockIds = [], endedPlaces = [] }: MapChange, states: readonly SeatChange[]): void {
    const seatIds = changes
      .filter(({ seatId, state }) => state !== 'LOCKED' && stateOf(states, seatId) !== 'LOCKED')
      .map(({ seatId }) => seatId);
    for (const lockId of endedLockIds) this.#end(showId, lockId, seatIds);
    for (const { lockId, places } of endedPlaces) {
      if (endedLockIds.includes(lockId)) this.#end(showId, lockId, [placesEntry(lockId, places)]);
    }
  }

  #end(showId: string, lockId: string, seatIds: readonly string[]): void {
    this.#holds = this.#holds.filter(
      (hold) => !(hold.showId === showId && hold.lockId === lockId && seatIds.includes(hold.seatId)),
    );
  }

  #isOfOthers(claim: Claim, { showId, areaId, lockId }: Pick<Claim, 'showId' | 'areaId' | 'lockId'>): boolean {
    return claim.showId === showId && claim.areaId === areaId && claim.lockId !== lockId && claim.until > this.#now_ms;
  }

  #claim(claim: Omit<Claim, 'until'>): void {
    this.#endClaims(claim.showId, [claim.areaId], [claim.lockId]);
    if (claim.places > 0) this.#claims.push({ ...claim, until: this.#now_ms + CLAIM_MS });
  }

  #endClaims(showId: string, areaIds: readonly string[], lockIds: readonly string[]): void {
    this.#claims = this.#claims.filter(
      (claim) => claim.showId !== showId || !areaIds.includes(claim.areaId) || !lockIds.includes(claim.lockId),
    );
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

function areaOf<Area extends { areaId: string }>(areas: readonly Area[], areaId: string): Area | undefined {
  return areas.find((area) => area.areaId === areaId);
}

function sumOf(claims: readonly Claim[]): number {
  return claims.reduce((sum, { places }) => sum + places, 0);
}
