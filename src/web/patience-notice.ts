export interface PatienceNoticeOptions {
  /** For who hears the page. */
  say(seconds: number): void;
  redraw(): void;
}

/** What the page says while requests that the server had no time for wait to be sent again. */
export class PatienceNotice {
  readonly #options: PatienceNoticeOptions;
  #waiting = 0;
  #seconds: number | null = null;

  constructor(options: PatienceNoticeOptions) {
    this.#options = options;
  }

  /** In how many seconds the last of them is sent again, as it was when it was refused; null while none waits. */
  get seconds(): number | null {
    return this.#seconds;
  }

  /** A request waits so long, about; null: one of those that have waited is sent. */
  told(seconds: number | null): void {
    this.#waiting += seconds === null ? -1 : 1;
    if (this.#waiting === 0) this.#seconds = null;
    else if (seconds !== null) {
      // Said once, however many wait.
      if (this.#seconds === null) this.#options.say(seconds);
      this.#seconds = Math.max(this.#seconds ?? 0, seconds);
    }
    this.#options.redraw();
  }
}
