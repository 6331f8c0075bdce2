import { weightOfAll } from '../../modules/locks/place-entries.ts';
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

/** Who holds which seats until when, in memory: what lock keys and owners' holds are on Redis. */
export class MemorySeatHolds {
  readonly #holders: ExpiringMap<Holder>;
  /** By show and owner: at least the seats held, and some whose hold has ended since the owner was last looked at. */
  readonly #seatsOfOwners: ExpiringMap<Set<string>>;

  /** `now`: milliseconds on any steady clock. */
  constructor({ now }: { now: () => number }) {
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
    const seatIds = this.#seatsOfOwners.get(ownerKey) ?? new Set();
    seatIds.add(seatId);
    this.#seatsOfOwners.set(ownerKey, seatIds, Math.max(ttl_ms, this.#seatsOfOwners.timeLeft_ms(ownerKey)));
  }

  /** Only what this lock holds. */
  free(showId: string, seatId: string, lockId: string): void {
    if (this.holderOf(showId, seatId)?.lockId === lockId) this.#holders.delete(keyOf(showId, seatId));
  }

  heldBy(showId: string, ownerId: string): Holding {
    const lockIds = new Set<string>();
    const seatIds = this.#seatsOfOwners.get(keyOf(showId, ownerId)) ?? new Set();
    for (const seatId of seatIds) {
      const holder = this.holderOf(showId, seatId);
      if (holder?.ownerId === ownerId) lockIds.add(holder.lockId);
      else seatIds.delete(seatId);
    }
    return { lockIds, seats: weightOfAll(seatIds) };
  }
}

function keyOf(showId: string, id: string): string {
  return `${showId} ${id}`;
}
