import { createHash } from 'node:crypto';
import { createMemorySeatLockStore } from '../../../src/embedded/locks/memory-seat-lock-store.ts';
import type { SeatLockStore } from '../../../src/modules/locks/seat-lock-store.ts';
import { AdmissionSync } from '../../../src/modules/waiting-room/admission-sync.ts';
import { estimatedSeconds } from '../../../src/modules/waiting-room/room.ts';
import { RoomTicker } from '../../../src/modules/waiting-room/room-ticker.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import { type Random, randomOf } from '../basics/random.ts';
import { type CrowdOptions, chance, exponential, makeCrowd, type Visitor } from './crowd.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { SimulatedRoom } from './simulated-room.ts';

export interface SimulationOptions extends CrowdOptions {
  seats: number;
  maxActive: number;
  perMinute: number;
  idleSeconds: number;
}

/** How the visit has ended so far. `GONE`: closed the page while waiting. `TOO_LATE`: the admission was over when it came to it. */
export type VisitEnd = 'WAITS' | 'LEFT' | 'GONE' | 'TOO_LATE' | 'NO_SEATS' | 'DID_NOT_PAY' | 'BOUGHT' | 'CHOOSES';

export interface Visit {
  visitor: Visitor;
  entryId: string;
  end: VisitEnd;
  /** All times from sales start on. */
  joined_ms: number;
  place: number | null;
  admitted_ms: number | null;
  seats: number;
}

/** What happened, before anything is worked out of it. */
export interface SimulatedSale {
  options: SimulationOptions;
  /** Of the draw. */
  roomSeed: string;
  /** In the order in which they came. */
  visits: readonly Visit[];
  /** How many were drawn: those have the first places. */
  drawn: number;
  /** In the order in which they were admitted. */
  admissions: readonly { at_ms: number; place: number; ownerId: string }[];
  /** For each tick, what was so after it. */
  ticks: readonly { at_ms: number; active: number; waiting: number }[];
  /** For each booking. */
  sales: readonly { at_ms: number; seats: number }[];
  /** Seats that were booked twice. */
  doubleBooked: number;
  /** Locks that were refused to who is not admitted. */
  refusedLocks: number;
  joins: number;
  ended_ms: number;
}

const SHOW = 'show_simulated';
const HOUR_MS = 3_600_000;
/** Any moment: sales start then. */
const START_MS = Date.UTC(2030, 4, 1, 10);
/** A sale that has not come to its end is given up. */
const MOST_MS = 24 * HOUR_MS;
const LOCK_TTL_MS = 300_000;
/** When those who wait ask themselves whether it is worth it, after the draw or their coming. */
const LOOKS_AFTER_MS = 5_000;

/** Lets a crowd come to a sale in simulated time, on the product's own rules. The same for the same options. */
export async function simulateSale(options: SimulationOptions): Promise<SimulatedSale> {
  return await new Sale(options).run();
}

