import { ExpiringMap } from '../../platform/memory/expiring-map.ts';
import type { HoldOrigin } from './hold-origin.ts';
import type { AcquireOutcome } from './seat-lock-store.ts';

type Excess = Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }>;

export interface TakenSeats {
  showId: string;
  lockId: string;
  seatIds: readonly string[];
}

export interface AddressHoldsOptions {
  /** Milliseconds on any steady clock. */
  now(): number;
  /** For how much longer the lock holds the seat; 0 when it does not. */
  holdTime_ms(showId: string, seatId: string, lockId: string): number;
}

interface Taken {
  lockId: string;
  seatId: string;
  /** It is free by then for sure. */
  until_ms: number;
}

/** What each network address holds of a show, in memory: what the sorted sets `address_holds` are on Redis. */
export class MemoryAddressHolds {
  readonly #options: AddressHoldsOptions;
  /** By show and address, then by lock and seat: what was taken, and some that has been freed since. */
  readonly #taken: ExpiringMap<Map<string, Taken>>;
  /** By show and address; each ends when the budget is whole. */
  readonly #spent: ExpiringMap<true>;

  constructor(options: AddressHoldsOptions) {
    this.#options = options;
    this.#taken = new ExpiringMap({ now: options.now });
    this.#spent = new ExpiringMap({ now: options.now });
  }

  /** Null when so many seats may be added from there. */
  excessOf(showId: string, origin: HoldOrigin, added: number): Excess | null {
    if (added === 0) return null;
    const { seat_ms, budget_ms, maxSeats } = origin;
    const key = keyOf(showId, origin.address);
    const spent_ms = this.#spent.timeLeft_ms(key);
    const missing_ms = spent_ms + added * seat_ms - budget_ms;
    if (seat_ms > 0 && spent_ms > 0 && missing_ms > 0) {
      const max = Math.floor(budget_ms / seat_ms);
      const retryAfter_ms = Math.ceil(Math.min(spent_ms, missing_ms));
      return {
        outcome: 'LIMIT_EXCEEDED',
        limit: 'ADDRESS_HOLDS',
        max,
        held: Math.floor(spent_ms / seat_ms),
        retryAfter_ms,
      };
    }
    const taken = this.#taken.get(key);
    if (maxSeats === null || (taken?.size ?? 0) + added <= maxSeats) return null;
    const { held, nextEnd_ms } = this.#recount(showId, taken ?? new Map(), maxSeats - added);
    if (held + added <= maxSeats) return null;
    const retryAfter_ms = Math.max(1, Math.ceil(nextEnd_ms));
    return { outcome: 'LIMIT_EXCEEDED', limit: 'ADDRESS_SEATS', max: maxSeats, held, retryAfter_ms };
  }

  /** Counts the seats for their address; `added` of them cost. */
  add({ showId, lockId, seatIds }: TakenSeats, origin: HoldOrigin, added: number): void {
    const key = keyOf(showId, origin.address);
    if (origin.maxSeats !== null) this.#remember({ showId, lockId, seatIds }, key, origin.lasts_ms);
    const spent_ms = this.#spent.timeLeft_ms(key) + added * origin.seat_ms;
    if (spent_ms > 0) this.#spent.set(key, true, spent_ms);
  }

  #remember({ lockId, seatIds }: TakenSeats, key: string, lasts_ms: number): void {
    const taken = this.#taken.get(key) ?? new Map<string, Taken>();
    const until_ms = this.#options.now() + lasts_ms;
    for (const seatId of seatIds) taken.set(keyOf(lockId, seatId), { lockId, seatId, until_ms });
    this.#taken.set(key, taken, Math.max(lasts_ms, this.#taken.timeLeft_ms(key)));
  }

  giveBack(showId: string, address: string, amount_ms: number): void {
    const key = keyOf(showId, address);
    const left_ms = this.#spent.timeLeft_ms(key) - amount_ms;
    if (left_ms > 0) this.#spent.set(key, true, left_ms);
    else this.#spent.delete(key);
  }

  /** Drops what is overdue, and where that leaves more than `enough`, what was freed: nobody tells us of that. */
  #recount(showId: string, taken: Map<string, Taken>, enough: number): { held: number; nextEnd_ms: number } {
    const now_ms = this.#options.now();
    for (const [entry, { until_ms }] of taken) if (until_ms <= now_ms) taken.delete(entry);
    if (taken.size <= enough) return { held: taken.size, nextEnd_ms: 0 };
    let nextEnd_ms = Number.POSITIVE_INFINITY;
    for (const [entry, { lockId, seatId }] of taken) {
      const left_ms = this.#options.holdTime_ms(showId, seatId, lockId);
      if (left_ms > 0) nextEnd_ms = Math.min(nextEnd_ms, left_ms);
      else taken.delete(entry);
    }
    return { held: taken.size, nextEnd_ms: taken.size > 0 ? nextEnd_ms : 0 };
  }
}

function keyOf(first: string, second: string): string {
  return `${first} ${second}`;
}
