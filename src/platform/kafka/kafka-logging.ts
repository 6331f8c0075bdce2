import { type logCreator, logLevel } from 'kafkajs';
import type { Logger } from '../observability/logger.ts';

/**
 * Sends kafkajs' own messages to our log, one level down: what it calls an error (a broker that does not answer) it
 * retries, and what it gives up on reaches our code as a rejected promise or a crash event.
 */
export function kafkaLogCreator(logger: Logger): logCreator {
  return () =>
    ({ namespace, level, log }) => {
      const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...details } = log;
      const line = { kafkajs: namespace, ...details };
      if (level === logLevel.ERROR) logger.warn(line, message);
      else if (level === logLevel.WARN) logger.info(line, message);
      else logger.debug(line, message);
    };
}
