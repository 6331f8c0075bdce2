import type { TopicSpec } from '../../platform/events/event-log.ts';

/** Keyed by the id of the booking, show or payment that an event tells of: in order for each. */
export const TOPICS = {
  booking: 'booking-events',
  seat: 'seat-events',
  payment: 'payment-events',
  show: 'show-events',
} as const;

export type TopicName = (typeof TOPICS)[keyof typeof TOPICS];

const PARTITIONS: Record<TopicName, number> = {
  'booking-events': 10,
  'seat-events': 5,
  'payment-events': 5,
  'show-events': 5,
};

/** All topics to make at start, each with its dead-letter topic, names carrying the installation's prefix. */
export function topicSpecs(prefix: string): TopicSpec[] {
  return Object.entries(PARTITIONS).flatMap(([name, partitions]) => [
    { name: `${prefix}${name}`, partitions },
    { name: `${prefix}${name}.dlq`, partitions: 1 },
  ]);
}
