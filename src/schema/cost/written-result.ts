import { createHash } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { isLong, textInSlices, type WrittenText } from './answer-text.ts';

/** Data that was written in slices, by the data itself: results are copied on their way. */
const texts = new WeakMap<object, WrittenText>();

export interface AnswerBounds {
  /** An answer of no more characters is no long one. Default: what is written in some tenths of a millisecond. */
  longFrom?: number;
  /** What the data may be at most. Default: what any answer may be. */
  maxBytes?: number;
}

/**
 * Writes the result's data ahead, in slices, where it is long; resolves with its bytes, 0 where it is not. Throws when it is longer
 * than it may be.
 */
export async function writeInSlices({ data }: ExecutionResult, bounds: AnswerBounds = {}): Promise<number> {
  if (!data || !isLong(data, bounds.longFrom)) return 0;
  const text = await textInSlices(data, bounds.maxBytes);
  texts.set(data, text);
  return text.bytes;
}

/** Whether the result's data has been written. */
export function isWritten({ data }: ExecutionResult): boolean {
  return Boolean(data && texts.has(data));
}

/** The result as JSON between `before` and `after`: with the data as it was written, else written in one go. */
export function bytesOfResult(result: ExecutionResult, before = '', after = ''): Buffer<ArrayBuffer> {
  const { data, ...others } = result;
  const written = data && texts.get(data);
  if (!written) return Buffer.from(`${before}${JSON.stringify(result)}${after}`);
  const rest = JSON.stringify(others);
  const end = rest === '{}' ? '}' : `,${rest.slice(1)}`;
  return Buffer.concat([Buffer.from(`${before}{"data":`), ...written.pieces, Buffer.from(`${end}${after}`)]);
}

/** The same for the same result. */
export function digestOfResult(result: ExecutionResult): string {
  const { data, ...others } = result;
  const written = data && texts.get(data);
  return createHash('sha1')
    .update(written ? `${written.digest}${JSON.stringify(others)}` : JSON.stringify(result))
    .digest('base64url');
}
