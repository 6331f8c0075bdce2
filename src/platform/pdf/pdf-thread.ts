/** The thread of `PdfRenderer`: is sent a document at a time, and answers with its bytes. */
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../observability/message-of.ts';
import { drawPdf } from './draw-pdf.ts';
import type { PdfDocument } from './pdf-document.ts';

export type PdfAnswer =
  | { readonly pdf: Uint8Array<ArrayBuffer>; readonly took_ms: number }
  | { readonly problem: string };

/** See `large-json/json-thread.ts`: it takes no processor from the event loop. */
const PRIORITY = 10;

try {
  if (process.platform === 'linux' && getPriority() < PRIORITY) setPriority(PRIORITY);
} catch {
  // A sandbox of the system's may forbid it: it has the ordinary one then.
}

parentPort!.on('message', async (document: PdfDocument) => {
  const began_ms = performance.now();
  try {
    const pdf = Uint8Array.from(await drawPdf(document));
    const answer: PdfAnswer = { pdf, took_ms: performance.now() - began_ms };
    parentPort!.postMessage(answer, [pdf.buffer]);
  } catch (error) {
    parentPort!.postMessage({ problem: messageOf(error) } satisfies PdfAnswer);
  }
});
