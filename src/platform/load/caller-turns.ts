/** What waits, by caller: those who have something here take turns, and what one of them has is in order of arrival. */
export class CallerTurns<Item extends { readonly caller: string }> {
  /** The next caller first. */
  readonly #callers = new Map<string, Set<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: Item): void {
    const ofCaller = this.#callers.get(item.caller) ?? new Set();
    this.#callers.set(item.caller, ofCaller.add(item));
    this.#size += 1;
  }

  /** False: it was not here any more. */
  delete(item: Item): boolean {
    const ofCaller = this.#callers.get(item.caller);
    if (!ofCaller?.delete(item)) return false;
    if (ofCaller.size === 0) this.#callers.delete(item.caller);
    this.#size -= 1;
    return true;
  }

  /** Undefined when nothing waits. */
  take(): Item | undefined {
    const [first] = this.#callers;
    if (!first) return undefined;
    const [caller, ofCaller] = first;
    const [item] = ofCaller;
    this.#callers.delete(caller);
    ofCaller.delete(item!);
    if (ofCaller.size > 0) this.#callers.set(caller, ofCaller);
    this.#size -= 1;
    return item;
  }
}
