/** Tells those who wait for news of a thing that there is some; what it is, they read themselves. */
export class ChangeBell {
  readonly #listeners = new Map<string, Set<() => void>>();

  ring(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }

  /** There may be news of everything. */
  ringAll(): void {
    for (const id of [...this.#listeners.keys()]) this.ring(id);
  }

  /** Calls `listener` at each ring for `id` until the returned function is called. */
  listen(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(id, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  /** How many things are listened for. */
  get size(): number {
    return this.#listeners.size;
  }
}
