import { describe, expect, it } from 'vitest';
import { MemoryPartition } from './memory-partition.ts';

const record = (length: number) => ({ topic: 'seats', key: 'show', value: 'x'.repeat(length), headers: {} });
const MEGABYTE_CHARS = 512 * 1024;

describe('a partition of the embedded log', () => {
  it('keeps a thousand short records for those who come back', () => {
    const partition = new MemoryPartition('seats', 0);
    for (let index = 0; index < 2_500; index += 1) {
      partition.push(record(100));
      partition.trim([partition.end]);
    }
    expect(Number(partition.end - partition.start)).toBeGreaterThanOrEqual(1_000);
    expect(Number(partition.end - partition.start)).toBeLessThan(2_000);
  });

  it('keeps fewer of long ones', () => {
    const partition = new MemoryPartition('seats', 0);
    for (let index = 0; index < 100; index += 1) {
      partition.push(record(MEGABYTE_CHARS));
      partition.trim([partition.end]);
      expect(Number(partition.end - partition.start)).toBeLessThanOrEqual(8);
    }
    expect(partition.at(partition.end - 1n)?.value).toHaveLength(MEGABYTE_CHARS);
    expect(partition.at(partition.start)?.offset).toBe(partition.start);
  });

  it('forgets nothing that has not been handled, and is full by bytes', () => {
    const partition = new MemoryPartition('seats', 0);
    for (let index = 0; index < 63; index += 1) partition.push(record(MEGABYTE_CHARS));
    partition.trim([0n, partition.end]);
    expect(partition.start).toBe(0n);
    expect(partition.isFull()).toBe(false);
    partition.push(record(MEGABYTE_CHARS));
    expect(partition.isFull()).toBe(true);
    partition.trim([partition.end]);
    expect(partition.isFull()).toBe(false);
  });
});
