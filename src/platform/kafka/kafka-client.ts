import { Kafka, logLevel } from 'kafkajs';
import type { Logger } from '../observability/logger.ts';
import { kafkaLogCreator } from './kafka-logging.ts';
import { type KafkaSecurity, kafkajsSecurity, NO_SECURITY } from './kafka-security.ts';
import { armRequestQueueTimerOnlyWhenNeeded } from './request-queue-timer.ts';

export interface KafkaClientOptions {
  brokers: readonly string[];
  /** Shown in the brokers' logs and metrics; usually the product and the node. */
  clientId: string;
  /** Default: neither TLS nor a login. */
  security?: KafkaSecurity | undefined;
  logger: Logger;
}

/** What producers, consumers and admins are made of. Connects to nothing by itself. */
export function createKafkaClient({ brokers, clientId, security = NO_SECURITY, logger }: KafkaClientOptions): Kafka {
  armRequestQueueTimerOnlyWhenNeeded();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...kafkajsSecurity(security),
    logLevel: logLevel.WARN,
    logCreator: kafkaLogCreator(logger),
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
  });
}
