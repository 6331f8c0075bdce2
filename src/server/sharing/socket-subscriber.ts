import type { ExecutionResult } from 'graphql';
import type { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { type SharedMessage, tailOf } from '../../platform/websocket/shared-message.ts';
import { SocketClose } from '../websocket/close-codes.ts';
import { type Membership, Subscriber } from './subscriber.ts';

/** What graphql-ws knows of a socket's operations, by their ids. */
export interface ProtocolState {
  readonly subscriptions: Record<string, unknown>;
}

export interface SocketOperation {
  protocol: ProtocolState;
  out: OutboundSocket;
  /** The client's id of the operation. */
  id: string;
}

/**
 * One over a WebSocket. To graphql-ws it is a stream that has nothing for as long as it lasts, and that it ends when the
 * client completes it or goes; the messages go straight to the socket.
 */
export class SocketSubscriber extends Subscriber implements AsyncIterableIterator<ExecutionResult> {
  protected readonly out: OutboundSocket;
  readonly #protocol: ProtocolState;
  readonly #tail: string;

  constructor({ protocol, out, id }: SocketOperation, membership: Membership) {
    super(membership);
    this.out = out;
    this.#protocol = protocol;
    this.#tail = tailOf(`,"id":${JSON.stringify(id)}}`);
  }

  send(message: SharedMessage): void {
    this.out.send(message, this.#tail);
  }

  /**
   * Called once, when the protocol begins to read the stream. It is never answered: nothing holds on to who waits for it,
   * so the memory of the operation that was started is given back while the subscription lasts.
   */
  next(): Promise<IteratorResult<ExecutionResult>> {
    if (this.isOver) return Promise.resolve({ done: true, value: undefined });
    this.enter();
    return new Promise(() => undefined);
  }

  return(): Promise<IteratorResult<ExecutionResult>> {
    this.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  protected endWith(payload: string): void {
    const { subscriptions } = this.#protocol;
    const id = Object.keys(subscriptions).find((key) => subscriptions[key] === this);
    if (id === undefined) return;
    delete subscriptions[id];
    this.out.sendText(`{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`);
    this.out.sendText(JSON.stringify({ id, type: 'complete' }));
  }

  protected cutOff(): void {
    this.out.close(SocketClose.TOO_SLOW, 'Messages were not read.');
  }
}
