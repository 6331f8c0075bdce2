import type { IncomingMessage } from 'node:http';
import { Tally } from '../bounds/tally.ts';
import { declaredBytes } from './body-length.ts';

/** Shorter bodies are bounded by the number of connections. */
const SHORT_BYTES = 16 * 1024;
/** More is read of organisers only, who are few and known. */
const LONGEST_COUNTED_BYTES = 1024 * 1024;
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_BYTES_PER_ADDRESS = 16 * 1024 * 1024;

/** Bounds what is held of requests whose bodies are on their way, by what they say that they will send. */
export class BodyBudget {
  readonly #ofAddresses = new Tally();
  #held = 0;

  /** What gives it back, to be called once; null when there is no room for the body now. */
  take(request: IncomingMessage, address: string): (() => void) | null {
    const bytes = Math.min(declaredBytes(request), LONGEST_COUNTED_BYTES);
    if (!(bytes > SHORT_BYTES)) return () => undefined;
    if (this.#held + bytes > MAX_BYTES || this.#ofAddresses.of(address) + bytes > MAX_BYTES_PER_ADDRESS) return null;
    this.#held += bytes;
    this.#ofAddresses.add(address, bytes);
    return () => {
      this.#held -= bytes;
      this.#ofAddresses.remove(address, bytes);
    };
  }
}
