import { describe, expect, it } from 'vitest';
import { buffersInUse } from '../../../test/kit/product/buffers-in-use.ts';
import { Answer } from './answer.ts';
import { AnswerCache } from './answer-cache.ts';

const answer = (version: number, text = 'x') => new Answer({ data: { text } }, version);

/** A making that ends when the test says so. */
function making() {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | null>();
  let calls = 0;
  const make = () => {
    calls += 1;
    return promise;
  };
  return { make, resolve, reject, calls: () => calls };
}

const never = () => Promise.reject(new Error('must not be asked'));

describe('the answer cache', () => {
  it('takes no more memory than it counts, with what was compressed', async () => {
    const cache = new AnswerCache({ maxBytes: 4 * 1024 * 1024 });
    const before = buffersInUse();
    for (let version = 0; version < 400; version += 1) {
      const made = await cache.get(`key ${version}`, 1, async () => answer(1, `${version} `.repeat(500)));
      await Promise.all([made!.bodyIn('gzip'), made!.bodyIn('br')]);
      // As what else a node does takes from the pool.
      Buffer.from('x'.repeat(10_000));
    }
    expect(buffersInUse() - before).toBeLessThan(cache.bytes);
  });

  it('gives what it has as long as it is new enough', async () => {
    const cache = new AnswerCache({ maxBytes: 10_000 });
    const made = await cache.get('a', 3, async () => answer(3));
    expect(await cache.get('a', 3, never)).toBe(made);
    expect(await cache.get('a', 2, never)).toBe(made);
    const newer = await cache.get('a', 4, async () => answer(4));
    expect(newer?.version).toBe(4);
    expect(await cache.get('a', 4, never)).toBe(newer);
  });

  it('lets those who ask at the same time share one making', async () => {
    const cache = new AnswerCache({ maxBytes: 10_000 });
    const { make, resolve, calls } = making();
    const waiting = [1, 2, 3].map(() => cache.get('a', 1, make));
    resolve(answer(1));
    const answers = await Promise.all(waiting);
    expect(new Set(answers).size).toBe(1);
    expect(calls()).toBe(1);
  });

  it('gives nobody what was begun before they asked, unless it is as new as they need', async () => {
    const cache = new AnswerCache({ maxBytes: 10_000 });
    const first = making();
    const begun = cache.get('a', 1, first.make);
    const second = making();
    const [late, later] = [cache.get('a', 2, second.make), cache.get('a', 2, never)];
    first.resolve(answer(1));
    expect((await begun)?.version).toBe(1);
    // The map's copy lags: what was begun after they asked is as good as their own reading.
    second.resolve(answer(1));
    expect((await late)?.version).toBe(1);
    expect((await later)?.version).toBe(1);
  });

  it('lets those whose making fails or is not to be shared see to themselves', async () => {
    const cache = new AnswerCache({ maxBytes: 10_000 });
    const failing = making();
    const [own, waiting] = [cache.get('a', 1, failing.make), cache.get('a', 1, never)];
    failing.reject(new Error('away'));
    await expect(own).rejects.toThrow('away');
    expect(await waiting).toBeNull();
    expect(await cache.get('a', 1, async () => null)).toBeNull();
    expect((await cache.get('a', 1, async () => answer(1)))?.version).toBe(1);
  });

  it('forgets what was used longest ago when there is no room', async () => {
    const size = answer(1).keptBytes;
    const cache = new AnswerCache({ maxBytes: 2 * size });
    for (const key of ['a', 'b']) await cache.get(key, 1, async () => answer(1));
    await cache.get('a', 1, never);
    await cache.get('c', 1, async () => answer(1));
    await cache.get('a', 1, never);
    await expect(cache.get('b', 1, never)).rejects.toThrow('must not be asked');
    await cache.get('d', 1, async () => answer(1, 'x'.repeat(3 * size)));
    expect(cache.bytes).toBe(2 * size);
  });
});

describe('an answer', () => {
  it('is compressed once, and not when it is small', async () => {
    const large = answer(1, 'x'.repeat(10_000));
    const [one, two] = await Promise.all([large.bodyIn('gzip'), large.bodyIn('gzip')]);
    expect(one.encoding).toBe('gzip');
    expect(two.body).toBe(one.body);
    expect((await large.bodyIn('br')).body.length).toBeLessThan(large.bytes);
    expect((await answer(1).bodyIn('br')).encoding).toBe('identity');
  });
});
