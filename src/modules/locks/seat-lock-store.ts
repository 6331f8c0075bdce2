import type { AreaQuantity } from '../inventory/places.ts';
import type { ChangeBudget } from '../limits/change-budget.ts';
import type { Cooldown } from '../limits/cooldown.ts';
import type { Cooled } from '../limits/hold-counts.ts';
import type { HoldOrigin } from '../limits/hold-origin.ts';
import type { Forgiven, PaidHold } from '../limits/paid-holds.ts';
import type { AreaShortage } from '../seat-map/seat-map.errors.ts';
import type { SeatMapStore } from '../seat-map/seat-map-store.ts';
import type { AdmissionDemand, AdmissionStore } from '../waiting-room/admission-store.ts';

/**
 * The seat lock store port: the fast and polite first answer to "may I have these seats?". Correctness does not rest on
 * it (PostgreSQL's primary key over seat_states does), but it answers every refusal in one round trip, and holds the seat
 * map that reads are served from. Adapters: redis-seat-lock-store.ts (one Lua script per operation) and
 * memory-seat-lock-store.ts; one contract suite for both (test/kit/contracts/seat-lock-store.contract.ts).
 *
 * Per show it keeps `seat_lock:{show}:seat` (value: holder, expiring at the hold's deadline), `seat_holds:{show}:owner` (what
 * an owner holds and has not paid: the seats of that owner's lock keys, each until its deadline, so that a leftover never counts),
 * `address_holds:{show}:address` (what was taken from a network address: of its seats those count whose lock key is still
 * there), `address_budget:{show}:address` (what that has cost it), `lock_changes:{show}:caller` (what changes of locks have cost a caller),
 * `cooldown:{show}:owner` and `address_cooldown:{show}:address` (until when they take nothing, for what they let run out unpaid), and
 * `unpaid_holds:{show}:address` (which locks taken from there are to be looked at for that, by their deadlines), `payer:{show}:lock` (from
 * where a payment of it was begun) and `seat_map:{show}` (the unavailable seats, the counts of areas and the map's version, one hour). Of the places of areas that a lock
 * holds there is one entry among all of these, however many they are (place-entries.ts).
 * All operations are atomic, and none costs more in a larger hall. A store that lost its memory does not know any more what
 * was taken from which address: each begins anew.
 */
export interface SeatLockStore extends SeatMapStore, AdmissionStore {
  /**
   * Holds all seats for `ttl_ms`, or none. Seats already held by the same lock id count as free (a retry is harmless, and
   * starts their `ttl_ms` again). A seat that the map shows LOCKED and nobody holds here counts as free: its hold has run
   * out in the store, and PostgreSQL knows whether in truth as well. Cool-downs, `limits`, `changes` and `origin` are looked at, in this
   * order, when the seats are free.
   * Holds that have run out since, and whose seats are not booked, are charged to `cooldown` and that of `origin` here, before they are looked
   * at, as of their deadline: nobody takes seats again before they have paid for those that they let run out. Half an hour later they are forgotten.
   * Places of areas: a lock gets them while the map has as many free, less those that others have got here and the map was not told of
   * yet. Such a claim ends with the change of the map that it leads to, with `release`, or after fifteen seconds, and outlasts the map. An
   * area that the map does not know is left to PostgreSQL. A lock that has places (`hadPlaces`) adds to what is counted only what it gets
   * beyond them; what it had stays held beside until it is released.
   * An admission that is asked for is looked at before anything else; a lock that is got moves its idle time on.
   * `MAP_MISSING`: the map is not in the store (never built, expired, or the store lost its memory), so the store can't
   * know who holds what; nothing was changed; install the map and try again.
   */
  acquire(request: AcquireRequest): Promise<AcquireOutcome>;
  /**
   * Lets the lock's hold on the seats end in `ttl_ms` from now, sooner or later than before. A seat whose hold has run out
   * here is held again (PostgreSQL says that the lock holds it), unless the map knows that it is not LOCKED any more: the
   * lock has ended meanwhile. A seat held by another lock is left alone.
   */
  extend(request: HoldExtension): Promise<void>;
  /** Frees those of the seats and places that are still held by this lock, or claimed for it; never another's. */
  release(request: ReleasedInStore): Promise<void>;
  /**
   * Counts a change of a lock that takes no seats, by what `acquire` counts others by: 0, or how many milliseconds later it may
   * be made. Nothing is counted then.
   */
  takeChange(request: { showId: string; changes: ChangeBudget }): Promise<number>;
  /** Gives the address some of its budget back, at most until that is whole. */
  giveBack(request: { showId: string; address: string; amount_ms: number }): Promise<void>;
  /**
   * Seats were paid: the owner begins anew, what ran out until now included, and of what the address has let run out as many are taken off. Seats that
   * are booked do the same for the owner of the lock that held them (`applyChange`).
   */
  forgive(request: Forgiven): Promise<void>;
  /** A payment of the lock was begun from there, and may be decided later: for an hour, `forgive` of the lock is for that address, too, once. */
  notePayer(payer: { showId: string; lockId: string; address: Cooled }): Promise<void>;
  /**
   * The lock is paid, or money for it is under way: what it holds stays held until its deadline, but counts for its owner no more, and never as
   * having run out.
   */
  excuse(lock: PaidHold): Promise<void>;
  /** Those of the seats that are held here, with the lock that holds them. */
  holdersOf(request: { showId: string; seatIds: readonly string[] }): Promise<SeatHolder[]>;
}

