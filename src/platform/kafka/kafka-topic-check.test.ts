import type { Admin, PartitionMetadata } from 'kafkajs';
import { expect, it } from 'vitest';
import { assertWritable } from './kafka-topic-check.ts';

const partition = (changed: Partial<PartitionMetadata>): PartitionMetadata => ({
  partitionErrorCode: 0,
  partitionId: 3,
  leader: 1,
  replicas: [1, 2, 3],
  isr: [1, 2, 3],
  ...changed,
});
const admin = (...partitions: PartitionMetadata[]) =>
  ({ fetchTopicMetadata: async () => ({ topics: [{ name: 'things', partitions }] }) }) as Partial<Admin> as Admin;
const settings = (minInSync: string) => new Map([['things', new Map([['min.insync.replicas', minInSync]])]]);
const whole = partition({});

it('is content with a leader and enough replicas in sync for each partition', async () => {
  await assertWritable(admin(whole, partition({ isr: [1, 2] })), ['things'], settings('2'));
  await assertWritable(admin(whole, partition({ isr: [1] })), ['things'], new Map());
  // Kafka needs no more than there are.
  await assertWritable(admin(partition({ replicas: [1], isr: [1] })), ['things'], settings('2'));
});

it('names the topic whose partition has too few replicas in sync, or no leader', async () => {
  await expect(assertWritable(admin(whole, partition({ isr: [1] })), ['things'], settings('2'))).rejects.toThrow(
    'topic things takes no events: 1 of 2 replicas are in sync',
  );
  await expect(assertWritable(admin(whole, partition({ leader: -1 })), ['things'], new Map())).rejects.toThrow(
    'topic things takes no events: partition 3 has no leader',
  );
});
