import { describe, expect, it } from 'vitest';
import { createMemoryEventLog } from '../../src/embedded/memory-event-log.ts';
import { partitionOf } from '../../src/embedded/partitioner.ts';
import type { EventLog } from '../../src/platform/events/event-log.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { eventLogContract } from '../kit/contracts/event-log.contract.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

eventLogContract('the embedded event log', () => createMemoryEventLog({ logger }));

describe('the embedded event log', () => {
  const topic = 'things';
  const append = (log: EventLog, value: string, key = 'a'): Promise<void> =>
    log.append([{ topic, key, value, headers: {} }]);

  async function logOf(partitions: number, stuckAfter_ms?: number): Promise<EventLog> {
    const log = createMemoryEventLog({ logger, ...(stuckAfter_ms === undefined ? {} : { stuckAfter_ms }) });
    await log.ensureTopics([{ name: topic, partitions }]);
    return log;
  }

  it('resolves an append only when every running group has handled it', async () => {
    const log = await logOf(1);
    const handled: string[] = [];
    const release = Promise.withResolvers<void>();
    await log.consume({
      groupId: 'fast',
      topics: [topic],
      from: 'latest',
      handle: async () => void handled.push('fast'),
    });
    await log.consume({
      groupId: 'slow',
      topics: [topic],
      from: 'latest',
      async handle() {
        await release.promise;
        handled.push('slow');
      },
    });
    const appended = append(log, '1').then(() => [...handled]);
    release.resolve();
    expect((await appended).sort()).toEqual(['fast', 'slow']);
    await log.close();
  });

  it('rejects an append whose handler keeps failing, and takes no more for that partition until it gets on', async () => {
    const log = await logOf(2, 30);
    let broken = true;
    const handled: string[] = [];
    await log.consume({
      groupId: 'group',
      topics: [topic],
      from: 'latest',
      async handle({ key, value }) {
        if (broken && key === 'a') throw new Error('rejected by the test');
        handled.push(`${key}${value}`);
      },
    });
    await expect(append(log, '1')).rejects.toThrow('does not get on');
    await expect(append(log, '2')).rejects.toThrow('not taken');
    const other = ['b', 'c', 'd', 'e', 'f'].find((key) => partitionOf(key, 2) !== partitionOf('a', 2))!;
    await append(log, '1', other);
    expect(handled).toEqual([`${other}1`]);
    broken = false;
    await expect.poll(() => handled, { interval: 5 }).toEqual([`${other}1`, 'a1']);
    await append(log, '2');
    expect(handled).toEqual([`${other}1`, 'a1', 'a2']);
    await log.close();
  });

  it('rejects an append that its consumer left before handling it', async () => {
    const log = await logOf(1);
    const begun = Promise.withResolvers<void>();
    const consumer = await log.consume({
      groupId: 'group',
      topics: [topic],
      from: 'latest',
      async handle() {
        begun.resolve();
        throw new Error('rejected by the test');
      },
    });
    const appended = append(log, '1');
    await begun.promise;
    await Promise.all([consumer.stop(), expect(appended).rejects.toThrow('stopped')]);
    await log.close();
  });

  it('keeps only a tail of what all groups have handled', async () => {
    const log = await logOf(1);
    const handled: number[] = [];
    await log.consume({ groupId: 'group', topics: [topic], from: 'latest', handle: async () => void handled.push(1) });
    for (let at = 0; at < 5_000; at += 1) await append(log, String(at));
    expect(handled).toHaveLength(5_000);
    let first: bigint | null = null;
    const late = Promise.withResolvers<void>();
    await log.consume({
      groupId: 'late',
      topics: [topic],
      from: 'beginning',
      async handle({ offset, value }) {
        first ??= offset;
        if (value === '4999') late.resolve();
      },
    });
    await late.promise;
    expect(Number(first)).toBeGreaterThanOrEqual(3_000);
    await log.close();
  });
});
