import { type Admin, KafkaJSProtocolError, type PartitionMetadata } from 'kafkajs';
import { expect, it } from 'vitest';
import { createTopics } from './kafka-topic-making.ts';

const TOPICS = [{ name: 'things', partitions: 1 }];

const ledBy = (leader: number) => async () => ({
  topics: [{ name: 'things', partitions: [{ leader } as PartitionMetadata] }],
});
const failing = (type: string) => async () => {
  throw Object.assign(new KafkaJSProtocolError(new Error('No.')), { type });
};

/** Answers in turn to the question for the topics' leaders; how often it was asked. */
function adminWith(...answers: (() => ReturnType<Admin['fetchTopicMetadata']>)[]) {
  const made: unknown[] = [];
  const left = [...answers];
  const admin = {
    describeCluster: async () => ({ brokers: [{}], controller: 1, clusterId: 'a' }),
    createTopics: async (request: unknown) => {
      made.push(request);
      return true;
    },
    fetchTopicMetadata: () => left.shift()!(),
  } as unknown as Admin;
  return { admin, made, left };
}

it('waits until all brokers know of the topics, and each partition has a leader', async () => {
  const unknown = failing('UNKNOWN_TOPIC_OR_PARTITION');
  const { admin, made, left } = adminWith(unknown, failing('LEADER_NOT_AVAILABLE'), ledBy(-1), ledBy(1));
  await createTopics(admin, TOPICS);
  expect(left).toEqual([]);
  expect(made).toMatchObject([{ topics: [{ topic: 'things', numPartitions: 1, replicationFactor: 1 }] }]);
});

it('names the topics where it is refused', async () => {
  const { admin, left } = adminWith(failing('TOPIC_AUTHORIZATION_FAILED'), ledBy(1));
  await expect(createTopics(admin, TOPICS)).rejects.toThrow('there is no topic things, and none can be made: No.');
  expect(left).toHaveLength(1);
});

it('does nothing where there is none to be made', async () => {
  const { admin, made } = adminWith();
  await createTopics(admin, []);
  expect(made).toEqual([]);
});
