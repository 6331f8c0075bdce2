import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../message-of.ts';
import { slices } from '../slices.ts';
import { Slots } from '../turns/slots.ts';
import { PieceReader } from './json-pieces.ts';
import type { ThreadAnswer } from './json-thread.ts';

export type LargeJson =
  | { readonly value: unknown }
  /** It is no JSON, or more of it than can be read. */
  | { readonly problem: string }
  | { readonly tooLong: true };

/** What a text's value may take of memory in its thread: several times what the text does. */
const MAX_THREAD_MB = 512;
/** Each takes a thread and its memory. */
const AT_ONCE = 1;
const THREAD = new URL('./json-thread.ts', import.meta.url);

const slots = new Slots(AT_ONCE);

/**
 * Reads a JSON text that may be tens of megabytes long without holding up the event loop: it is parsed in a thread of its own,
 * and comes back in pieces that take less than a millisecond each. Rejects when the chunks do.
 */
export function readLargeJson(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<LargeJson> {
  return slots.hold(1, async () => {
    const thread = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MAX_THREAD_MB } });
    // Told by whoever waits for the thread's answer.
    thread.on('error', () => undefined);
    try {
      let bytes = 0;
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > maxBytes) return { tooLong: true };
        // A chunk may be a window on a larger buffer, all of which would be sent.
        const own = Uint8Array.prototype.slice.call(chunk);
        thread.postMessage(own, [own.buffer]);
      }
      return await valueFrom(thread);
    } finally {
      void thread.terminate();
    }
  });
}

async function valueFrom(thread: Worker): Promise<LargeJson> {
  const reader = new PieceReader();
  for (;;) {
    thread.postMessage(null);
    let answer: ThreadAnswer;
    try {
      [answer] = (await once(thread, 'message')) as [ThreadAnswer];
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
