import {
  type Cooldown,
  type CooldownState,
  charged,
  forgiven,
  PAYER_KEPT_FOR_MS,
  remembered,
  UNCHARGED_FOR_MS,
} from '../../modules/limits/cooldown.ts';
import type { Cooled } from '../../modules/limits/hold-counts.ts';
import type { HoldOrigin } from '../../modules/limits/hold-origin.ts';
import type { Forgiven } from '../../modules/limits/paid-holds.ts';
import type { AcquireOutcome, AcquireRequest } from '../../modules/locks/seat-lock-store.ts';
import { ExpiringMap } from '../../platform/caching/expiring-map.ts';
import type { LockHold } from './memory-seat-holds.ts';

type Excess = Extract<AcquireOutcome, { retryAfter_ms: number }>;

/** `charged`: what has run out until then is in it. */
interface Kept extends CooldownState {
  charged: number;
}

interface CooledAddress extends HoldOrigin {
  cooldown: Cooldown;
}

export interface CooldownsOptions {
  /** Milliseconds on any steady clock. */
  now(): number;
  /** What an owner's locks hold, and have held and let run out; of seats that are booked by now nothing. */
  holdsOf(showId: string, ownerId: string): LockHold[];
}

/** Who takes nothing for a while, in memory: what `cooldown`, `address_cooldown`, `unpaid_holds` and `payer` are on Redis. */
export class MemoryCooldowns {
  readonly #options: CooldownsOptions;
  /** By show and owner, and by show and address. */
  readonly #ofOwners: ExpiringMap<Kept>;
  readonly #ofAddresses: ExpiringMap<Kept>;
  /** By show and address: the locks to be looked at, with their owners and deadlines. */
  readonly #unpaid: ExpiringMap<Map<string, { ownerId: string; until: number }>>;
  /** By show and lock: from where a payment of it was begun. */
  readonly #payers: ExpiringMap<Cooled>;

  constructor(options: CooldownsOptions) {
    this.#options = options;
    this.#ofOwners = new ExpiringMap(options);
    this.#ofAddresses = new ExpiringMap(options);
    this.#unpaid = new ExpiringMap(options);
    this.#payers = new ExpiringMap(options);
  }

  /** Charges what has run out since, and says whether owner or address may take seats. */
  excessOf({ showId, ownerId, cooldown, origin }: AcquireRequest): Excess | null {
    const ofOwner = cooldown && this.#chargeOwner(showId, ownerId, cooldown);
    const refusal = ofOwner && this.#refusalOf(ofOwner, cooldown, 'EXPIRED_HOLDS');
    if (refusal || !isCooled(origin)) return refusal ?? null;
    return this.#refusalOf(this.#chargeAddress(showId, origin), origin.cooldown, 'ADDRESS_EXPIRED_SEATS');
  }

  /** The lock holds seats that were taken from there. */
  add({ showId, lockId, ownerId, ttl_ms, origin }: AcquireRequest): void {
    if (!isCooled(origin)) return;
    const key = keyOf(showId, origin.address);
    const unpaid = this.#unpaid.get(key) ?? new Map();
    unpaid.set(lockId, { ownerId, until: this.#options.now() + ttl_ms });
    this.#unpaid.set(key, unpaid, origin.lasts_ms + UNCHARGED_FOR_MS);
  }

  notePayer(showId: string, lockId: string, address: Cooled): void {
    this.#payers.set(keyOf(showId, lockId), address, PAYER_KEPT_FOR_MS);
  }

  forgive({ showId, ownerId, lockId = '', address: known, seats }: Forgiven): void {
    const payer = keyOf(showId, lockId);
    const address = known ?? this.#payers.get(payer);
    this.#payers.delete(payer);
    this.#keep(this.#ofOwners, keyOf(showId, ownerId), { ends: 0, forgotten: 0, charged: this.#options.now() });
    const key = address && keyOf(showId, address.address);
    const state = key && this.#ofAddresses.get(key);
    if (!state) return;
    const count = address.cooldown.counts === 'SEATS' ? seats : 1;
    Object.assign(state, forgiven(state, address.cooldown, { count, at: this.#options.now() }));
  }

  #chargeOwner(showId: string, ownerId: string, cooldown: Cooldown): Kept {
    const key = keyOf(showId, ownerId);
    const before = this.#ofOwners.get(key) ?? none();
    const expired = this.#options
      .holdsOf(showId, ownerId)
      .filter(({ ends, endedAt, endedSeats }) => ends === 0 && endedSeats > 0 && endedAt > before.charged)
      .sort((one, other) => one.endedAt - other.endedAt);
    if (expired.length === 0) return before;
    const after = expired.reduce((state, hold) => chargedFor(state, cooldown, hold), before);
    return this.#keep(this.#ofOwners, key, { ...after, charged: this.#options.now() });
  }

  #chargeAddress(showId: string, { address, cooldown }: CooledAddress): Kept {
    const key = keyOf(showId, address);
    const unpaid = this.#unpaid.get(key) ?? new Map<string, { ownerId: string; until: number }>();
    const due = [...unpaid]
      .filter(([, { until }]) => until <= this.#options.now())
      .sort(([, one], [, other]) => one.until - other.until);
    let state = this.#ofAddresses.get(key) ?? none();
    for (const [lockId, { ownerId }] of due) {
      const hold = this.#options.holdsOf(showId, ownerId).find((one) => one.lockId === lockId);
      if (hold && hold.ends > 0) {
        unpaid.set(lockId, { ownerId, until: hold.ends });
        continue;
      }
      unpaid.delete(lockId);
      if (hold && hold.endedSeats > 0) state = chargedFor(state, cooldown, hold);
    }
    return due.length > 0 ? this.#keep(this.#ofAddresses, key, state) : state;
  }

  #refusalOf(state: Kept, cooldown: Cooldown, limit: Excess['limit']): Excess | null {
    const now = this.#options.now();
    if (state.ends <= now) return null;
    const held = remembered(state, cooldown, now);
    const retryAfter_ms = Math.ceil(state.ends - now);
    return { outcome: 'LIMIT_EXCEEDED', limit, max: cooldown.free, held, retryAfter_ms };
  }

  #keep(kept: ExpiringMap<Kept>, key: string, state: Kept): Kept {
    const until = Math.max(state.ends, state.forgotten, state.charged + UNCHARGED_FOR_MS);
    kept.set(key, state, until - this.#options.now());
    return state;
  }
}

function chargedFor(state: Kept, cooldown: Cooldown, { endedAt: at, endedSeats }: LockHold): Kept {
  const count = cooldown.counts === 'SEATS' ? endedSeats : 1;
  return { ...charged(state, cooldown, { count, at }), charged: state.charged };
}

function isCooled(origin: HoldOrigin | null | undefined): origin is CooledAddress {
  return Boolean(origin?.cooldown);
}

function none(): Kept {
  return { ends: 0, forgotten: 0, charged: Number.NEGATIVE_INFINITY };
}

function keyOf(first: string, second: string): string {
  return `${first} ${second}`;
}
