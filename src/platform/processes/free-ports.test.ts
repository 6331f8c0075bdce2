import { describe, expect, it } from 'vitest';
import { freePorts, localPortRange, somePortOutside } from './free-ports.ts';

describe('free ports', () => {
  it('are each another, and none that the system gives to connections', async () => {
    const ports = await freePorts(50);
    expect(new Set(ports).size).toBe(50);
    const [first, last] = localPortRange();
    expect(ports.filter((port) => port >= first && port <= last)).toEqual([]);
  });

  it('are below or above that range, and any where there is nothing else', () => {
    const some = (first: number, last: number) =>
      new Set(Array.from({ length: 200 }, () => somePortOutside([first, last])));
    expect([...some(10_002, 65_534)].sort()).toEqual([10_000, 10_001, 65_535]);
    expect([...some(1_024, 65_535)]).toEqual([0]);
  });
});
