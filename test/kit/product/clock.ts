/** A clock for in-memory adapters: it stands still until a test moves it. */
export class ManualClock {
  #now_ms = 0;

  readonly now = (): number => this.#now_ms;

  advance(ms: number): void {
    this.#now_ms += ms;
  }
}
