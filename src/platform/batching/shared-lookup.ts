import { createTurnBatcher } from './turn-batcher.ts';

/** Of unlike keys: far more than one caller can name (the seats that an address holds or buys, the ids of a few operations). */
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
 * field of each entry of a list. A key that is asked for again in that turn takes no more room: aliases of one list, however
 * many, leave it to other callers. Nothing is remembered, so that it can be used in subscriptions too. A read that fails is
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
  /** Of those that are gathered, by name; null when all are on their way: what is read then may be too old for who asks now. */
  let gathered: Map<string, Promise<Value | undefined>> | null = null;

  function gather(): Map<string, Promise<Value | undefined>> {
    const gathering = new Map<string, Promise<Value | undefined>>();
    // Before the batcher, which begins to gather after us.
    setImmediate(() => {
      if (gathered === gathering) gathered = null;
    });
    return gathering;
  }

  return (key) => {
    gathered ??= gather();
    const name = nameOf(key);
    const known = gathered.get(name);
    if (known) return known;
    const found = batcher.submit('lookups', key);
    gathered.set(name, found);
    // The batcher sends as many at once.
    if (gathered.size >= maxKeys) gathered = null;
    return found;
  };
}
