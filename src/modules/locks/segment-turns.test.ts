import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { SegmentTurns } from './segment-turns.ts';

describe('turns at a segment', () => {
  const turns = new SegmentTurns();
  let log: string[];
  let ends: Map<string, () => void>;
  beforeEach(() => {
    log = [];
    ends = new Map();
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  const come = (name: string, segments: string[]) =>
    turns.take(segments, async () => {
      log.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const end = async (name: string) => {
    ends.get(name)!();
    await settle();
  };

  it('come in the order in which they were asked for, and at another segment at once', async () => {
    const all = [come('a', ['1']), come('b', ['1']), come('c', ['2'])];
    await settle();
    expect(log).toEqual(['a', 'c']);
    await end('a');
    expect(log).toEqual(['a', 'c', 'b']);
    await end('b');
    await end('c');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
    expect(turns.size).toBe(0);
  });

  it('of two that want the same segments the other way round are had one after the other', async () => {
    const both = [come('a', ['1', '2']), come('b', ['2', '1'])];
    await settle();
    expect(log).toEqual(['a']);
    await end('a');
    await end('b');
    expect(await Promise.all(both)).toEqual(['a', 'b']);
  });

  it('pass on where the work fails', async () => {
    await expect(turns.take(['1'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.take(['1'], async () => 'next')).toBe('next');
  });

  it('are given up after five seconds, and who came after still waits for the first', async () => {
    const first = come('a', ['1']);
    const refused = expect(come('b', ['1'])).rejects.toThrow(ServiceUnavailableError);
    await vi.advanceTimersByTimeAsync(4_000);
    const last = come('c', ['1']);
    await vi.advanceTimersByTimeAsync(1_000);
    await refused;
    expect(log).toEqual(['a']);
    await end('a');
    expect(log).toEqual(['a', 'c']);
    await end('c');
    expect(await Promise.all([first, last])).toEqual(['a', 'c']);
    expect(turns.size).toBe(0);
  });
});
