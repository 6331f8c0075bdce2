export interface PullStreamSource<T> {
  /**
   * The next value, or null when there is none now: then `changed` is awaited and `next` is asked again. `done` ends the
   * stream after the values before it.
   */
  next(): Promise<T | null | typeof STREAM_DONE>;
  /** Resolves when `next` may have something. Taken before `next` is asked, so that nothing falls in between. */
  changed(): Promise<void>;
  /** Called once, however the stream ends. */
  release(): void;
}

export const STREAM_DONE = Symbol('done');

/**
 * An async iterator over a source that its consumer pulls from. Unlike an async generator's, its `return` ends a `next`
 * that is still waiting: a subscriber who leaves is gone at once.
 */
export function pullStream<T>(source: PullStreamSource<T>): AsyncIterableIterator<T> {
  let isEnded = false;
  let stopWaiting: (() => void) | null = null;

  function end(): void {
    if (isEnded) return;
    isEnded = true;
    stopWaiting?.();
    source.release();
  }

  // Not Promise.race: that would leave something behind at each change for as long as the stream lives.
  async function untilEither(changed: Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      stopWaiting = resolve;
      void changed.then(resolve);
    });
    stopWaiting = null;
  }

  async function next(): Promise<IteratorResult<T>> {
    try {
      while (!isEnded) {
        const changed = source.changed();
        const value = await source.next();
        if (isEnded || value === STREAM_DONE) break;
        if (value !== null) return { done: false, value };
        await untilEither(changed);
      }
    } catch (error) {
      end();
      throw error;
    }
    end();
    return { done: true, value: undefined };
  }

  // Calls of `next` are answered in order, as an async generator would.
  let last: Promise<unknown> = Promise.resolve();
  return {
    next() {
      const answer = last.then(next);
      last = answer.catch(() => undefined);
      return answer;
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    async throw(error) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
