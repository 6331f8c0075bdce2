import { Partitioners } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { newId } from '../platform/ids.ts';
import { partitionOf } from './partitioner.ts';

describe('partitionOf', () => {
  const kafka = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: 10 }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));

  it('agrees with the partitioner of Kafka’s clients for keys of every length', () => {
    const keys = Array.from({ length: 200 }, (_, at) => newId('booking').slice(0, at % 35)).concat('', 'a', 'é漢字😀');
    for (const key of keys) {
      const theirs = kafka({ topic: 't', partitionMetadata, message: { key, value: null } });
      expect(partitionOf(key, 10), JSON.stringify(key)).toBe(theirs);
    }
  });
});
