import type { HoldOrigin } from '../../modules/limits/hold-origin.ts';
import { weightOfAll } from '../../modules/locks/place-entries.ts';
import type { AcquireOutcome } from '../../modules/locks/seat-lock-store.ts';
import { ExpiringMap } from '../../platform/caching/expiring-map.ts';
import { MemoryBuckets } from '../../platform/rate-limits/memory-buckets.ts';

type Excess = Extract<AcquireOutcome, { outcome: 'LIMIT_EXCEEDED' }>;

export interface TakenSeats {
  showId: string;
  lockId: string;
  seatIds: readonly string[];
  /** Of how many of them the address pays for: not of places that are in place of others. */
  added: number;
}

export interface AddressHoldsOptions {
  /** Milliseconds on any steady clock. */
  now(): number;
  /** For how much longer the lock holds the seat; 0 when it does not. */
  holdTime_ms(showId: string, seatId: string, lockId: string): number;
}

interface Taken {
  lockId: string;
  seatIds: readonly string[];
}

/** What was taken from an address: `count` is of the seats of all entries, freed ones included. */
interface Account {
  count: number;
  entries: Map<string, Taken>;
}

/** What each network address holds of a show, in memory: what `address_holds` and `address_budget` are on Redis. */
export class MemoryAddressHolds {
  readonly #options: AddressHoldsOptions;
  /** By show and address. */
  readonly #accounts: ExpiringMap<Account>;
  /** By show and address; a full one is a whole budget. */
  readonly #budgets: MemoryBuckets;

  constructor(options: AddressHoldsOptions) {
    this.#options = options;
    this.#accounts = new ExpiringMap({ now: options.now });
    this.#budgets = new MemoryBuckets({ now: options.now });
  }

  /** Null when so many seats may be added from there. */
  excessOf(showId: string, origin: HoldOrigin, added: number): Excess | null {
    if (added === 0) return null;
    const { seat_ms, budget_ms, maxSeats } = origin;
    const key = keyOf(showId, origin.address);
    const spent_ms = this.#budgets.untilFull_ms(key);
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
    const account = this.#accounts.get(key) ?? { count: 0, entries: new Map() };
    if (maxSeats === null || account.count + added <= maxSeats) return null;
    const nextEnd_ms = this.#recount(showId, account);
    const held = account.count;
    if (held + added <= maxSeats) return null;
    return { outcome: 'LIMIT_EXCEEDED', limit: 'ADDRESS_SEATS', max: maxSeats, held, retryAfter_ms: nextEnd_ms };
  }

  /** Counts seats that nobody held for the address that they are taken from. */
  add({ showId, lockId, seatIds, added }: TakenSeats, origin: HoldOrigin): void {
    if (seatIds.length === 0) return;
    const key = keyOf(showId, origin.address);
    if (origin.maxSeats !== null) {
      const account = this.#accounts.get(key) ?? { count: 0, entries: new Map() };
      // All that they weigh, until it matters: an entry that this one is in place of goes when the seats are counted again.
      account.count += weightOfAll(seatIds);
      account.entries.set(keyOf(lockId, seatIds[0]!), { lockId, seatIds });
      this.#accounts.set(key, account, origin.lasts_ms);
    }
    this.#budgets.move(key, added * origin.seat_ms);
  }

  giveBack(showId: string, address: string, amount_ms: number): void {
    this.#budgets.move(keyOf(showId, address), -amount_ms);
  }

  /** Drops what was freed: nobody tells us of that. Returns when the first of the others may be. */
  #recount(showId: string, account: Account): number {
    let nextEnd_ms = Number.POSITIVE_INFINITY;
    const live = new Set<string>();
    const entries = new Map<string, Taken>();
    for (const { lockId, seatIds } of account.entries.values()) {
      const left: string[] = [];
      for (const seatId of seatIds) {
        const left_ms = this.#options.holdTime_ms(showId, seatId, lockId);
        if (left_ms <= 0 || live.has(seatId)) continue;
        live.add(seatId);
        left.push(seatId);
        nextEnd_ms = Math.min(nextEnd_ms, left_ms);
      }
      // By the first that is left: what the lock takes next may begin with one that was freed.
      if (left.length > 0) entries.set(keyOf(lockId, left[0]!), { lockId, seatIds: left });
    }
    account.entries = entries;
    account.count = weightOfAll(live);
    return live.size > 0 ? Math.ceil(nextEnd_ms) : 1;
  }
}

function keyOf(first: string, second: string): string {
  return `${first} ${second}`;
}
