import type { WebSocket as ProtocolSocket } from 'graphql-ws';

export type Receive = (message: string) => Promise<void>;

/** What of a WebSocket graphql-ws speaks through. */
export interface SpokenSocket {
  readonly protocol: string;
  readonly isOpen: boolean;
  send(message: string | Buffer, options: { binary: boolean }, sent: (error?: Error) => void): void;
  /** See GraphqlSocket. */
  holdUnread(bytes: number): (() => void) | null;
  closeWith(code: number, reason: string): void;
  listen(receive: Receive): void;
}

/** The socket as graphql-ws wants it. */
export class ProtocolSpeaker implements ProtocolSocket {
  readonly #socket: SpokenSocket;

  constructor(socket: SpokenSocket) {
    this.#socket = socket;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves when the message is with the kernel: a subscription of its own gets no more before that. */
  send(message: string): Promise<void> {
    return sendText(this.#socket, message);
  }

  close(code: number, reason: string): void {
    this.#socket.closeWith(code, reason);
  }

  onMessage(receive: Receive): void {
    this.#socket.listen(receive);
  }
}

/** Resolves when the message is with the kernel, or the socket is not open any more. */
export function sendText(socket: SpokenSocket, message: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!socket.isOpen) {
      resolve();
      return;
    }
    let release: (() => void) | null = null;
    socket.send(message, { binary: false }, (error) => {
      release?.();
      if (error) reject(error);
      else resolve();
    });
    release = socket.holdUnread(message.length);
  });
}
