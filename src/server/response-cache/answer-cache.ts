import { LRUCache } from 'lru-cache';
import { outsideSlot } from '../../platform/load/slot.ts';
import type { Answer } from './answer.ts';

export interface AnswerCacheOptions {
  /** What all answers may take; what was asked for longest ago goes first. */
  maxBytes: number;
}

interface Flight {
  /** Requests that came before it began may have its answer whatever its version: it was made after they asked. */
  begunAt: number;
  answer: Promise<Answer | null>;
}

/**
 * Answers by key, each at the version it was made at. Whoever asks gets one that is as new as what they would have had by
 * asking for themselves; those who ask at the same time share one making, so that never two of one key run side by side.
 */
export class AnswerCache {
  readonly #answers: LRUCache<string, Answer>;
  readonly #flights = new Map<string, Flight>();
  #clock = 0;

  constructor({ maxBytes }: AnswerCacheOptions) {
    this.#answers = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ keptBytes }) => keptBytes });
  }

  /** How much they take now. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  /** The answer at `version` or later, if there is one already. */
  find(key: string, version: number): Answer | null {
    const known = this.#answers.get(key);
    return known && known.version >= version ? known : null;
  }

  /**
   * The answer at `version` or later, or one that was begun after this call. `make` resolves with null when there is
   * none to be shared: then so does this, for all who waited for it. A rejection of `make` is only its own caller's.
   */
  async get(key: string, version: number, make: () => Promise<Answer | null>): Promise<Answer | null> {
    const askedAt = this.#clock++;
    for (;;) {
      const known = this.find(key, version);
      if (known) return known;
      const flight = this.#flights.get(key);
      if (!flight) return await this.#make(key, make);
      // Who makes it has a slot for that already.
      const answer = await outsideSlot(() => flight.answer.catch(() => null));
      if (!answer || flight.begunAt > askedAt || answer.version >= version) return answer;
    }
  }

  async #make(key: string, make: () => Promise<Answer | null>): Promise<Answer | null> {
    const flight = { begunAt: this.#clock++, answer: make() };
    this.#flights.set(key, flight);
    try {
      const answer = await flight.answer;
      if (answer) this.#answers.set(key, answer);
      else this.#answers.delete(key);
      return answer;
    } finally {
      this.#flights.delete(key);
    }
  }
}
