import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { SharedMessage } from '../websocket/shared-message.ts';
import { takenBytes } from '../websocket/taken-bytes.ts';

const HEARTBEAT_MS = 12_000;
/** A comment: readers take no notice of it. Some browsers tell their pages of an answer only when something of it comes. */
const COMMENT = ':\n\n';
const END = 'event: complete\ndata:\n\n';

/**
 * The way out of one stream of server-sent events. Nothing is queued here: who sends looks at `isBackedUp` first and comes
 * back when told that the peer has read on. So a stream holds at most Node's own high-water mark and one message.
 */
export class EventStream {
  readonly #response: ServerResponse;
  /**
   * What is answered with: nothing is read from it but its end. When it is asked for the first time the head has been sent,
   * and events can go straight to the response.
   */
  readonly body: Readable;
  #heartbeat: NodeJS.Timeout | null = null;
  #isBegun = false;
  #isOver = false;

  /** `begin` is called when events can be sent. */
  constructor(response: ServerResponse, begin: () => void) {
    this.#response = response;
    this.body = new Readable({ highWaterMark: 0, read: () => this.#start(begin) });
    response.once('close', () => this.#stop());
  }

  get isOpen(): boolean {
    return this.#isBegun && !this.#isOver;
  }

  /** Whether the peer has not yet read what was sent before. */
  get isBackedUp(): boolean {
    return this.#response.writableNeedDrain;
  }

  /** Grows while the peer reads what is left: see `takenBytes`. */
  get taken(): number {
    const { socket } = this.#response;
    return socket ? takenBytes(socket) : 0;
  }

  send(message: SharedMessage): void {
    if (this.isOpen) message.writeEventTo(this.#response);
  }

  /** An event for this peer alone; `data` has one line. */
  sendData(data: string): void {
    this.#write(`event: next\ndata: ${data}\n\n`);
  }

  /** Calls `listener` once, when the peer has read everything, unless the returned function is called before. */
  onceDrained(listener: () => void): () => void {
    this.#response.once('drain', listener);
    return () => this.#response.off('drain', listener);
  }

  /** Resolves when the peer has read everything, or is gone. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        forget();
        this.#response.off('close', done);
        resolve();
      };
      const forget = this.onceDrained(done);
      this.#response.once('close', done);
    });
  }

  /** Tells the peer that there is no more. */
  end(): void {
    this.#write(END);
    this.#stop();
  }

  /** Without a word: the peer does not read. */
  cutOff(): void {
    // Also where the answer waits behind another one of its connection, and has no socket yet.
    this.#response.req.socket.destroy();
  }

  #write(text: string): void {
    if (this.isOpen) this.#response.write(text);
  }

  #start(begin: () => void): void {
    if (this.#isBegun || this.#isOver) return;
    this.#isBegun = true;
    this.#write(COMMENT);
    this.#heartbeat = setInterval(() => this.isBackedUp || this.#write(COMMENT), HEARTBEAT_MS);
    begin();
  }

  #stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.body.push(null);
  }
}