class Sale {
  readonly #options: SimulationOptions;
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #store: SeatLockStore;
  readonly #room: SimulatedRoom;
  readonly #ticker: RoomTicker;
  readonly #visits: Visit[] = [];
  readonly #visitOf = new Map<string, Visit>();
  /** Who holds seats. */
  readonly #holders = new Set<string>();
  readonly #free: string[];
  readonly #booked = new Set<string>();
  readonly #admissions: { at_ms: number; place: number; ownerId: string }[] = [];
  readonly #ticks: { at_ms: number; active: number; waiting: number }[] = [];
  readonly #sales: { at_ms: number; seats: number }[] = [];
  #tickAt_ms = Number.POSITIVE_INFINITY;
  #mapVersion = 0;
  #locks = 0;
  #doubleBooked = 0;
  #refusedLocks = 0;
  #joins = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { maxActive, perMinute, idleSeconds, opensBefore_ms, seed } = options;
    this.#clock = new SimulatedClock(START_MS - opensBefore_ms);
    this.#random = randomOf(seed).fork();
    this.#free = Array.from({ length: options.seats }, (_, n) => `seat_${options.seats - n}`);
    this.#store = createMemorySeatLockStore({ now: () => this.#clock.now_ms });
    const opensAt = new Date(START_MS - opensBefore_ms);
    this.#room = new SimulatedRoom({
      showId: SHOW,
      settings: { enabled: true, opensAt, maxActive, perMinute, idleSeconds },
      seed: createHash('sha256').update(`${seed}`).digest('hex'),
      drawAt: new Date(START_MS),
      now: () => new Date(this.#clock.now_ms),
      isBusy: (ownerId) => this.#holders.has(ownerId),
      onAdmitted: ({ ownerId, place }) => this.#tellAdmitted(ownerId, place!),
    });
    this.#ticker = new RoomTicker({
      rooms: this.#room,
      store: this.#store,
      sync: new AdmissionSync({ reader: this.#room, store: this.#store }),
      logger: createLogger({ level: 'silent', nodeId: 'simulation' }),
    });
  }

  async run(): Promise<SimulatedSale> {
    const image = { version: 0, unavailable: [] };
    await this.#store.installMap({ showId: SHOW, image, epoch: 0, locks: [], ttl_ms: 2 * MOST_MS });
    for (const visitor of makeCrowd(this.#options)) {
      this.#clock.at(START_MS + visitor.arrives_ms, () => this.#arrive(visitor));
    }
    this.#wakeTicker();
    await this.#clock.run({
      end_ms: START_MS + MOST_MS,
      isOver: () => this.#booked.size === this.#options.seats,
    });
    for (const { id, ownerId, place } of this.#room.entries)
      Object.assign(this.#visitOf.get(ownerId)!, { entryId: id, place });
    return {
      options: this.#options,
      roomSeed: this.#room.room.seed,
      visits: this.#visits,
      drawn: this.#room.room.drawn,
      admissions: this.#admissions,
      ticks: this.#ticks,
      sales: this.#sales,
      doubleBooked: this.#doubleBooked,
      refusedLocks: this.#refusedLocks,
      joins: this.#joins,
      ended_ms: this.#now_ms,
    };
  }

  /** From sales start on. */
  get #now_ms(): number {
    return this.#clock.now_ms - START_MS;
  }

  #wakeTicker(): void {
    const next_ms = this.#room.nextTick_ms;
    if (next_ms === null || next_ms >= this.#tickAt_ms) return;
    this.#tickAt_ms = next_ms;
    this.#clock.at(next_ms, async () => {
      // Another one is due before.
      if (this.#tickAt_ms !== next_ms) return;
      this.#tickAt_ms = Number.POSITIVE_INFINITY;
      await this.#ticker.tick(SHOW);
      const { active, waiting } = this.#room.room;
      this.#ticks.push({ at_ms: this.#now_ms, active, waiting });
      this.#wakeTicker();
    });
  }

  #tellAdmitted(ownerId: string, place: number): void {
    this.#admissions.push({ at_ms: this.#now_ms, place, ownerId });
    const visit = this.#visitOf.get(ownerId)!;
    visit.admitted_ms = this.#now_ms;
    if (visit.end === 'WAITS') this.#clock.after(visit.visitor.notices_ms, () => this.#choose(visit));
  }

  #join(ownerId: string): void {
    this.#room.join(ownerId);
    this.#joins += 1;
    this.#wakeTicker();
  }

  #arrive(visitor: Visitor): void {
    const visit: Visit = {
      ...{ visitor, entryId: '', end: 'WAITS', joined_ms: this.#now_ms, place: null, admitted_ms: null, seats: 0 },
    };
    this.#visits.push(visit);
    this.#visitOf.set(visitor.id, visit);
    this.#join(visitor.id);
    for (let tab = 1; tab < visitor.tabs; tab += 1) {
      this.#clock.after(1_000 * tab, () => this.#ifWaiting(visit, () => this.#join(visitor.id)));
    }
    if (visitor.reloadsEvery_ms !== null) this.#reloadLater(visit, visitor.reloadsEvery_ms);
    const waitsFrom_ms = Math.max(this.#now_ms, 0);
    this.#clock.at(START_MS + waitsFrom_ms + LOOKS_AFTER_MS, () =>
      this.#ifWaiting(visit, () => this.#lookAtEstimate(visit)),
    );
    if (Number.isFinite(visitor.patience_ms)) {
      const endsAt_ms = START_MS + waitsFrom_ms + visitor.patience_ms;
      this.#clock.at(endsAt_ms, () => this.#ifWaiting(visit, () => this.#giveUp(visit)));
    }
    // Scripts try it without: as sales start.
    if (visitor.isScript)
      this.#clock.at(START_MS, () => this.#ifWaiting(visit, () => this.#tryWithoutAdmission(visit)));
  }

  #ifWaiting(visit: Visit, work: () => void | Promise<void>): void | Promise<void> {
    if (visit.end === 'WAITS' && visit.admitted_ms === null) return work();
  }

  #reloadLater(visit: Visit, every_ms: number): void {
    this.#clock.after(exponential(this.#random, every_ms), () =>
      this.#ifWaiting(visit, () => {
        this.#join(visit.visitor.id);
        this.#reloadLater(visit, every_ms);
      }),
    );
  }

  #lookAtEstimate(visit: Visit): void {
    const { room } = this.#room;
    const place = this.#room.entryOf(visit.visitor.id)?.place ?? null;
    if (place === null) return;
    // As a shop shows it between two messages.
    const seconds = estimatedSeconds(Math.max(1, place - room.calledPlace), room);
    if (seconds !== null && 1_000 * seconds > visit.visitor.patience_ms) this.#giveUp(visit);
  }

  #giveUp(visit: Visit): void {
    visit.end = visit.visitor.saysGoodbye ? 'LEFT' : 'GONE';
    if (visit.end === 'LEFT') this.#leave(visit);
  }

  #leave(visit: Visit): void {
    this.#room.leave(visit.visitor.id);
    this.#wakeTicker();
  }

  async #tryWithoutAdmission(visit: Visit): Promise<void> {
    const { outcome } = await this.#acquire(visit, this.#free.slice(-1));
    if (outcome !== 'NOT_ADMITTED' && outcome !== 'ADMISSIONS_MISSING')
      throw new Error(`A lock without admission: ${outcome}`);
    this.#refusedLocks += 1;
  }

  async #acquire(visit: Visit, seatIds: readonly string[]): Promise<{ outcome: string; lockId: string }> {
    this.#locks += 1;
    const lockId = `lock_${this.#locks}`;
    const { outcome } = await this.#store.acquire({
      ...{ showId: SHOW, lockId, ownerId: visit.visitor.id, seatIds, ttl_ms: LOCK_TTL_MS },
      admission: { idle_ms: 1_000 * this.#options.idleSeconds },
    });
    return { outcome, lockId };
  }

  /** It sees that it is admitted, and opens the map: the page keeps the admission. */
  async #choose(visit: Visit): Promise<void> {
    const { visitor } = visit;
    const idle_ms = 1_000 * this.#options.idleSeconds;
    if ((await this.#store.keepAdmission({ showId: SHOW, ownerId: visitor.id, idle_ms })) === null) {
      visit.end = 'TOO_LATE';
      return;
    }
    visit.end = 'CHOOSES';
    this.#clock.after(visitor.chooses_ms, () => this.#take(visit));
  }

  async #take(visit: Visit): Promise<void> {
    const { visitor } = visit;
    const count = Math.min(visitor.party, this.#free.length);
    if (count === 0 || (count < visitor.party && !visitor.takesFewer)) {
      visit.end = 'NO_SEATS';
      this.#leave(visit);
      return;
    }
    const seatIds = this.#free.slice(-count);
    const { outcome, lockId } = await this.#acquire(visit, seatIds);
    if (outcome !== 'ACQUIRED') {
      visit.end = 'TOO_LATE';
      return;
    }
    this.#free.length -= count;
    this.#holders.add(visitor.id);
    if (visitor.abandons || visitor.pays_ms >= LOCK_TTL_MS) {
      this.#clock.after(LOCK_TTL_MS, () => this.#letGo(visit, lockId, seatIds));
    } else this.#clock.after(visitor.pays_ms, () => this.#pay(visit, lockId, seatIds));
  }

  async #letGo(visit: Visit, lockId: string, seatIds: readonly string[]): Promise<void> {
    await this.#store.release({ showId: SHOW, lockId, seatIds });
    this.#holders.delete(visit.visitor.id);
    this.#free.push(...seatIds);
    visit.end = 'DID_NOT_PAY';
    if (chance(this.#random, 0.5)) this.#leave(visit);
  }

  async #pay(visit: Visit, lockId: string, seatIds: readonly string[]): Promise<void> {
    this.#mapVersion += 1;
    const changes = seatIds.map((seatId) => ({ seatId, state: 'BOOKED' as const }));
    await this.#store.applyChange({ showId: SHOW, version: this.#mapVersion, changes, endedLockIds: [lockId] });
    for (const seatId of seatIds) {
      if (this.#booked.has(seatId)) this.#doubleBooked += 1;
      this.#booked.add(seatId);
    }
    this.#holders.delete(visit.visitor.id);
    this.#sales.push({ at_ms: this.#now_ms, seats: seatIds.length });
    Object.assign(visit, { end: 'BOUGHT', seats: seatIds.length });
    this.#room.notePaid(visit.visitor.id);
  }
}
