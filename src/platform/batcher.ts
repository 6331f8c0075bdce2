export interface BatcherOptions<Item, Result> {
  /** The most items of one run. */
  maxItems: number;
  /**
   * Does the work of all items at once; resolves with a result for each, in their order. A rejection is every item's. Runs
   * of one key never overlap.
   */
  run(key: string, items: Item[]): Promise<PromiseSettledResult<Result>[]>;
}

export interface Batcher<Item, Result> {
  submit(key: string, item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
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
      try {
        const results = await run(
          key,
          batch.map(({ item }) => item),
        );
        for (const [index, waiting] of batch.entries()) {
          const result = results[index]!;
          if (result.status === 'fulfilled') waiting.resolve(result.value);
          else waiting.reject(result.reason);
        }
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
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
