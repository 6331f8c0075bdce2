import type { ExecutionResult } from 'graphql';
import type { LiveSource, Position } from '../../modules/live-map/live-source.ts';
import type { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { type SharedMessage, tailOf } from '../../platform/websocket/shared-message.ts';
import { SocketClose } from '../close-codes.ts';
import type { Broadcast, Member } from './broadcast.ts';

/** How long a peer may not read while there is something for it. */
const MAX_LAG_MS = 10_000;

export interface SubscriberOptions {
  out: OutboundSocket;
  /** The client's id of the operation. */
  id: string;
  source: LiveSource<{ version: number }>;
  /** The broadcast that it joins. Called when the protocol begins to read the stream. */
  enter(): Broadcast<{ version: number }>;
  /** Called once, with that broadcast, if it was entered. */
  leave(broadcast: Broadcast<{ version: number }>, member: Member): void;
  /** What a client sees of an error. */
  resultOf(error: unknown): ExecutionResult;
}

/**
 * A subscription that shares its messages. To graphql-ws it is a stream that has nothing for as long as it lasts: beginning,
 * end and errors stay in the hands of the protocol, the messages in between go straight to the socket.
 */
export class Subscriber implements Member, AsyncIterableIterator<ExecutionResult> {
  position: Position;
  readonly #options: SubscriberOptions;
  readonly #tail: string;
  #broadcast: Broadcast<{ version: number }> | null = null;
  #isOver = false;
  #settle: ((result: IteratorResult<ExecutionResult>) => void) | null = null;
  #lag: { timer: NodeJS.Timeout; stopWaiting(): void } | null = null;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.position = options.source.start;
    this.#tail = tailOf(`,"id":${JSON.stringify(options.id)}}`);
  }

  get isOpen(): boolean {
    return this.#options.out.isOpen;
  }

  get isBackedUp(): boolean {
    return this.#options.out.isBackedUp;
  }

  send(message: SharedMessage): void {
    this.#options.out.send(message, this.#tail);
  }

  lag(onCaughtUp: () => void): void {
    if (this.#lag) return;
    const { out } = this.#options;
    const timer = setTimeout(() => out.close(SocketClose.TOO_SLOW, 'Messages were not read.'), MAX_LAG_MS);
    timer.unref();
    const stopWaiting = out.onceDrained(() => {
      clearTimeout(timer);
      this.#lag = null;
      onCaughtUp();
    });
    this.#lag = { timer, stopWaiting };
  }

  fail(error: unknown): void {
    this.#end({ done: false, value: this.#options.resultOf(error) });
  }

  /** Resolves when the subscription is over: with an error that ended it, if there was one. */
  next(): Promise<IteratorResult<ExecutionResult>> {
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#broadcast = this.#options.enter();
      this.#broadcast.add(this);
    });
  }

  return(): Promise<IteratorResult<ExecutionResult>> {
    const result = { done: true, value: undefined } as const;
    this.#end(result);
    return Promise.resolve(result);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(result: IteratorResult<ExecutionResult>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#lag) clearTimeout(this.#lag.timer);
    this.#lag?.stopWaiting();
    if (this.#broadcast) this.#options.leave(this.#broadcast, this);
    this.#options.source.release();
    this.#settle?.(result);
  }
}
