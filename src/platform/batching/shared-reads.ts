/**
 * Reads that those share who ask for the same while one is under way: not that one, which may have looked before what they
 * know of happened, but the next, which begins when it is over. So there is one at a time of each key, however many ask.
 */
export function createSharedReads<Value>(read: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const underWay = new Map<string, { current: Promise<Value>; next: Promise<Value> | null }>();

  function begin(key: string): Promise<Value> {
    const entry = { current: read(key), next: null };
    underWay.set(key, entry);
    const end = (): void => {
      if (underWay.get(key) === entry) underWay.delete(key);
    };
    entry.current.then(end, end);
    return entry.current;
  }

  return (key) => {
    const entry = underWay.get(key);
    if (!entry) return begin(key);
    entry.next ??= entry.current.then(
      () => begin(key),
      () => begin(key),
    );
    return entry.next;
  };
}
