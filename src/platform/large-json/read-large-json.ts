import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../observability/message-of.ts';
import { slices } from '../turns/slices.ts';
import { NoSlotError, Slots } from '../turns/slots.ts';
import { PieceReader } from './json-pieces.ts';
import type { ThreadAnswer } from './json-thread.ts';

export type LargeJson =
  | { readonly value: unknown }
  /** It is no JSON, or more of it than can be read. */
  | { readonly problem: string }
  | { readonly tooLong: true }
  /** Others were read all the time that it may wait; nothing of it was. */
  | { readonly busy: true }
  /** It came slowly while others waited. */
  | { readonly slow: true };

/** What a text's value may take of memory in its thread: several times what the text does. */
const MAX_THREAD_MB = 512;
/** Each takes a thread and its memory. */
const AT_ONCE = 1;
/** Shorter than its peer is given to send it (ten seconds without a byte of it being taken). */
const MAX_WAIT_MS = 5_000;
/** So often it is looked at how much has come, while others wait: twice before they have waited too long. */
const CHECK_MS = 2_000;
/** Less than 256 kB a second is slow. */
const MIN_BYTES_PER_CHECK = 512 * 1024;
const THREAD = new URL('./json-thread.ts', import.meta.url);

const slots = new Slots(AT_ONCE);

/**
 * Reads a JSON text that may be tens of megabytes long without holding up the event loop: it is parsed in a thread of its own,
 * and comes back in pieces that take less than a millisecond each. It waits for others, `maxWait_ms` at most, and while others
 * wait it has to come as fast as most links are. Rejects when the chunks do.
 */
export async function readLargeJson(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  maxWait_ms = MAX_WAIT_MS,
): Promise<LargeJson> {
  try {
    return await slots.hold(1, () => readInThread(chunks, maxBytes), { maxWait_ms });
  } catch (error) {
    if (error instanceof NoSlotError) return { busy: true };
    throw error;
  }
}

async function readInThread(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<LargeJson> {
  const thread = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MAX_THREAD_MB } });
  const ended = new AbortController();
  thread.on('error', (error) => ended.abort(error));
  thread.on('exit', () => ended.abort(new Error('its thread has ended')));
  try {
    const problem = await sendAll(chunks, maxBytes, thread);
    return problem ?? (await valueFrom(thread, ended.signal));
  } finally {
    void thread.terminate();
  }
}

/** Null when the thread has all of it. The chunks are not told when they are read no more: what they come on is to be answered. */
async function sendAll(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  thread: Worker,
): Promise<{ tooLong: true } | { slow: true } | null> {
  let bytes = 0;
  let checked_bytes = 0;
  const slow = Promise.withResolvers<'slow'>();
  const checks = setInterval(() => {
    if (slots.waiting > 0 && bytes - checked_bytes < MIN_BYTES_PER_CHECK) slow.resolve('slow');
    checked_bytes = bytes;
  }, CHECK_MS);
  try {
    const iterator = chunks[Symbol.asyncIterator]();
    for (;;) {
      const coming = iterator.next();
      const next = await Promise.race([coming, slow.promise]);
      if (next === 'slow') {
        // Its connection will be closed.
        coming.catch(() => undefined);
        return { slow: true };
      }
      if (next.done) return null;
      bytes += next.value.length;
      if (bytes > maxBytes) return { tooLong: true };
      // A chunk may be a window on a larger buffer, all of which would be sent.
      const own = Uint8Array.prototype.slice.call(next.value);
      thread.postMessage(own, [own.buffer]);
    }
  } finally {
    clearInterval(checks);
  }
}

async function valueFrom(thread: Worker, ended: AbortSignal): Promise<LargeJson> {
  const reader = new PieceReader();
  for (;;) {
    let answer: ThreadAnswer;
    try {
      answer = await nextAnswer(thread, ended);
    } catch (error) {
      // It ran out of its memory.
      return { problem: messageOf(error) };
    }
    if ('problem' in answer) return answer;
    if (!answer.piece) return { value: reader.value };
    if (slices.isOver) await slices.turn();
    reader.add(answer.piece);
  }
}

/** Rejects when the thread has failed, or has ended without a word. */
async function nextAnswer(thread: Worker, ended: AbortSignal): Promise<ThreadAnswer> {
  ended.throwIfAborted();
  const answered = once(thread, 'message', { signal: ended });
  thread.postMessage(null);
  const [answer] = (await answered) as [ThreadAnswer];
  return answer;
}
