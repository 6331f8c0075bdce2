import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { errorForLog } from './error-for-log.ts';
import { traceFields } from './tracing.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** pino's levels; `silent` in tests. */
  level: string;
  /** Written to every line, so that the lines of several nodes can be told apart. */
  nodeId: string;
  /** Default: standard output. */
  destination?: DestinationStream;
}

/**
 * Structured JSON lines on standard output. Authorization headers and payment tokens never reach them, nor what an error
 * tells of a person.
 */
export function createLogger({ level, nodeId, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { node: nodeId },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: traceFields,
    serializers: { err: errorForLog },
    redact: ['authorization', '*.authorization', 'headers.authorization', 'token', '*.token', '*.paymentToken'],
  };
  return destination ? pino(options, destination) : pino(options);
}
