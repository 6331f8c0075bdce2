import { ApiError, apiErrorOf } from '../api-error.ts';
import type { TokenOption } from '../ask-token.ts';
import { type Attempt, attempt } from '../attempt.ts';
import { type Backoff, type RetryOptions, retryBackoff } from '../backoff.ts';
import type { Followed } from '../connection.ts';
import { probeEndpoint } from '../probe-endpoint.ts';
import type { SeatMapError } from '../seat-map-error.ts';
import type { TypedDocument } from '../typed-document.ts';
import { webSocketClass, webSocketUrl } from '../web-socket.ts';

export interface FollowOptions<Data, Variables> {
  url: string | readonly string[];
  token: TokenOption;
  webSocketImpl?: unknown;
  retry?: RetryOptions;
  query: TypedDocument<Data, Variables>;
  variables: NoInfer<Variables>;
}

export interface FollowSink<Data> {
  next(data: Data): void;
  /** How it is about the connection now. */
  changed(followed: Followed): void;
}

/** Follows a subscription across drops of the connection, until it is ended or an error is final. */
export class Follower<Data, Variables> {
  readonly #options: FollowOptions<Data, Variables>;
  readonly #sink: FollowSink<Data>;
  readonly #urls: readonly string[];
  readonly #backoff: Backoff;
  #followed: Followed = { status: 'connecting', lastError: null, attempt: 0, nextAttemptAt: null };
  #attempt: Attempt | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #hasCome = false;
  #isOver = false;
  #used: string | null = null;
  #refused: string | null = null;

  constructor(options: FollowOptions<Data, Variables>, sink: FollowSink<Data>) {
    this.#options = options;
    this.#sink = sink;
    this.#urls = [options.url].flat().map(webSocketUrl);
    this.#backoff = retryBackoff(options.retry);
    // Later: who only looks in, as React's StrictMode does, opens nothing.
    queueMicrotask(() => this.#try());
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#waiting);
    this.#attempt?.end();
  }

  /** Tries now, if the next attempt waits. */
  reconnect(): void {
    if (this.#followed.nextAttemptAt !== null) this.#try();
  }

  #try(): void {
    if (this.#isOver) return;
    clearTimeout(this.#waiting);
    const { query, variables, webSocketImpl } = this.#options;
    const url = this.#urls[this.#followed.attempt % this.#urls.length] ?? '';
    this.#set({ status: this.#statusWhileAway(), attempt: this.#followed.attempt + 1, nextAttemptAt: null });
    try {
      const options = { url, token: this.#token(), webSocketImpl: webSocketClass(webSocketImpl), query, variables };
      this.#attempt = attempt<Data, Variables>(
        { ...options, expectsFirst: true },
        {
          connected: () => {},
          next: (data) => this.#take(data),
          failed: (failure) => this.#failed(failure, url),
        },
      );
    } catch (cause) {
      this.#set({
        status: 'closed',
        lastError: new ApiError({ code: 'PROTOCOL', message: String(cause), isFinal: true }),
      });
    }
  }

  /** A function is told which of its tokens was not taken. */
  #token(): TokenOption {
    const { token } = this.#options;
    if (typeof token !== 'function') return token;
    return async () => {
      this.#used = await token(this.#refused);
      return this.#used;
    };
  }

  #take(data: Data): void {
    this.#hasCome = true;
    this.#backoff.reset();
    this.#set({ status: 'live', lastError: null, attempt: 0 });
    this.#sink.next(data);
  }

  #failed(failure: SeatMapError, url: string): void {
    const error = apiErrorOf(failure);
    if (error.code === 'TOKEN_REFUSED') this.#refused = this.#used;
    if (error.isFinal) {
      this.#set({ status: 'closed', lastError: error });
      return;
    }
    const wait_ms = this.#backoff.next();
    this.#waiting = setTimeout(() => this.#try(), wait_ms);
    this.#set({ status: this.#statusWhileAway(), lastError: error, nextAttemptAt: Date.now() + wait_ms });
    if (error.code === 'UNREACHABLE' && !this.#hasCome) void this.#diagnose(url, error);
  }

  /** Pages are not told why a WebSocket does not come about. */
  async #diagnose(url: string, unreachable: ApiError): Promise<void> {
    const found = await probeEndpoint(url);
    if (found && !this.#isOver && this.#followed.lastError === unreachable) this.#set({ lastError: apiErrorOf(found) });
  }

  #statusWhileAway(): Followed['status'] {
    return this.#hasCome ? 'reconnecting' : 'connecting';
  }

  #set(change: Partial<Followed>): void {
    if (this.#isOver) return;
    this.#followed = { ...this.#followed, ...change };
    this.#sink.changed(this.#followed);
  }
}
