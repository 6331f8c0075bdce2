import type { Admin, Kafka } from 'kafkajs';
import { within } from '../timing/within.ts';
import { assertWritable, readSettings, type TopicSettings } from './kafka-topic-check.ts';

export interface KafkaProbe {
  /** From now on `ping` looks at these topics. */
  watch(topics: readonly string[]): void;
  /** Rejects with the reason when Kafka can't be reached within a second, or a topic can't be written to. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const PING_TIMEOUT_MS = 1_000;
/** Topics' settings are seldom changed. */
const SETTINGS_EVERY_MS = 10_000;

/** A connection of its own, thrown away after a failure: kafkajs' long retries must not delay the answer. */
export function createKafkaProbe(kafka: Kafka): KafkaProbe {
  let topics: readonly string[] = [];
  let admin: Admin | null = null;
  let known: { settings: TopicSettings; read_ms: number } | null = null;
  const discard = async (): Promise<void> => {
    const discarded = admin;
    admin = null;
    await discarded?.disconnect().catch(() => undefined);
  };
  /** As they were read last: nobody waits for them. Those that we may not read are not looked at. */
  const settingsOf = (connected: Admin): TopicSettings => {
    const { settings, read_ms } = known ?? { settings: new Map(), read_ms: Number.NEGATIVE_INFINITY };
    if (performance.now() - read_ms > SETTINGS_EVERY_MS) {
      known = { settings, read_ms: performance.now() };
      readSettings(connected, topics).then(
        (read) => {
          known = { settings: read, read_ms: performance.now() };
        },
        () => undefined,
      );
    }
    return settings;
  };
  const probe = async (): Promise<void> => {
    if (!admin) {
      const connecting = kafka.admin({ retry: { retries: 0 } });
      admin = connecting;
      await connecting.connect();
    }
    const connected = admin;
    if (!connected) return;
    if (topics.length > 0) await assertWritable(connected, topics, settingsOf(connected));
    else await connected.describeCluster();
  };
  return {
    watch(names) {
      topics = [...new Set([...topics, ...names])];
      known = null;
    },
    async ping() {
      try {
        await within(PING_TIMEOUT_MS, probe(), () => new Error('Kafka did not answer within a second.'));
      } catch (error) {
        void discard();
        throw error;
      }
    },
    close: discard,
  };
}
