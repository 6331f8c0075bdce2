import { type Cause, currentCause, inBatch } from '../observability/tracing.ts';
import { isOutage } from '../outages/outage.ts';
import { isRolledBack } from '../postgres/database.ts';

/**
 * Does the work of all items at once; resolves with a result for each, in their order. When it rejects, nothing was done, or
 * nothing that would be done twice if the items were run again: see `settle`.
 */
export type RunBatch<Item, Result> = (key: string, items: Item[]) => Promise<PromiseSettledResult<Result>[]>;

export interface BatcherOptions<Item, Result> {
  /** The most items of one run. */
  maxItems: number;
  /** Runs of one key never overlap. */
  run: RunBatch<Item, Result>;
  /** How many may wait or be in hand, of all keys; further ones are refused. Default 10,000. */
  maxWaiting?: number;
}

export interface Batcher<Item, Result> {
  /** Rejects with QueueFullError while too many wait. */
  submit(key: string, item: Item): Promise<Result>;
}

/** A submitted item, and where its result is waited for. */
export interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(reason: unknown): void;
  /** The span that it is submitted in, where it is traced. */
  cause: Cause | null;
}

/** So many wait for the same kind of statement that one more would wait too long. Nothing was done. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';

  constructor(maxWaiting: number) {
    super(`${maxWaiting} requests are waiting already`);
  }
}

/** Some seconds of work. */
const MAX_WAITING = 10_000;
/** How often a batch is run again that PostgreSQL rolled back for the sake of another transaction. */
const MAX_REPEATS = 3;

/**
 * Lets concurrent requests share one round trip and one commit. Nothing waits for company: an item that comes alone runs at
 * once; those that come while a run is in hand make up the next one.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { maxItems, run } = options;
  const room = createWaitingRoom(options.maxWaiting);
  // A key is in here only while one of its items waits.
  const queues = new Map<string, Waiting<Item, Result>[]>();

  async function runAll(key: string, queue: Waiting<Item, Result>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, maxItems);
      await settle(batch, (items) => run(key, items));
      room.leave(batch.length);
    }
    queues.delete(key);
  }

  return {
    submit(key, item) {
      return new Promise((resolve, reject) => {
        room.enter();
        const queue = queues.get(key);
        if (queue) {
          queue.push({ item, resolve, reject, cause: currentCause() });
          return;
        }
        const fresh = [{ item, resolve, reject, cause: currentCause() }];
        queues.set(key, fresh);
        void runAll(key, fresh);
      });
    },
  };
}

/** Counts those who wait. */
export function createWaitingRoom(maxWaiting = MAX_WAITING) {
  let waiting = 0;
  return {
    /** Throws QueueFullError. */
    enter(): void {
      if (waiting >= maxWaiting) throw new QueueFullError(maxWaiting);
      waiting += 1;
    },
    leave(count: number): void {
      waiting -= count;
    },
  };
}

/**
 * Gives each of the batch its result of the run. A run that rejects is tried again in halves, so that one item whose input
 * makes it fail fails alone; it costs about twice the logarithm of the batch's size in runs. Not so an outage, which is
 * everyone's at once: a server that is away is not asked again for each of them. Never rejects.
 */
export async function settle<Item, Result>(
  batch: readonly Waiting<Item, Result>[],
  run: (items: Item[]) => Promise<PromiseSettledResult<Result>[]>,
): Promise<void> {
  const parts = [batch];
  let repeats = 0;
  for (let part = parts.shift(); part; part = parts.shift()) {
    try {
      const items = part.map(({ item }) => item);
      const causes = part.map(({ cause }) => cause);
      giveResults(part, await inBatch(causes, () => run(items)));
    } catch (error) {
      if (isOutage(error)) {
        for (const { reject } of [part, ...parts].flat()) reject(error);
        return;
      }
      if (isRolledBack(error) && repeats < MAX_REPEATS) {
        repeats += 1;
        parts.unshift(part);
      } else if (part.length === 1) {
        part[0]!.reject(error);
      } else {
        const half = Math.ceil(part.length / 2);
        parts.unshift(part.slice(0, half), part.slice(half));
      }
    }
  }
}

function giveResults<Item, Result>(
  part: readonly Waiting<Item, Result>[],
  results: readonly PromiseSettledResult<Result>[],
): void {
  for (const [index, { resolve, reject }] of part.entries()) {
    const result = results[index]!;
    if (result.status === 'fulfilled') resolve(result.value);
    else reject(result.reason);
  }
}
