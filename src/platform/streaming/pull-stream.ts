export interface PullStreamSource<T> {
  /** The next value, or null when there is none now: it is asked again after a change. STREAM_DONE ends the stream. */
  next(): Promise<T | null | typeof STREAM_DONE>;
  /** Calls `listener` whenever `next` may have something new, until the returned function is called. */
  onChange(listener: () => void): () => void;
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
  let hasChanged = false;
  let stopWaiting: (() => void) | null = null;
  let stopListening: (() => void) | null = null;

  /** With the first `next`: a stream that nobody reads holds nothing. */
  function listen(): void {
    stopListening ??= source.onChange(() => {
      hasChanged = true;
      stopWaiting?.();
    });
  }

  function end(): void {
    if (isEnded) return;
    isEnded = true;
    stopWaiting?.();
    stopListening?.();
    source.release();
  }

  async function untilChanged(): Promise<void> {
    if (hasChanged) return;
    await new Promise<void>((resolve) => {
      stopWaiting = resolve;
    });
    stopWaiting = null;
  }

  async function next(): Promise<IteratorResult<T>> {
    try {
      if (!isEnded) listen();
      while (!isEnded) {
        // Before the source is asked, so that no change falls in between.
        hasChanged = false;
        const value = await source.next();
        if (isEnded || value === STREAM_DONE) break;
        if (value !== null) return { done: false, value };
        await untilChanged();
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
