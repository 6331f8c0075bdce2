/** Notifies listeners that the lock or booking of an id has changed. It carries no data: listeners read the new state themselves. */
export class ChangeNotifier {
  readonly #listeners = new Map<string, Set<() => void>>();

  notify(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }

  /** Everything may have changed: all listeners are called. */
  notifyAll(): void {
    for (const id of [...this.#listeners.keys()]) this.notify(id);
  }

  /** Calls `listener` at each change of `id` until the returned function is called. */
  listen(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(id, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  /** How many ids have listeners. */
  get size(): number {
    return this.#listeners.size;
  }
}
