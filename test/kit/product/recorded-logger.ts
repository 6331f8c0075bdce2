import { pino } from 'pino';
import { errorForLog } from '../../../src/platform/observability/error-for-log.ts';
import type { Logger } from '../../../src/platform/observability/logger.ts';

const WARN = 40;

export interface RecordedLogger {
  logger: Logger;
  readonly lines: readonly { msg: string }[];
  /** The lines with that message. */
  messages(message: string): object[];
  /** The messages at `warn` and above. */
  loud(): string[];
}

/** A logger whose lines, from `debug` on, a test can look at. */
export function recordedLogger(): RecordedLogger {
  const lines: { level: number; msg: string }[] = [];
  return {
    lines,
    logger: pino(
      { level: 'debug', serializers: { err: errorForLog } },
      { write: (line: string) => void lines.push(JSON.parse(line)) },
    ),
    messages: (message) => lines.filter(({ msg }) => msg === message),
    loud: () => lines.filter(({ level }) => level >= WARN).map(({ msg }) => msg),
  };
}
