/**
 * The thread of `readLargeJson`: is sent a text's bytes, a chunk at a time, then null; parses it, and sends a piece of the
 * value each time that it is asked for one.
 */
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../observability/message-of.ts';
import { giveWayToEventLoop } from '../processes/thread-priority.ts';
import { type JsonPiece, piecesOf } from './json-pieces.ts';
import { hasMoreValuesThan } from './json-values.ts';

/** What the thread answers: null after the last piece. */
export type ThreadAnswer = { readonly piece: JsonPiece | null } | { readonly problem: string };

/** Twice what the largest plan has. Many more would take minutes, close to the thread's memory. */
const MAX_VALUES = 4_000_000;

const chunks: Uint8Array[] = [];
let pieces: Iterator<JsonPiece> | null = null;

function next(): ThreadAnswer {
  try {
    pieces ??= piecesOf(parse());
    const { value, done } = pieces.next();
    return { piece: done ? null : value };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function parse(): unknown {
  const bytes = Buffer.concat(chunks.splice(0));
  if (hasMoreValuesThan(MAX_VALUES, bytes)) throw new Error(`The JSON has more than ${MAX_VALUES} values.`);
  const text = bytes.toString();
  return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
}

giveWayToEventLoop();

parentPort!.on('message', (chunk: Uint8Array | null) => {
  if (chunk) chunks.push(chunk);
  else parentPort!.postMessage(next());
});
