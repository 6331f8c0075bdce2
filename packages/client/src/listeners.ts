/** Functions that are told of each change, in the order in which they came. One that throws keeps none of the others from it. */
export class Listeners<Args extends readonly unknown[]> {
  readonly #all = new Set<{ call(...args: Args): void }>();

  get size(): number {
    return this.#all.size;
  }

  /** Returns what takes it away again. The same function twice is two listeners. */
  add(call: (...args: Args) => void): () => void {
    const listener = { call };
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  tell(...args: Args): void {
    for (const listener of [...this.#all]) {
      // Another listener may have taken it away meanwhile.
      if (!this.#all.has(listener)) continue;
      try {
        listener.call(...args);
      } catch (error) {
        report(error);
      }
    }
  }
}

/** As an exception that nobody catches: the page's own error reporting gets it. */
function report(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else console.error(error);
}
