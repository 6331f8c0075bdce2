import type { ExecutionResult } from 'graphql';
import type { LiveSource, Position } from '../../modules/live-map/live-source.ts';
import type { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { type SharedMessage, tailOf } from '../../platform/websocket/shared-message.ts';
import { SocketClose } from '../close-codes.ts';
import type { Applicant } from '../subscription-limits.ts';
import type { Member } from './broadcast.ts';

/**
 * How long a peer may not read, or read next to nothing, while there is something for it. The kernel makes room in large
 * steps: over a slow link they take their time.
 */
const MAX_LAG_MS = 30_000;
/** Less than that meanwhile, and no link is so slow. */
const MIN_READ_BYTES = 4 * 1024;

/** What graphql-ws knows of a socket's operations, by their ids. */
export interface ProtocolState {
  readonly subscriptions: Record<string, unknown>;
}

/** Where subscribers come together. */
export interface Channel {
  enter(subscriber: Subscriber): void;
  leave(subscriber: Subscriber): void;
  /** What a client sees of an error, as JSON. */
  payloadOf(error: unknown): string;
}

export interface SubscriberOptions {
  protocol: ProtocolState;
  out: OutboundSocket;
  /** The client's id of the operation. */
  id: string;
  source: LiveSource<{ version: number }>;
  channel: Channel;
  /** Whom it is counted for. */
  applicant: Applicant;
}

/**
 * A subscription that shares its messages. To graphql-ws it is a stream that has nothing for as long as it lasts, and that
 * it ends when the client completes it or goes; the messages go straight to the socket.
 */
export class Subscriber implements Member, AsyncIterableIterator<ExecutionResult> {
  position: Position;
  readonly applicant: Applicant;
  readonly #protocol: ProtocolState;
  readonly #out: OutboundSocket;
  readonly #tail: string;
  readonly #source: LiveSource<{ version: number }>;
  readonly #channel: Channel;
  #isOver = false;
  #lag: { timer: NodeJS.Timeout; stopWaiting(): void } | null = null;

  constructor({ protocol, out, id, source, channel, applicant }: SubscriberOptions) {
    this.applicant = applicant;
    this.#protocol = protocol;
    this.#out = out;
    this.#tail = tailOf(`,"id":${JSON.stringify(id)}}`);
    this.#source = source;
    this.#channel = channel;
    this.position = source.start;
  }

  get isOpen(): boolean {
    return this.#out.isOpen;
  }

  get isBackedUp(): boolean {
    return this.#out.isBackedUp;
  }

  send(message: SharedMessage): void {
    this.#out.send(message, this.#tail);
  }

  lag(onCaughtUp: () => void): void {
    if (this.#lag) return;
    const out = this.#out;
    let taken = out.taken;
    const timer = setTimeout(() => {
      const before = taken;
      taken = out.taken;
      // A long message on a slow link.
      if (taken - before >= MIN_READ_BYTES) timer.refresh();
      else out.close(SocketClose.TOO_SLOW, 'Messages were not read.');
    }, MAX_LAG_MS);
    timer.unref();
    const stopWaiting = out.onceDrained(() => {
      clearTimeout(timer);
      this.#lag = null;
      onCaughtUp();
    });
    this.#lag = { timer, stopWaiting };
  }

  /** As a stream that fails: its error, then its end. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    const { subscriptions } = this.#protocol;
    const id = Object.keys(subscriptions).find((key) => subscriptions[key] === this);
    if (id === undefined) return;
    delete subscriptions[id];
    const payload = this.#channel.payloadOf(error);
    this.#out.sendText(`{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`);
    this.#out.sendText(JSON.stringify({ id, type: 'complete' }));
  }

  /**
   * Called once, when the protocol begins to read the stream. It is never answered: nothing holds on to who waits for it,
   * so the memory of the operation that was started is given back while the subscription lasts.
   */
  next(): Promise<IteratorResult<ExecutionResult>> {
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    this.#channel.enter(this);
    return new Promise(() => undefined);
  }

  return(): Promise<IteratorResult<ExecutionResult>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#lag) clearTimeout(this.#lag.timer);
    this.#lag?.stopWaiting();
    this.#channel.leave(this);
    this.#source.release();
  }
}
