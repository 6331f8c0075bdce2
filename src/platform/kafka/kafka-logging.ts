import { type logCreator, logLevel } from 'kafkajs';
import type { Logger } from '../observability/logger.ts';

/**
 * Sends kafkajs' own messages to our log at debug level: what it calls errors (a broker that does not answer, a group that
 * rebalances) it retries many times a second, and what it gives up on reaches our code, which then says so once.
 */
export function kafkaLogCreator(logger: Logger): logCreator {
  return () =>
    ({ namespace, level, log }) => {
      const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...details } = log;
      if (level <= logLevel.WARN) logger.debug({ kafkajs: namespace, ...details }, message);
    };
}