/** What a lock holds here. */
export interface HeldInStore {
  showId: string;
  lockId: string;
  seatIds: readonly string[];
  /** All that it has, each area once. */
  areas?: readonly AreaQuantity[] | undefined;
}

export interface ReleasedInStore extends HeldInStore {
  /** It counts as having run out a millisecond from now; without, as given back in time. */
  hasRunOut?: boolean;
  /** The areas of which what it has claimed is free again; without, those of `areas`. */
  claimedOf?: readonly string[] | undefined;
}

export interface SeatHolder {
  seatId: string;
  lockId: string;
}

export interface AcquireRequest {
  showId: string;
  /** Distinct seats of the show's plan; any number. */
  seatIds: readonly string[];
  /** Those of the seats that count as free when the map shows them BLOCKED: of allotments that are open to the owner. */
  allottedIds?: readonly string[] | undefined;
  /** All places that the lock is to have, each area once; they count for the limits as so many seats. */
  areas?: readonly AreaDemand[] | undefined;
  /** How many places the lock has, in whichever areas, that these are in place of; without, none. */
  hadPlaces?: number | undefined;
  /** Without spaces. */
  lockId: string;
  /** The same for all requests of one lock. */
  ownerId: string;
  ttl_ms: number;
  limits?: HoldLimits;
  /** Where the request comes from; without, no address is charged. Seats that the lock holds already are not counted again. */
  origin?: HoldOrigin | null;
  /** What it costs the owner to let holds run out unpaid; without, nothing. */
  cooldown?: Cooldown | null;
  /** Whom to count it for; without, for nobody. A retry, which takes no seats, is not counted; other places for as many are. */
  changes?: ChangeBudget | null;
  /** The owner must be admitted to the show; without, need not. */
  admission?: AdmissionDemand | null | undefined;
}

export interface AreaDemand extends AreaQuantity {
  /** How many of them the lock does not have yet, and that are to be free for everyone; less than none, where it gives some back. None: what it has claimed stays so. */
  more: number;
}

/**
 * How much an owner may hold in a show at once, this request included; seats that were booked no longer count. A request
 * that adds nothing to what its lock holds already (a retry) is never over the limit.
 */
export interface HoldLimits {
  /** A lock that holds seats already is not counted again. */
  maxLocks: number;
  /** Seats that the lock holds already are not counted again. */
  maxSeats: number;
}

export type AcquireOutcome =
  /**
   * `token`: fencing token, greater than every token given before for this show, also before the store lost its memory.
   * `lapsed`: of the seats, how many the map shows LOCKED by a hold that has run out here. PostgreSQL may have it still
   * (an extension that could not be told, a booking whose seats are not booked yet) and refuse them.
   */
  | { outcome: 'ACQUIRED'; token: number; lapsed: number }
  | { outcome: 'REFUSED'; conflicts: StoreConflict[]; shortAreas?: AreaShortage[] }
  /** Nothing changed. `held`: the locks, or seats, that the owner holds now. Over both limits, it is LOCKS. */
  | { outcome: 'LIMIT_EXCEEDED'; limit: 'LOCKS' | 'SEATS'; max: number; held: number }
  /**
   * The owner, or the address, let holds run out unpaid, and takes nothing until `retryAfter_ms` have passed. `held`: how many are
   * remembered, in what they are counted in; `max`: how many are free.
   */
  | {
      outcome: 'LIMIT_EXCEEDED';
      limit: 'EXPIRED_HOLDS' | 'ADDRESS_EXPIRED_SEATS';
      max: number;
      held: number;
      retryAfter_ms: number;
    }
  /**
   * The same for the address: seats that it holds, or that it took of late, over both the latter; or for what changes are
   * counted by. The owner's limits come first, then changes. `retryAfter_ms`: the budget has enough then, or the first of the
   * held seats may be free.
   */
  | {
      outcome: 'LIMIT_EXCEEDED';
      limit: 'ADDRESS_SEATS' | 'ADDRESS_HOLDS' | 'LOCK_CHANGES';
      max: number;
      held: number;
      retryAfter_ms: number;
    }
  /** Nothing changed: the owner is not admitted, or the store does not know who is. */
  | { outcome: 'NOT_ADMITTED' }
  | { outcome: 'ADMISSIONS_MISSING' }
  | { outcome: 'MAP_MISSING' };

/** In the order of the request's seats. A seat both held and booked (or blocked) is BOOKED (or BLOCKED). */
export interface StoreConflict {
  seatId: string;
  reason: 'LOCKED_BY_OTHER' | 'LOCKED_BY_YOU' | 'BOOKED' | 'BLOCKED';
}

export interface HoldExtension extends HeldInStore {
  ownerId: string;
  /** Greater than 0. */
  ttl_ms: number;
}
