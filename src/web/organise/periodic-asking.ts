import { Unauthenticated } from '../api/graphql.ts';

export interface PeriodicAskingDeps<Answer> {
  /** Rejects when there is no answer. */
  ask(): Promise<Answer>;
  take(answer: Answer): void;
  /** Something may be different: draw again. */
  onChange(): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
  /** Default: ten seconds. */
  every_ms?: number;
}

const ASK_EVERY_MS = 10_000;

/** Asks for something at once, and from time to time while the page is in sight. What was asked for last counts. */
export class PeriodicAsking<Answer> {
  readonly #deps: PeriodicAskingDeps<Answer>;
  readonly #timer: ReturnType<typeof setInterval>;
  #asked = 0;

  constructor(deps: PeriodicAskingDeps<Answer>) {
    this.#deps = deps;
    const { every_ms = ASK_EVERY_MS } = deps;
    this.#timer = setInterval(() => document.visibilityState === 'visible' && void this.ask(), every_ms);
    void this.ask();
  }

  /** Never rejects: without an answer, what is known stays. */
  async ask(): Promise<void> {
    const { ask, take, onChange, onSignedOut } = this.#deps;
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const answer = await ask();
      if (asked !== this.#asked) return;
      take(answer);
    } catch (error) {
      if (asked !== this.#asked) return;
      // Of what is asked from time to time the page says by itself that nobody answers.
      if (error instanceof Unauthenticated) onSignedOut();
    }
    onChange();
  }

  end(): void {
    clearInterval(this.#timer);
    // What is still on its way changes nothing any more.
    this.#asked += 1;
  }
}
