import { UNCHARGED_FOR_MS } from '../../modules/limits/cooldown.ts';
import { weightOf } from '../../modules/locks/place-entries.ts';
import { ExpiringMap } from '../../platform/caching/expiring-map.ts';

/** Who holds a seat. */
export interface Holder {
  lockId: string;
  ownerId: string;
}

/** What an owner holds in a show. */
export interface Holding {
  lockIds: ReadonlySet<string>;
  /** With places of areas. */
  seats: number;
}

/** What a lock holds, and what of it has run out. */
export interface LockHold {
  lockId: string;
  /** When the last of its seats will run out; 0: none is held. */
  ends: number;
  /** When the last of those that have did, and how many there are. What was given back or booked in time is not among them. */
  endedAt: number;
  endedSeats: number;
}

interface OwnedSeat {
  lockId: string;
  seatId: string;
  until: number;
}

/** Who holds which seats until when, in memory: what lock keys and owners' holds are on Redis. */
export class MemorySeatHolds {
  readonly #now: () => number;
  readonly #holders: ExpiringMap<Holder>;
  /** By show and owner, and by lock and seat: what is held, and what has run out of late. */
  readonly #seatsOfOwners: ExpiringMap<Map<string, OwnedSeat>>;

  /** `now`: milliseconds on any steady clock. */
  constructor({ now }: { now: () => number }) {
    this.#now = now;
    this.#holders = new ExpiringMap({ now });
    this.#seatsOfOwners = new ExpiringMap({ now });
  }

  holderOf(showId: string, seatId: string): Holder | undefined {
    return this.#holders.get(keyOf(showId, seatId));
  }

  /** For how much longer the lock holds the seat; 0 when it does not. */
  timeLeft_ms(showId: string, seatId: string, lockId: string): number {
    return this.holderOf(showId, seatId)?.lockId === lockId ? this.#holders.timeLeft_ms(keyOf(showId, seatId)) : 0;
  }

  /** Whatever was held before of the seat ends. */
  hold(showId: string, seatId: string, { lockId, ownerId, ttl_ms }: Holder & { ttl_ms: number }): void {
    this.#holders.set(keyOf(showId, seatId), { lockId, ownerId }, ttl_ms);
    const ownerKey = keyOf(showId, ownerId);
    const seats = this.#seatsOfOwners.get(ownerKey) ?? new Map();
    seats.set(keyOf(lockId, seatId), { lockId, seatId, until: this.#now() + ttl_ms });
    const lasts_ms = ttl_ms + UNCHARGED_FOR_MS;
    this.#seatsOfOwners.set(ownerKey, seats, Math.max(lasts_ms, this.#seatsOfOwners.timeLeft_ms(ownerKey)));
  }

  /** The lock's seats stay held, and neither count for its owner any more nor run out. */
  excuse(showId: string, lockId: string, ownerId: string): void {
    const seats = this.#seatsOfOwners.get(keyOf(showId, ownerId));
    for (const [key, seat] of seats ?? []) if (seat.lockId === lockId) seats!.delete(key);
  }

  /** Only what this lock holds. `hasRunOut`: it is remembered as if its time were over. */
  free(showId: string, seatId: string, lockId: string, { hasRunOut = false } = {}): void {
    const holder = this.holderOf(showId, seatId);
    if (holder?.lockId !== lockId) return;
    this.#holders.delete(keyOf(showId, seatId));
    const seats = this.#seatsOfOwners.get(keyOf(showId, holder.ownerId));
    // Later than what was charged in this moment.
    const key = keyOf(lockId, seatId);
    if (!hasRunOut) seats?.delete(key);
    else if (seats?.has(key)) seats.set(key, { lockId, seatId, until: this.#now() + 1 });
  }

  heldBy(showId: string, ownerId: string): Holding {
    const lockIds = new Set<string>();
    let seats = 0;
    for (const { lockId, seatId, until } of this.#seatsOf(showId, ownerId).values()) {
      if (until <= this.#now()) continue;
      lockIds.add(lockId);
      seats += weightOf(seatId);
    }
    return { lockIds, seats };
  }

  /** `isBooked`: such seats have not run out, whatever their deadlines say. */
  locksOf(showId: string, ownerId: string, isBooked: (seatId: string) => boolean): LockHold[] {
    const holds = new Map<string, LockHold>();
    for (const { lockId, seatId, until } of this.#seatsOf(showId, ownerId).values()) {
      const hold = holds.get(lockId) ?? { lockId, ends: 0, endedAt: Number.NEGATIVE_INFINITY, endedSeats: 0 };
      holds.set(lockId, hold);
      if (until > this.#now()) {
        hold.ends = Math.max(hold.ends, until);
        continue;
      }
      hold.endedAt = Math.max(hold.endedAt, until);
      if (!isBooked(seatId)) hold.endedSeats += weightOf(seatId);
    }
    return [...holds.values()];
  }

  /** Without those that have run out too long ago. */
  #seatsOf(showId: string, ownerId: string): ReadonlyMap<string, OwnedSeat> {
    const seats = this.#seatsOfOwners.get(keyOf(showId, ownerId)) ?? new Map<string, OwnedSeat>();
    const forgotten = this.#now() - UNCHARGED_FOR_MS;
    for (const [key, { until }] of seats) if (until <= forgotten) seats.delete(key);
    return seats;
  }
}

function keyOf(showId: string, id: string): string {
  return `${showId} ${id}`;
}
