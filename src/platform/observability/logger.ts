import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** pino's levels; `silent` in tests. */
  level: string;
  /** Written to every line, so that the lines of several nodes can be told apart. */
  nodeId: string;
}

/** Structured JSON lines on standard output. Authorization headers and payment tokens never reach them. */
export function createLogger({ level, nodeId }: LoggerOptions): Logger {
  return pino({
    level,
    base: { node: nodeId },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['authorization', '*.authorization', 'headers.authorization', 'token', '*.token', '*.paymentToken'],
  });
}
