/** Does the work of all items at once; resolves with a result for each, in their order. A rejection is every item's. */
export type RunBatch<Item, Result> = (key: string, items: Item[]) => Promise<PromiseSettledResult<Result>[]>;

export interface BatcherOptions<Item, Result> {
  /** The most items of one run. */
  maxItems: number;
  /** Runs of one key never overlap. */
  run: RunBatch<Item, Result>;
}

export interface Batcher<Item, Result> {
  submit(key: string, item: Item): Promise<Result>;
}

/** A submitted item, and where its result is waited for. */
export interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(reason: unknown): void;
}

/**
 * Lets concurrent requests share one round trip and one commit. Nothing waits for company: an item that comes alone runs at
 * once; those that come while a run is in hand make up the next one.
 */
export function createBatcher<Item, Result>({ maxItems, run }: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const queues = new Map<string, Waiting<Item, Result>[]>();

  async function runAll(key: string, queue: Waiting<Item, Result>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, maxItems);
      await settle(batch, (items) => run(key, items));
    }
    queues.delete(key);
  }

  return {
    submit(key, item) {
      return new Promise((resolve, reject) => {
        const queue = queues.get(key);
        if (queue) {
          queue.push({ item, resolve, reject });
          return;
        }
        const fresh = [{ item, resolve, reject }];
        queues.set(key, fresh);
        void runAll(key, fresh);
      });
    },
  };
}

/** Gives each of the batch its result of the run, or its failure to all. Never rejects. */
export async function settle<Item, Result>(
  batch: readonly Waiting<Item, Result>[],
  run: (items: Item[]) => Promise<PromiseSettledResult<Result>[]>,
): Promise<void> {
  try {
    const results = await run(batch.map(({ item }) => item));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index]!;
      if (result.status === 'fulfilled') resolve(result.value);
      else reject(result.reason);
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
