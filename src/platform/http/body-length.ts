import type { IncomingMessage } from 'node:http';

/** Measured: parsing, checking and coercing a megabyte of variables takes 20 to 75 ms. */
const MS_PER_BODY_BYTE = 50e-6;

/** How long a request says that its body is; without end when it does not say. */
export function declaredBytes({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] ? Number.POSITIVE_INFINITY : Number(headers['content-length'] ?? 0);
}

/** About how long it takes to read a body of so many bytes; at most `max_ms`: long ones are an organiser's plans, which are read in turns. */
export function readingTime_ms(bytes: number, max_ms: number): number {
  return Math.min(bytes * MS_PER_BODY_BYTE, max_ms);
}
