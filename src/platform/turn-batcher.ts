import { type Batcher, type BatcherOptions, settle, type Waiting } from './batcher.ts';

/**
 * Lets what is submitted in one turn of the event loop share a round trip. Other than those of `createBatcher`, runs of a
 * key may overlap, so that nothing waits for an answer to others: for what takes its time on the way rather than at its end.
 */
export function createTurnBatcher<Item, Result>({
  maxItems,
  run,
}: Omit<BatcherOptions<Item, Result>, 'run'> & {
  /** Does the work of all items at once; resolves with a result for each, in their order. A rejection is every item's. */
  run(key: string, items: Item[]): Promise<PromiseSettledResult<Result>[]>;
}): Batcher<Item, Result> {
  const gathering = new Map<string, Waiting<Item, Result>[]>();

  function runGathered(key: string, batch: Waiting<Item, Result>[]): void {
    // A full one has gone already, and another may be in its place.
    if (gathering.get(key) !== batch) return;
    gathering.delete(key);
    void settle(batch, (items) => run(key, items));
  }

  return {
    submit(key, item) {
      return new Promise((resolve, reject) => {
        let batch = gathering.get(key);
        if (!batch) {
          batch = [];
          gathering.set(key, batch);
          setImmediate(runGathered, key, batch);
        }
        batch.push({ item, resolve, reject });
        if (batch.length === maxItems) runGathered(key, batch);
      });
    },
  };
}
