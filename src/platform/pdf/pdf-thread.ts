/** The thread of `PdfRenderer`: is sent a document at a time, and answers with its bytes. */
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../observability/message-of.ts';
import { giveWayToEventLoop } from '../processes/thread-priority.ts';
import { drawPdf } from './draw-pdf.ts';
import type { PdfDocument } from './pdf-document.ts';

export type PdfAnswer = { readonly pdf: Uint8Array<ArrayBuffer> } | { readonly problem: string };

giveWayToEventLoop();

parentPort!.on('message', async (document: PdfDocument) => {
  try {
    const pdf = Uint8Array.from(await drawPdf(document));
    parentPort!.postMessage({ pdf } satisfies PdfAnswer, [pdf.buffer]);
  } catch (error) {
    parentPort!.postMessage({ problem: messageOf(error) } satisfies PdfAnswer);
  }
});
