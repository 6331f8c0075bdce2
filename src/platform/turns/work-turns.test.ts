import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PriorityQueue } from './priority-queue.ts';
import { RetainedBytes } from './retained-bytes.ts';
import { Slots } from './slots.ts';
import { WorkTurns } from './work-turns.ts';

describe('a queue by priority', () => {
  it('gives the highest priority first, and those of the same priority in their order', () => {
    const queue = new PriorityQueue<string>();
    queue.add(1, 'a');
    queue.add(0.01, 'b');
    queue.add(1_000, 'c');
    queue.add(1.5, 'd');
    queue.add(Number.MIN_VALUE, 'e');
    queue.add(Number.MAX_VALUE, 'f');
    expect(Array.from({ length: 7 }, () => queue.take())).toEqual(['f', 'c', 'a', 'd', 'b', 'e', undefined]);
    expect(queue.size).toBe(0);
  });

  it('lets those go that do not want to wait any more', () => {
    const queue = new PriorityQueue<string>();
    const removers = ['a', 'b', 'c'].map((name) => queue.add(1, name));
    removers[1]!();
    removers[1]!();
    expect(queue.size).toBe(2);
    expect([queue.take(), queue.take(), queue.take()]).toEqual(['a', 'c', undefined]);
    removers[0]!();
    expect(queue.size).toBe(0);
  });

  it('does not forget the one that has waited longest, whatever comes', () => {
    const queue = new PriorityQueue<string>();
    queue.add(0.001, 'patient');
    const taken: (string | undefined)[] = [];
    for (let turn = 0; turn < 16; turn += 1) {
      queue.add(1_000, 'worthy');
      taken.push(queue.take());
    }
    expect(taken.filter((item) => item === 'patient')).toHaveLength(1);
  });
});

describe('turns of work', () => {
  let now_ms = 0;
  /** Work in this thread: time goes by and no timer runs. */
  const piece =
    (ms: number, done: string[] = [], name = '') =>
    () => {
      now_ms += ms;
      done.push(name);
      return name;
    };
  const rest = (ms: number) => {
    now_ms += ms;
    vi.advanceTimersByTime(ms);
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    now_ms = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now_ms);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('come at once while work is light', async () => {
    const turns = new WorkTurns({ stretch_ms: 5 });
    for (let turn = 0; turn < 100; turn += 1) {
      expect(await turns.run(1, piece(2, [], `${turn}`))).toBe(`${turn}`);
      rest(2);
    }
    await expect(turns.run(1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(
      turns.run(1, () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
  });

  it('rest for as long as the stretch of work took, and then let the worthiest go on', () => {
    const turns = new WorkTurns({ stretch_ms: 5 });
    const done: string[] = [];
    void turns.run(1, piece(10, done, 'long'));
    for (let n = 0; n < 5; n += 1) void turns.run(0.01, piece(3, done, 'heavy'));
    void turns.run(5_000, piece(3, done, 'shared'));
    expect([done, turns.waiting]).toEqual([['long'], 6]);
    rest(9);
    expect(done).toEqual(['long']);
    rest(1);
    expect(done).toEqual(['long', 'shared', 'heavy']);
    // Work of low priority is followed by a rest of three times its time: 3 and 9 ms.
    rest(11);
    expect(done).toEqual(['long', 'shared', 'heavy']);
    rest(1);
    expect(done).toEqual(['long', 'shared', 'heavy', 'heavy']);
    rest(9);
    expect(done).toEqual(['long', 'shared', 'heavy', 'heavy', 'heavy']);
    rest(18);
    expect(turns.waiting).toBe(0);
  });
});

describe('slots', () => {
  it('are given to the worthiest as they become free, also after a failure', async () => {
    const slots = new Slots(1);
    const done: string[] = [];
    const first = Promise.withResolvers<void>();
    const held = slots.hold(1, () => first.promise).catch(() => done.push('failed'));
    const others = [1, 100].map((priority) => slots.hold(priority, async () => void done.push(`${priority}`)));
    first.reject(new Error('broken'));
    await Promise.all([held, ...others]);
    expect(done.filter((name) => name !== 'failed')).toEqual(['100', '1']);
  });
});

describe('kept bytes', () => {
  it('forget the oldest beyond their bound, and what alone is too much at once', () => {
    const kept = new RetainedBytes(100);
    const forgotten: string[] = [];
    const keep = (name: string, bytes: number) => kept.keep(bytes, () => forgotten.push(name));
    keep('a', 40);
    const giveUp = keep('b', 40);
    giveUp();
    giveUp();
    keep('c', 60);
    expect([forgotten, kept.bytes]).toEqual([[], 100]);
    keep('d', 1);
    expect([forgotten, kept.bytes]).toEqual([['a'], 61]);
    keep('e', 101);
    expect([forgotten, kept.bytes]).toEqual([['a', 'c', 'd', 'e'], 0]);
  });
});
