import { describe, expect, it } from 'vitest';
import { LatencyLimit } from './latency-limit.ts';

const LOCK = { name: 'a lock' };
const BOOKING = { name: 'a booking' };

/** A node that serves `knee` at a time without delay; more share it. */
class SimulatedNode {
  readonly limit: LatencyLimit;
  now_ms = 1_000;

  constructor(bounds = { least: 20, most: 1_000 }) {
    this.limit = new LatencyLimit(bounds);
  }

  /** So long as many ask as may: `beside`, or as many as the limit lets in. Resolves with the lowest and highest limit meanwhile. */
  serve(ms: number, { rest_ms = 10, knee = 40, beside, kind = LOCK }: Load = {}): { lowest: number; highest: number } {
    const end_ms = this.now_ms + ms;
    let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
    while (this.now_ms < end_ms) {
      const { current } = this.limit;
      const count = Math.min(beside ?? current, current);
      const latency_ms = rest_ms * Math.max(1, count / knee);
      this.now_ms += latency_ms / count;
      this.limit.note({ kind, latency_ms, beside: count }, this.now_ms);
      lowest = Math.min(lowest, current);
      highest = Math.max(highest, current);
    }
    return { lowest, highest };
  }
}

interface Load {
  rest_ms?: number;
  knee?: number;
  beside?: number;
  kind?: object;
}

describe('the limit of what is at work', () => {
  it.each([10, 40, 200])('settles where all take about twice as long as at rest, with room for %i', (knee) => {
    const node = new SimulatedNode();
    node.serve(2_000, { knee, beside: 3 });
    node.serve(25_000, { knee });
    const { lowest, highest } = node.serve(4_000, { knee });
    expect(lowest).toBeGreaterThanOrEqual(Math.max(20, 1.9 * knee));
    expect(highest).toBeLessThanOrEqual(Math.max(40, 3.2 * knee));
  });

  it('goes down when everything takes longer, and comes back when it is as it was', () => {
    const node = new SimulatedNode();
    node.serve(2_000, { beside: 3 });
    node.serve(20_000);
    const before = node.limit.current;
    node.serve(5_000, { rest_ms: 60 });
    expect(node.limit.current).toBe(20);
    node.serve(20_000);
    expect(node.limit.current).toBeGreaterThan(0.8 * before);
  });

  it('finds out what is normal now when that goes on to take longer, though it is never quiet', () => {
    const node = new SimulatedNode();
    node.serve(2_000, { beside: 3 });
    node.serve(20_000);
    const before = node.limit.current;
    node.serve(120_000, { rest_ms: 60 });
    expect(node.limit.current).toBeGreaterThan(0.8 * before);
    expect(node.limit.stretch).toBeLessThan(4);
  });

  it('stays where it is through an hour of overload, in which it is measured by holding back for moments', () => {
    const node = new SimulatedNode();
    node.serve(2_000, { beside: 3 });
    node.serve(20_000);
    const after = node.limit.current;
    const { lowest } = node.serve(3_600_000, { rest_ms: 200 });
    expect(node.limit.current).toBeLessThan(1.5 * after);
    expect(lowest).toBe(10);
  });

  it('is not moved by another mix: what takes long by nature is compared with itself', () => {
    const node = new SimulatedNode();
    for (const [kind, rest_ms] of [
      [LOCK, 10],
      [BOOKING, 400],
    ] as const) {
      node.serve(30 * rest_ms, { kind, rest_ms, beside: 3 });
    }
    node.serve(20_000);
    const before = node.limit.current;
    node.serve(20_000, { kind: BOOKING, rest_ms: 400 });
    expect(node.limit.current).toBeGreaterThan(0.75 * before);
  });

  it('holds back for a moment only, though nothing ends in it that tells how long it took', () => {
    const node = new SimulatedNode();
    node.serve(2_000, { beside: 3 });
    node.serve(20_000);
    for (let steps = 0; node.limit.current !== 10 && steps < 200_000; steps += 1) node.serve(0.01);
    expect(node.limit.current).toBe(10);
    node.limit.look(node.now_ms + 990);
    expect(node.limit.current).toBe(10);
    node.limit.look(node.now_ms + 1_001);
    expect(node.limit.current).toBeGreaterThan(20);
  });

  it('does not grow on the word of a few', () => {
    const node = new SimulatedNode();
    const before = node.limit.current;
    node.serve(60_000, { beside: 5 });
    expect(node.limit.current).toBe(before);
  });

  it('is never less than one, nor more than it may be', () => {
    const least = new SimulatedNode({ least: 0, most: 0 });
    least.serve(5_000, { beside: 1 });
    const { lowest } = least.serve(60_000, { rest_ms: 2_000, knee: 0.1 });
    expect(lowest).toBe(1);
    const most = new SimulatedNode({ least: 20, most: 60 });
    expect(most.serve(60_000, { knee: 1_000 }).highest).toBe(60);
  });
});
