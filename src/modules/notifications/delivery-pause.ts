import { type BackoffOptions, backoff_ms } from '../../platform/timing/backoff.ts';

const PAUSES: BackoffOptions = { first_ms: 2_000, max_ms: 60_000 };

/**
 * While nothing can be handed over on a channel (its server is away), nothing is tried but one notification after each
 * pause. Pauses double up to a minute.
 */
export class DeliveryPause {
  readonly #pauses: BackoffOptions;
  readonly #now: () => number;
  #failures = 0;
  #until = 0;

  constructor(pauses: BackoffOptions = PAUSES, now: () => number = Date.now) {
    this.#pauses = pauses;
    this.#now = now;
  }

  get isOn(): boolean {
    return this.#failures > 0;
  }

  /** Until the next try; 0 when it is due, and while there is no pause. */
  get remaining_ms(): number {
    return Math.max(0, this.#until - this.#now());
  }

  /** How many of `wanted` may be tried now. */
  admitted(wanted: number): number {
    if (!this.isOn) return wanted;
    return this.remaining_ms > 0 ? 0 : 1;
  }

  /** The server was found away: whether that is news. Those that were under way with the first one tell it again, of the same. */
  begin(): boolean {
    if (this.remaining_ms > 0) return false;
    this.#failures += 1;
    this.#until = this.#now() + backoff_ms(this.#failures, this.#pauses);
    return this.#failures === 1;
  }

  /** The server has answered: whether that is news. */
  end(): boolean {
    const isNews = this.isOn;
    this.#failures = 0;
    this.#until = 0;
    return isNews;
  }
}
