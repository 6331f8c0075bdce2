import { createTurnBatcher } from './turn-batcher.ts';

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
  /** What was asked for and is not read yet: one who asks for one thing many times takes no more of the room for all. */
  const gathered = new Map<string, Promise<Value | undefined>>();
  const batcher = createTurnBatcher<Key, Value | undefined>({
    maxWeight: maxKeys,
    // Whoever asks waits for it, and what one operation may ask for is bounded by its cost: nobody is refused for others.
    maxWaiting: Number.POSITIVE_INFINITY,
    weigh: () => 1,
    async run(_name, keys) {
      // The last one may have begun this before it was put down below.
      await null;
      for (const key of keys) gathered.delete(nameOf(key));
      const unlike = new Map(keys.map((key) => [nameOf(key), key]));
      const found = await readAll([...unlike.values()]);
      return keys.map((key) => ({ status: 'fulfilled', value: found.get(nameOf(key)) }));
    },
  });
  return (key) => {
    const name = nameOf(key);
    const asked = gathered.get(name);
    if (asked) return asked;
    const found = batcher.submit('lookups', key);
    gathered.set(name, found);
    // It may have been refused for want of room.
    found.catch(() => {
      if (gathered.get(name) === found) gathered.delete(name);
    });
    return found;
  };
}
