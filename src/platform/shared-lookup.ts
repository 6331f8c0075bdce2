import { createTurnBatcher } from './turn-batcher.ts';

/** Far more than an operation can ask for: its aliases of one list of seats are to leave room for other callers. */
const MAX_WAITING = 200_000;

export interface SharedLookupOptions<Key, Value> {
  /** What tells keys apart. */
  nameOf(key: Key): string;
  /** Reads all of the keys at once; those that nothing was found for are not in the map, which is by `nameOf`. */
  readAll(keys: readonly Key[]): Promise<ReadonlyMap<string, Value>>;
  /** The most keys of one read. */
  maxKeys: number;
}

/**
 * Lets lookups share a statement: all that are asked for in one turn of the event loop, by however many callers, such as a
 * field of each entry of a list. Nothing is remembered, so that it can be used in subscriptions too. A read that fails is
 * tried again in halves, so that a key that makes it fail does so for itself alone.
 */
export function createSharedLookup<Key, Value>(
  options: SharedLookupOptions<Key, Value>,
): (key: Key) => Promise<Value | undefined> {
  const { nameOf, readAll, maxKeys } = options;
  const batcher = createTurnBatcher<Key, Value | undefined>({
    maxWeight: maxKeys,
    weigh: () => 1,
    maxWaiting: MAX_WAITING,
    async run(_name, keys) {
      const unlike = new Map(keys.map((key) => [nameOf(key), key]));
      const found = await readAll([...unlike.values()]);
      return keys.map((key) => ({ status: 'fulfilled', value: found.get(nameOf(key)) }));
    },
  });
  return (key) => batcher.submit('lookups', key);
}
