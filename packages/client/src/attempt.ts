import { type Client, createClient } from 'graphql-ws/client';
import { askToken, type TokenOption } from './ask-token.ts';
import { type AttemptPhase, failureOf, noAnswer } from './failures.ts';
import { type OpenedSocket, openSocket, type WebSocketClass } from './open-socket.ts';
import { SeatMapError } from './seat-map-error.ts';
import type { TypedDocument } from './typed-document.ts';

export interface AttemptOptions<Data, Variables> {
  /** Of the GraphQL endpoint, as `ws(s):`. */
  url: string;
  token: TokenOption;
  webSocketImpl: WebSocketClass;
  query: TypedDocument<Data, Variables>;
  variables: NoInfer<Variables>;
  /** Whether something is to come at once, other than with a cursor. */
  expectsFirst: boolean;
  /** What else is followed over the same connection, until the returned function is called. */
  alongside?(client: Client): () => void;
}

export interface AttemptSink<Data> {
  /** The server has accepted the connection; the subscription is sent next. */
  connected(): void;
  next(data: Data): void;
  /** It is over: called once, and nothing after it. */
  failed(failure: SeatMapError, phase: AttemptPhase): void;
}

export interface Attempt {
  /** Ends it; the sink hears nothing more. Idempotent. */
  end(): void;
}

const OPEN_WITHIN_MS = 15_000;
const ACKNOWLEDGED_WITHIN_MS = 10_000;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** As long as nothing has come over a connection: it may be a large map on a slow link, and the pong comes after it. */
const FIRST_PONG_WITHIN_MS = 60_000;
/** Longer than for the first pong: of a server that answers pings, but has nothing for us. */
const FIRST_WITHIN_MS = 90_000;
const NORMAL_CLOSURE = 1000;

/** One connection with one subscription, from asking for the token to its end, which is always told. */
export function attempt<Data, Variables>(options: AttemptOptions<Data, Variables>, sink: AttemptSink<Data>): Attempt {
  return new ConnectionAttempt(options, sink);
}

class ConnectionAttempt<Data, Variables> implements Attempt {
  readonly #options: AttemptOptions<Data, Variables>;
  readonly #sink: AttemptSink<Data>;
  #isOver = false;
  #phase: AttemptPhase = 'connecting';
  #disconnect = () => {};
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #pongIsDue: ReturnType<typeof setTimeout> | undefined;
  #hasCome = false;

  constructor(options: AttemptOptions<Data, Variables>, sink: AttemptSink<Data>) {
    this.#options = options;
    this.#sink = sink;
    askToken(options.token).then(
      (token) => this.#isOver || this.#connect(token),
      (failure) => this.#fail(failure),
    );
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#deadline);
    this.#disconnect();
  }

  #fail(failure: SeatMapError): void {
    if (this.#isOver) return;
    this.end();
    this.#sink.failed(failure, this.#phase);
  }

  #failWith(cause: unknown): void {
    this.#fail(failureOf(cause, { phase: this.#phase, tokenMayChange: this.#tokenMayChange }));
  }

  get #tokenMayChange(): boolean {
    return typeof this.#options.token === 'function';
  }

  #expectWithin(ms: number, what: string): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#fail(noAnswer(what)), ms);
  }

  #connect(token: string | null): void {
    const opened = openSocket(this.#options.url, this.#options.webSocketImpl);
    if (opened instanceof SeatMapError) {
      this.#fail(opened);
      return;
    }
    this.#expectWithin(OPEN_WITHIN_MS, 'did not take the connection in time');
    const client = this.#clientOn(opened, token);
    const unsubscribe = this.#subscribe(client);
    // After it, so that what is mainly followed is the first on the socket.
    const unfollow = this.#options.alongside?.(client) ?? (() => {});
    this.#disconnect = () => {
      clearTimeout(this.#pongIsDue);
      unfollow();
      unsubscribe();
      opened.socket.close(NORMAL_CLOSURE);
    };
  }

  #clientOn({ webSocketImpl }: OpenedSocket, token: string | null): Client {
    return createClient({
      url: this.#options.url,
      webSocketImpl,
      retryAttempts: 0,
      keepAlive: PING_EVERY_MS,
      connectionParams: token ? { authorization: `Bearer ${token}` } : {},
      on: {
        opened: () => {
          this.#phase = 'open';
          this.#expectWithin(ACKNOWLEDGED_WITHIN_MS, 'did not acknowledge the connection');
        },
        connected: () => {
          this.#phase = 'acknowledged';
          clearTimeout(this.#deadline);
          if (this.#options.expectsFirst) this.#expectWithin(FIRST_WITHIN_MS, 'sent nothing of what was subscribed to');
          if (!this.#isOver) this.#sink.connected();
        },
        message: ({ type }) => {
          this.#hasCome ||= type !== 'connection_ack';
        },
        ping: (received) => {
          const within_ms = this.#hasCome ? PONG_WITHIN_MS : FIRST_PONG_WITHIN_MS;
          if (received) return;
          this.#pongIsDue = setTimeout(() => this.#fail(noAnswer('does not answer any more')), within_ms);
        },
        pong: (received) => received && clearTimeout(this.#pongIsDue),
        // After a close with 1000 graphql-ws would connect again by itself.
        closed: (event) => (event as CloseEvent).code === NORMAL_CLOSURE && this.#failWith(event),
      },
    });
  }

  #subscribe(client: Client): () => void {
    const { query, variables } = this.#options;
    return client.subscribe<Data>(
      { query, variables: { ...variables } as Record<string, unknown> },
      {
        next: ({ data, errors }) => {
          if (this.#isOver) return;
          clearTimeout(this.#deadline);
          if (data) this.#sink.next(data);
          else this.#failWith(errors ?? []);
        },
        error: (cause) => this.#failWith(cause),
        complete: () =>
          this.#fail(new SeatMapError({ code: 'CONNECTION_LOST', message: 'The server has ended the subscription.' })),
      },
    );
  }
}
