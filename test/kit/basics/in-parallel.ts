/**
 * Does the work for every item, up to `limit` at a time, begun in their order; resolves with the results in that order.
 * Rejects with the first failure: no more work is begun then, and what was begun has ended.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < items.length && failures.length === 0) {
      const index = begun;
      begun += 1;
      try {
        results[index] = await work(items[index]!, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
