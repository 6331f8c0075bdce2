import pg from 'pg';
import type { Held } from '../../../src/modules/inventory/holds.ts';
import type { AreaQuantity } from '../../../src/modules/inventory/places.ts';
import type { MapEvent } from '../../../src/modules/inventory/seat-changes.ts';
import type { ChangeBudget } from '../../../src/modules/limits/change-budget.ts';
import type { LockRecord, LockWriter } from '../../../src/modules/locks/lock-writer.ts';
import type {
  AcquireOutcome,
  AcquireRequest,
  ReleasedInStore,
  SeatLockStore,
} from '../../../src/modules/locks/seat-lock-store.ts';
import { createSeatTaker, type SeatTaker } from '../../../src/modules/locks/seat-taker.ts';
import type { SeatMapService } from '../../../src/modules/seat-map/seat-map.service.ts';
import { ShowNotOnSaleError } from '../../../src/modules/shows/shows.errors.ts';
import type { ShowsService } from '../../../src/modules/shows/shows.service.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';

export const BUYER = { maxLocks: 2, maxSeats: 6 };
export const TTL_MS = 300_000;
export const wanted = {
  lockId: 'lock_1',
  showId: 'show_1',
  ownerId: 'guest_1',
  seatIds: ['A-1', 'A-2'],
  total: 5_000,
  origin: null,
};
export const locked: MapEvent = {
  event_type: 'seat.locked',
  show_id: 'show_1',
  version: 3,
  seat_ids: wanted.seatIds,
  lock_id: 'lock_1',
};
export const acquired = { outcome: 'ACQUIRED', token: 7, lapsed: 0 } as const satisfies AcquireOutcome;
export const missing: AcquireOutcome = { outcome: 'MAP_MISSING' };
export const expiresAt = new Date('2099-01-01T00:00:00Z');

/** As PostgreSQL says that another row has the key. */
export function violation(constraint: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('duplicate key', 0, 'error'), { code: '23505', constraint });
}

/** Takes the next answer; the last one stays. */
export const next = <T>(answers: T[]): T => (answers.length > 1 ? answers.shift()! : answers[0]!);

/** A seat taker whose parts answer as they are told, and note what they were asked to do. */
export class SeatTakerParts {
  /** In order. */
  calls: string[] = [];
  readonly acquires: AcquireRequest[] = [];
  readonly releases: ReleasedInStore[] = [];
  readonly recorded: LockRecord[] = [];
  /** For what limits of addresses something was refused. */
  readonly reported: string[] = [];
  /** The store's answers; the last one stays. */
  outcomes: AcquireOutcome[] = [acquired];
  /** What writing the lock comes to; the last one stays. */
  writes: (() => Promise<Held | null>)[] = [async () => ({ event: locked, expiresAt })];
  releaseFails = false;
  /** What the store says of changes; the last one stays. */
  waits_ms: number[] = [0];
  /** Overdue locks that PostgreSQL ends when it is asked to, and who holds the seats then. */
  overdue = 0;
  holders: { seatId: string; state: string; ownerId: string | null }[] = [];
  /** The lock as it was written before. */
  written: { status: string; seatIds: readonly string[]; areas?: readonly AreaQuantity[] } | null = null;
  readonly taker: SeatTaker;

  constructor() {
    const shows = {
      whyNotHad: async () =>
        new ShowNotOnSaleError({ status: 'PAUSED', startsAt: new Date(), salesStartAt: null, salesEndAt: null }),
      forget: (showId: string) => void this.calls.push(`forget ${showId}`),
    } as Partial<ShowsService> as ShowsService;
    this.taker = createSeatTaker({
      ...{ database: this.#database(), store: this.#store(), writer: this.#writer(), seatMap: this.#seatMap(), shows },
      settings: { ttl_ms: TTL_MS, buyer: BUYER },
      reports: { report: (limit: string) => void this.reported.push(limit), listen: () => {} },
      roomReports: { report: (what: string) => void this.reported.push(what), listen: () => {} },
      admissions: { rebuild: async () => void this.calls.push('rebuild admissions') },
    });
  }

  #store(): SeatLockStore {
    const parts = this;
    return {
      async acquire(request: AcquireRequest) {
        parts.calls.push('acquire');
        parts.acquires.push(request);
        return next(parts.outcomes);
      },
      async release(held: ReleasedInStore) {
        parts.calls.push(`release ${held.lockId} ${held.seatIds}`);
        parts.releases.push(held);
        if (parts.releaseFails) throw new Error('the store is away');
      },
      async giveBack({ address, amount_ms }: { address: string; amount_ms: number }) {
        parts.calls.push(`give back ${amount_ms} ms to ${address}`);
        if (parts.releaseFails) throw new Error('the store is away');
      },
      async dropMap() {
        parts.calls.push('drop map');
      },
      async takeChange({ changes }: { changes: ChangeBudget }) {
        parts.calls.push(`take change of ${changes.caller}`);
        return next(parts.waits_ms);
      },
    } as Partial<SeatLockStore> as SeatLockStore;
  }

  #writer(): LockWriter {
    const parts = this;
    return {
      async record(lock: LockRecord) {
        parts.calls.push('record');
        parts.recorded.push(lock);
        return await next(parts.writes)();
      },
    } as Partial<LockWriter> as LockWriter;
  }

  #seatMap(): SeatMapService {
    const parts = this;
    return {
      async rebuild() {
        parts.calls.push('rebuild');
      },
      async apply(event: MapEvent) {
        parts.calls.push(`apply ${event.event_type} ${event.version} ${event.seat_ids}`);
      },
    } as Partial<SeatMapService> as SeatMapService;
  }

  #database(): Database {
    const parts = this;
    return {
      async query(statement: string | { text: string }) {
        const text = typeof statement === 'string' ? statement : statement.text;
        if (text.includes('SKIP LOCKED')) {
          return Array.from({ length: parts.overdue }, (_, index) => ({
            lock_ids: [`late_${index}`],
            seat_ids: ['A-1'],
            version: 9,
          }));
        }
        if (text.includes('FROM seat_states')) return parts.holders;
        return parts.written ? [parts.written] : [];
      },
    } as Partial<Database> as Database;
  }
}
