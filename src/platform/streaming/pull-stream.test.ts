import { describe, expect, it } from 'vitest';
import { pullStream, STREAM_DONE } from './pull-stream.ts';

/** A source whose values a test puts in; null when it has none. */
function createSource() {
  const values: (number | typeof STREAM_DONE)[] = [];
  const listeners = new Set<() => void>();
  const source = {
    releases: 0,
    listeners,
    put(...more: (number | typeof STREAM_DONE)[]) {
      values.push(...more);
      for (const listener of listeners) listener();
    },
    async next() {
      return values.shift() ?? null;
    },
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    release() {
      source.releases += 1;
    },
  };
  return source;
}

describe('a pull stream', () => {
  it('hands out what there is, then waits for more', async () => {
    const source = createSource();
    const stream = pullStream(source);
    source.put(1, 2);
    expect([await stream.next(), await stream.next()]).toMatchObject([{ value: 1 }, { value: 2 }]);
    const third = stream.next();
    source.put(3);
    expect(await third).toEqual({ done: false, value: 3 });
  });

  it('answers several calls in order', async () => {
    const source = createSource();
    const stream = pullStream(source);
    const answers = [stream.next(), stream.next(), stream.next()];
    source.put(1);
    source.put(2, 3);
    expect(await Promise.all(answers)).toMatchObject([{ value: 1 }, { value: 2 }, { value: 3 }]);
  });

  it('misses no change that falls into the asking', async () => {
    const source = createSource();
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<null>();
    let isFirst = true;
    const stream = pullStream({
      ...source,
      async next() {
        if (!isFirst) return source.next();
        isFirst = false;
        asked.resolve();
        return await answer.promise;
      },
    });
    const value = stream.next();
    await asked.promise;
    source.put(1);
    answer.resolve(null);
    expect(await value).toMatchObject({ value: 1 });
  });

  it('ends after the values before the end, and stays ended', async () => {
    const source = createSource();
    source.put(1, STREAM_DONE, 2);
    const values: number[] = [];
    const stream = pullStream(source);
    for await (const value of stream) values.push(value);
    expect(values).toEqual([1]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect([source.releases, source.listeners.size]).toEqual([1, 0]);
  });

  it('is left at once: return ends the calls that wait', async () => {
    const source = createSource();
    const stream = pullStream(source);
    const waiting = [stream.next(), stream.next()];
    // The first has asked its source, and waits.
    await new Promise(setImmediate);
    await stream.return!();
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    await stream.return!();
    expect([source.releases, source.listeners.size]).toEqual([1, 0]);
  });

  it('that is left while its source is at work hands out nothing more', async () => {
    const source = createSource();
    const answer = Promise.withResolvers<number>();
    const stream = pullStream({ ...source, next: () => answer.promise });
    const waiting = stream.next();
    await stream.return!();
    answer.resolve(1);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('ends with the failure of its source, and with one thrown into it', async () => {
    const source = createSource();
    const failing = pullStream({ ...source, next: () => Promise.reject(new Error('broken')) });
    await expect(failing.next()).rejects.toThrow('broken');
    expect(await failing.next()).toEqual({ done: true, value: undefined });
    expect([source.releases, source.listeners.size]).toEqual([1, 0]);
    const stream = pullStream(source);
    await expect(stream.throw!(new Error('thrown'))).rejects.toThrow('thrown');
    expect([source.releases, source.listeners.size]).toEqual([2, 0]);
  });

  it('leaves nothing behind, however many come and go without a change', async () => {
    const source = createSource();
    for (let i = 0; i < 1_000; i += 1) {
      const stream = pullStream(source);
      const waiting = stream.next();
      await new Promise(setImmediate);
      await stream.return!();
      await waiting;
    }
    expect(source.listeners.size).toBe(0);
  });
});
