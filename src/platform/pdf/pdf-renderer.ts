import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Slots } from '../turns/slots.ts';
import type { PdfDocument } from './pdf-document.ts';
import type { PdfAnswer } from './pdf-thread.ts';

/** Of the thread, with its fonts. */
const MAX_THREAD_MB = 192;
/** The longest there is takes a second on a machine that has nothing else to do. */
const MAX_DRAWING_MS = 10_000;
/** A thread that is not asked for so long ends; the next document starts another. */
const IDLE_MS = 30_000;
const THREAD = new URL('./pdf-thread.ts', import.meta.url);

/** Draws PDFs one after the other, in a thread of its own: the event loop only waits. */
export class PdfRenderer {
  readonly #slots = new Slots(1);
  #thread: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;

  /** Rejects with NoSlotError when others are drawn for longer than `maxWait_ms`, and when the document can't be drawn. */
  async draw(document: PdfDocument, { maxWait_ms }: { maxWait_ms: number }): Promise<Buffer> {
    return await this.#slots.hold(1, () => this.#draw(document), { maxWait_ms });
  }

  /** Ends the thread; what it draws at this moment is given up. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#thread?.terminate();
  }

  async #draw(document: PdfDocument): Promise<Buffer> {
    clearTimeout(this.#idle);
    const thread = this.#running();
    const ended = new AbortController();
    const onExit = () => ended.abort(new Error('the thread that draws PDFs has ended'));
    const onError = (error: unknown) => ended.abort(error);
    thread.once('exit', onExit);
    thread.once('error', onError);
    const timeout = setTimeout(() => ended.abort(new Error('a PDF took too long to draw')), MAX_DRAWING_MS);
    try {
      const answered = once(thread, 'message', { signal: ended.signal });
      thread.postMessage(document);
      const [answer] = (await answered) as [PdfAnswer];
      if ('problem' in answer) throw new Error(`A PDF can not be drawn: ${answer.problem}`);
      return Buffer.from(answer.pdf.buffer);
    } catch (error) {
      if (!ended.signal.aborted) throw error;
      await this.#end(thread);
      throw ended.signal.reason;
    } finally {
      clearTimeout(timeout);
      thread.off('exit', onExit);
      thread.off('error', onError);
      this.#idle = setTimeout(() => void this.#end(thread), IDLE_MS);
      this.#idle.unref();
    }
  }

  #running(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MAX_THREAD_MB } });
    // One that nobody waits for keeps no process alive, and its end is no failure.
    thread.unref();
    thread.on('error', () => this.#forget(thread));
    thread.on('exit', () => this.#forget(thread));
    this.#thread = thread;
    return thread;
  }

  async #end(thread: Worker): Promise<void> {
    this.#forget(thread);
    await thread.terminate();
  }

  #forget(thread: Worker): void {
    if (this.#thread === thread) this.#thread = null;
  }
}
