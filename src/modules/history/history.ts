import type { Cache } from '../../platform/caching/cache.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage, levelOfFailure } from '../../platform/outages/outage.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import {
  beginEpoch,
  causeOfNewEpoch,
  type Epoch,
  type EpochCause,
  type HistoryMemory,
  readHistory,
} from './history-record.ts';

/**
 * Whether PostgreSQL still knows what it once acknowledged. Every node looks twice a second; the first to find that
 * commits may be lost begins a new epoch, and all make themselves anew from what PostgreSQL has now. Until one has begun,
 * PostgreSQL takes no change (the trigger `outbox_written`).
 */
export interface History {
  /** The epoch that this node knows. Before `start`: none. */
  readonly epoch: Epoch;
  /** Calls the listener each time this node finds itself in another epoch than before. It must not throw. */
  onNewEpoch(listener: () => void): void;
  /** Calls the listener with each sign that commits were lost: when this node has begun an epoch, and `noteLossSign`. */
  onLossSign(listener: (sign: LossSign) => void): void;
  /** A sign of lost commits that was found elsewhere. It begins no epoch. */
  noteLossSign(sign: LossSign): void;
  /** Resolves once the epoch is known, and a new one begun where there is cause to: before anything is read or written. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Why an epoch began, or that money was captured for a payment that PostgreSQL does not know. */
export type LossSign = EpochCause | 'UNKNOWN_PAYMENT';

export interface HistoryDeps {
  database: Database;
  /** Remembers the history over a restart of the nodes, for the case that PostgreSQL is set back meanwhile. */
  cache: Cache;
  keys: RedisKeys;
  /** See `NewEpochOptions`. */
  consumers: readonly string[];
  logger: Logger;
}

const LOOK_EVERY_MS = 500;
const REMEMBER_EVERY_MS = 5_000;
const REMEMBERED_FOR_MS = 30 * 24 * 60 * 60 * 1_000;
/** What is remembered goes up with the epoch's number, then with the last event's id. */
const EVENT_IDS = 2 ** 32;
const NO_EPOCH: Epoch = { number: 0, id: '' };

export function createHistory(deps: HistoryDeps): History {
  return new WatchedHistory(deps);
}

class WatchedHistory implements History {
  readonly #deps: HistoryDeps;
  readonly #listeners: (() => void)[] = [];
  readonly #signListeners: ((sign: LossSign) => void)[] = [];
  #worker: DueWorker | null = null;
  #epoch = NO_EPOCH;
  #memory: HistoryMemory | null = null;
  #rememberedAt_ms = Number.NEGATIVE_INFINITY;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
  }

  get epoch(): Epoch {
    return this.#epoch;
  }

  onNewEpoch(listener: () => void): void {
    this.#listeners.push(listener);
  }

  onLossSign(listener: (sign: LossSign) => void): void {
    this.#signListeners.push(listener);
  }

  noteLossSign(sign: LossSign): void {
    for (const listener of this.#signListeners) listener(sign);
  }

  async start(): Promise<void> {
    this.#memory = await this.#recall();
    await this.#look();
    const { logger } = this.#deps;
    this.#worker = createDueWorker({
      name: 'history',
      logger,
      maxSleep_ms: LOOK_EVERY_MS,
      runDue: async () => {
        try {
          await this.#look();
        } catch (error) {
          // Its back-off would be longer than changes may wait for the new epoch once PostgreSQL is back.
          if (!isOutage(error)) throw error;
          logger.debug({ err: error }, 'PostgreSQL does not tell of its history');
        }
        return null;
      },
    });
    this.#worker.start();
  }

  async stop(): Promise<void> {
    await this.#worker?.stop();
  }

  async #look(): Promise<void> {
    const { database, consumers, logger } = this.#deps;
    let state = await readHistory(database);
    if (causeOfNewEpoch(state, this.#memory) !== null) {
      const cause = await beginEpoch(database, { memory: this.#memory, consumers });
      if (cause !== null) {
        logger.warn({ cause }, 'PostgreSQL may have lost commits: a new epoch of its history has begun');
        this.noteLossSign(cause);
      }
      state = await readHistory(database);
    }
    // Null: it crashed again just now.
    if (state.epoch === null) return;
    const before = this.#epoch;
    const epoch = state.epoch;
    const memory = { ...epoch, lastEventId: state.lastEventId };
    this.#epoch = epoch;
    this.#memory = memory;
    if (before.id === epoch.id) return await this.#remember(memory);
    this.#rememberedAt_ms = Number.NEGATIVE_INFINITY;
    if (before !== NO_EPOCH) {
      logger.info({ epoch: epoch.id, number: epoch.number }, 'this node makes itself anew in another epoch');
      for (const listener of this.#listeners) listener();
    }
    await this.#remember(memory);
  }

  async #remember(known: HistoryMemory): Promise<void> {
    if (performance.now() - this.#rememberedAt_ms < REMEMBER_EVERY_MS) return;
    this.#rememberedAt_ms = performance.now();
    const { cache, keys, logger } = this.#deps;
    const version = known.number * EVENT_IDS + Math.min(known.lastEventId, EVENT_IDS - 1);
    const entry = { version, value: JSON.stringify(known) };
    // Not awaited: a cache that is away must not keep this node from looking.
    void cache.put(keys.of('history'), entry, REMEMBERED_FOR_MS, { keptOverRestarts: true }).catch((error) => {
      logger[levelOfFailure(error)]({ err: error }, 'the epoch is not remembered in the cache');
    });
  }

  async #recall(): Promise<HistoryMemory | null> {
    const { cache, keys, logger } = this.#deps;
    try {
      const entry = await cache.get(keys.of('history'));
      return entry ? (JSON.parse(entry.value) as HistoryMemory) : null;
    } catch (error) {
      logger[levelOfFailure(error)]({ err: error }, 'the cache does not tell of the last epoch');
      return null;
    }
  }
}
