/** Something that happens now and then and that others wait for, for a while. */
export class Signal {
  #raised = 0;
  readonly #waiters = new Set<() => void>();

  /** How often it has happened: take it before looking, and `next` will not sleep over what happens meanwhile. */
  get count(): number {
    return this.#raised;
  }

  raise(): void {
    this.#raised += 1;
    for (const wake of [...this.#waiters]) wake();
  }

  /**
   * Resolves once it has happened more often than `seen`, after the time, or when cancelled, whichever comes first. Never
   * rejects.
   */
  next(seen: number, time_ms: number, cancelled: AbortSignal): Promise<void> {
    if (this.#raised > seen || cancelled.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        cancelled.removeEventListener('abort', wake);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, time_ms);
      cancelled.addEventListener('abort', wake, { once: true });
      this.#waiters.add(wake);
    });
  }
}
