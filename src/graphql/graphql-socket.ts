import type { Socket } from 'node:net';
import { CloseCode, type WebSocket as ProtocolSocket } from 'graphql-ws';
import { type RawData, WebSocket } from 'ws';
import { holdBack } from '../platform/websocket/hold-back.ts';

type Receive = (message: string) => Promise<void>;
type Closed = (code: number, reason: string) => Promise<void>;

/** What a close frame takes. */
const MAX_REASON_BYTES = 123;

/**
 * A WebSocket with what the protocol needs of it. There are many thousands of them, most of them silent: so what belongs to
 * one is in its fields, and its listeners are the same functions for all.
 */
export class GraphqlSocket extends WebSocket {
  #raw: Socket | null = null;
  #receive: Receive | null = null;
  #closed: Closed | null = null;
  #onError: ((error: unknown) => void) | null = null;
  #introduction: NodeJS.Timeout | null = null;

  /** What it was made on. */
  get raw(): Socket {
    return this.#raw!;
  }

  /** Lets graphql-ws's `opened` speak on the socket. `onError` is told of what went wrong with it. */
  begin(raw: Socket, opened: (socket: ProtocolSocket) => Closed, onError: (error: unknown) => void): void {
    this.#raw = raw;
    this.#onError = onError;
    this.on('error', onSocketError);
    this.on('message', onMessage);
    this.on('close', onClose);
    this.#closed = opened(new Speaker(this));
  }

  /** Closes the socket unless it says who it is within that time. */
  introduceWithin(timeout_ms: number): void {
    this.#introduction = setTimeout(() => {
      this.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, timeout_ms);
  }

  hasIntroducedItself(): void {
    if (this.#introduction) clearTimeout(this.#introduction);
    this.#introduction = null;
  }

  listen(receive: Receive): void {
    this.#receive = receive;
  }

  take(message: string): void {
    holdBack(this, this.raw);
    this.#receive?.(message).catch((error: unknown) => {
      this.fail(error);
      this.close(CloseCode.InternalServerError, 'Internal server error');
    });
  }

  /** Closes with as much of the reason as a close frame takes: `close` throws where there is more. */
  closeWith(code: number, reason: string): void {
    let short = reason.slice(0, MAX_REASON_BYTES);
    while (Buffer.byteLength(short) > MAX_REASON_BYTES) short = short.slice(0, -1);
    this.close(code, short);
  }

  end(code: number, reason: string): void {
    this.hasIntroducedItself();
    this.#closed?.(code, reason).catch((error: unknown) => this.fail(error));
  }

  fail(error: unknown): void {
    this.#onError?.(error);
  }
}

function onMessage(this: WebSocket, data: RawData): void {
  (this as GraphqlSocket).take(String(data));
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  (this as GraphqlSocket).end(code, String(reason));
}

/** What a peer did wrong. ws closes the socket with the right code. */
function onSocketError(this: WebSocket, error: unknown): void {
  (this as GraphqlSocket).fail(error);
}

/** The socket as graphql-ws wants it. */
class Speaker implements ProtocolSocket {
  readonly #socket: GraphqlSocket;

  constructor(socket: GraphqlSocket) {
    this.#socket = socket;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves when the message is with the kernel: a subscription of its own gets no more before that. */
  send(message: string): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) resolve();
      else socket.send(message, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(code: number, reason: string): void {
    this.#socket.closeWith(code, reason);
  }

  onMessage(receive: Receive): void {
    this.#socket.listen(receive);
  }
}
