import type { LiveShow } from '../../../packages/client/src/live-show.ts';
import type { SeatMapEvent } from '../../../packages/client/src/seat-map-event.ts';

interface Sent {
  type: string;
  id?: string;
  payload?: { variables?: Record<string, unknown> } & Record<string, unknown>;
}

/**
 * The server's end of graphql-transport-ws, played by hand: every WebSocket that a client opens appears in `sockets`. Give
 * `webSocketImpl` to the client.
 */
export function createFakeSockets() {
  const sockets: FakeSocket[] = [];
  const waiting: ((socket: FakeSocket) => void)[] = [];
  let behaviour: 'serves' | 'refuses' | 'takes none' | 'says nothing' = 'serves';

  class FakeSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readyState = FakeSocket.CONNECTING;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;
    readonly sent: Sent[] = [];
    #listeners = new Set<() => void>();

    readonly url: string;

    constructor(url: string) {
      this.url = url;
      sockets.push(this);
      queueMicrotask(() => {
        if (this.readyState !== FakeSocket.CONNECTING || behaviour === 'takes none') return;
        if (behaviour === 'refuses') {
          this.onerror?.({ type: 'error' });
          this.close();
          return;
        }
        this.readyState = FakeSocket.OPEN;
        this.onopen?.();
        const next = waiting.shift();
        next?.(this);
      });
    }

    send(text: string): void {
      const message = JSON.parse(text) as Sent;
      this.sent.push(message);
      if (message.type === 'connection_init' && behaviour === 'serves')
        queueMicrotask(() => this.#receive({ type: 'connection_ack' }));
      for (const listener of [...this.#listeners]) listener();
    }

    /** What the client subscribed to that field with, the last time; waits for it. */
    async subscription(field = 'seatMap'): Promise<Sent> {
      const find = () =>
        this.sent.findLast(({ type, payload }) => type === 'subscribe' && String(payload?.query).includes(`${field}(`));
      while (!find()) await new Promise<void>((resolve) => this.#listeners.add(resolve));
      return find()!;
    }

    async push(event: SeatMapEvent): Promise<void> {
      const { id } = await this.subscription();
      this.#receive({ type: 'next', id, payload: { data: { seatMap: event } } });
    }

    /** What else is subscribed to, by the name of the field. */
    async pushData(field: 'seatLock' | 'booking', value: object): Promise<void> {
      const { id } = await this.subscription(field);
      this.#receive({ type: 'next', id, payload: { data: { [field]: value } } });
    }

    async pushShow(show: LiveShow): Promise<void> {
      const { id } = await this.subscription('show');
      this.#receive({ type: 'next', id, payload: { data: { show } } });
    }

    /** Ends a subscription in the server's name. */
    async complete(field: 'seatMap' | 'show'): Promise<void> {
      const { id } = await this.subscription(field);
      this.#receive({ type: 'complete', id });
    }

    async refuse(code: string, message = 'refused', field = 'seatMap'): Promise<void> {
      const { id } = await this.subscription(field);
      this.#receive({ type: 'error', id, payload: [{ message, extensions: { code } }] });
    }

    pong(): void {
      this.#receive({ type: 'pong' });
    }

    /** What is no message of the protocol. */
    receiveText(data: string): void {
      this.onmessage?.({ data });
    }

    /** The server goes away, or (from the client) the socket is closed. */
    close(code = 1006, reason = ''): void {
      if (this.readyState === FakeSocket.CLOSED) return;
      this.readyState = FakeSocket.CLOSED;
      queueMicrotask(() => this.onclose?.({ code, reason }));
    }

    #receive(message: object): void {
      this.onmessage?.({ data: JSON.stringify(message) });
    }
  }

  return {
    webSocketImpl: FakeSocket,
    sockets,
    /** From now on no connection comes about, as with no server at all. */
    refuseConnections: () => {
      behaviour = 'refuses';
    },
    /** From now on connections are taken and served, as at first. */
    serveConnections: () => {
      behaviour = 'serves';
    },
    /** From now on connections are neither taken nor refused. */
    takeNoConnections: () => {
      behaviour = 'takes none';
    },
    /** From now on connections are taken, and nothing is said on them. */
    sayNothing: () => {
      behaviour = 'says nothing';
    },
    /** The next socket that the client opens. */
    next: () => new Promise<InstanceType<typeof FakeSocket>>((resolve) => waiting.push(resolve)),
  };
}
