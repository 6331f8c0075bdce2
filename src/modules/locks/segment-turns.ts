import { within } from '../../platform/timing/within.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';

/** Many come at once for one row when sales begin: so long they wait for one another. */
const MAX_WAIT_MS = 5_000;

/**
 * Lets choices of seats in one segment be judged and written down one after the other, in the order in which they came. Else of
 * those that were judged at the same time only one could be written, and the others would have to be judged again and again.
 * Of other nodes it knows nothing.
 */
export class SegmentTurns {
  /** By segment: when the last one that came is done. */
  readonly #last = new Map<string, Promise<void>>();

  /** How many segments somebody is at. */
  get size(): number {
    return this.#last.size;
  }

  /** Does the work when all who came before for one of the segments are done. Throws ServiceUnavailableError when that takes too long. */
  async take<T>(segments: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = Promise.all(segments.map((segment) => this.#last.get(segment)));
    const { promise: done, resolve } = Promise.withResolvers<void>();
    // All at once, so that no two wait for each other.
    for (const segment of segments) this.#last.set(segment, done);
    const leave = () => {
      for (const segment of segments) if (this.#last.get(segment) === done) this.#last.delete(segment);
      resolve();
    };
    try {
      await within(MAX_WAIT_MS, before, tooMany);
    } catch (error) {
      // Who comes after still waits for those before.
      void before.then(leave);
      throw error;
    }
    try {
      return await work();
    } finally {
      leave();
    }
  }
}

function tooMany(): ServiceUnavailableError {
  return new ServiceUnavailableError('Many others are choosing seats beside these.', 1);
}
