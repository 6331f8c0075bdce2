import { once } from 'node:events';
import WebSocket from 'ws';

export interface RawSocketOptions {
  protocol?: string;
  origin?: string;
  headers?: Record<string, string>;
}

/** How a socket ended: refused before it was open, or closed. */
export type SocketEnd = { status: number; retryAfter: string | undefined } | { code: number; reason: string };

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A WebSocket of /graphql that says just what a test tells it to: also what no client would. */
export class RawSocket {
  readonly ended: Promise<SocketEnd>;
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];
  #isOver = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    // Each message that is waited for listens.
    socket.setMaxListeners(0);
    const ended = Promise.withResolvers<SocketEnd>();
    this.ended = ended.promise;
    socket.on('unexpected-response', (request, response) => {
      ended.resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      request.destroy();
    });
    socket.on('close', (code, reason) => {
      this.#isOver = true;
      ended.resolve({ code, reason: String(reason) });
      socket.emit('progress');
    });
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      this.#messages.push(JSON.parse(String(data)) as Message);
      socket.emit('progress');
    });
  }

  /** Resolves when it is open, or refused. */
  static async open(url: string, options: RawSocketOptions = {}): Promise<RawSocket> {
    const { protocol = 'graphql-transport-ws', origin, headers = {} } = options;
    const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol, {
      headers,
      ...(origin === undefined ? {} : { origin }),
    });
    const socket = new RawSocket(ws);
    await Promise.race([once(ws, 'open').catch(() => undefined), socket.ended]);
    return socket;
  }

  /** Opens one and introduces it. Rejects when it is not acknowledged. */
  static async introduced(url: string, token?: string, options?: RawSocketOptions): Promise<RawSocket> {
    const socket = await RawSocket.open(url, options);
    socket.introduce(token);
    await socket.message('connection_ack');
    return socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  introduce(token?: string): void {
    this.send({ type: 'connection_init', ...(token ? { payload: { authorization: `Bearer ${token}` } } : {}) });
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** Anything, as JSON; a string as it stands. */
  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** One message in these fragments. */
  sendFragments(parts: readonly string[], { isComplete = true }: { isComplete?: boolean } = {}): void {
    for (const [index, part] of parts.entries()) {
      this.#socket.send(part, { fin: isComplete && index === parts.length - 1 }, () => undefined);
    }
  }

  /** Takes the oldest message of that kind (and operation), waiting for it. Rejects when the socket is closed instead. */
  async message(type: string, id?: string): Promise<Message> {
    return await this.#take((message) => message.type === type && (id === undefined || message.id === id));
  }

  async #take(isIt: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const index = this.#messages.findIndex(isIt);
      if (index >= 0) return this.#messages.splice(index, 1)[0]!;
      if (this.#isOver) throw new Error(`The socket was closed: ${JSON.stringify(await this.ended)}`);
      await once(this.#socket, 'progress');
    }
  }

  /** Takes the oldest message of that operation, waiting for it. Rejects when the socket is closed instead. */
  async answer(id: string): Promise<Message> {
    return await this.#take((message) => message.id === id);
  }

  /** The codes of the errors that the operation was refused with. */
  async refusal(id: string): Promise<unknown[]> {
    const { payload } = await this.message('error', id);
    return (payload as { extensions?: { code?: unknown } }[]).map((error) => error.extensions?.code);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.ended;
  }
}
