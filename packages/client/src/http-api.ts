import { ApiError, apiErrorOf } from './api-error.ts';
import { askToken, type TokenOption } from './ask-token.ts';
import { isPassing, isUnknownDocument } from './failures.ts';
import { isRepeatable, type OnWaiting, patiently, secondsOfRefusal } from './patience.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import { challengeIn } from './proof-of-work.ts';
import { SeatMapError } from './seat-map-error.ts';
import type { TypedDocument } from './typed-document.ts';

export interface HttpApiOptions {
  /** Of the GraphQL endpoint; with several the next one's turn comes when one does not answer. */
  url: string | readonly string[];
  token?: TokenOption;
  /** Told while a request waits to be sent again. */
  onWaiting?: OnWaiting | undefined;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message?: unknown; extensions?: { code?: unknown; retryAfterSeconds?: unknown; challenge?: unknown } }[];
}

const ANSWER_WITHIN_MS = 20_000;

/** GraphQL over HTTP, for documents of ours. What can't be answered is told as an ApiError. */
export class HttpApi {
  readonly #options: HttpApiOptions;
  readonly #urls: readonly string[];
  #nextUrl = 0;

  constructor(options: HttpApiOptions) {
    this.#options = options;
    this.#urls = [options.url].flat().map(httpUrl);
  }

  /** Where an address in an answer leads, on the API's origin. Not by `URL`: React Native's appends it to the whole base. */
  addressOf(path: string): string {
    return (/^https?:\/\/[^/?#]+/i.exec(this.#url)?.[0] ?? '') + path;
  }

  /**
   * Rejects with an ApiError, or with what the signal was aborted with. What the server refused because it has too much to do is sent again
   * when it said to, where that is safe.
   */
  async request<Data, Variables>(
    query: TypedDocument<Data, Variables>,
    variables: NoInfer<Variables>,
    signal?: AbortSignal,
  ): Promise<Data> {
    const send = () => this.#request(query, variables, signal);
    if (!isRepeatable(query, variables)) return await send();
    return await patiently(send, { secondsOf: secondsToWait, onWaiting: this.#options.onWaiting, signal });
  }

  async #request<Data, Variables>(
    query: TypedDocument<Data, Variables>,
    variables: NoInfer<Variables>,
    signal: AbortSignal | undefined,
  ): Promise<Data> {
    const { token } = this.#options;
    let used = await this.#ask(null);
    try {
      return await this.#send(query, variables, used, signal);
    } catch (error) {
      // Nothing was done for a token that was not taken: with the next one it is sent once more.
      if (!(error instanceof ApiError) || error.code !== 'TOKEN_REFUSED' || typeof token !== 'function') throw error;
      used = await this.#ask(used);
      return await this.#send(query, variables, used, signal);
    }
  }

  async #ask(refused: string | null): Promise<string | null> {
    try {
      return await askToken(this.#options.token, refused);
    } catch (error) {
      throw error instanceof SeatMapError ? apiErrorOf(error) : error;
    }
  }

  async #send<Data, Variables>(
    query: TypedDocument<Data, Variables>,
    variables: Variables,
    token: string | null,
    signal?: AbortSignal,
  ): Promise<Data> {
    const url = this.#url;
    const { answer, response } = await fetchJson<Answer<Data>>(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      this.#nextUrl += 1;
      throw error;
    });
    const [error] = answer?.errors ?? [];
    if (error) throw errorOf(error, typeof this.#options.token === 'function');
    if (answer?.data) return answer.data;
    throw notGraphql(url, response);
  }

  get #url(): string {
    return this.#urls[this.#nextUrl % this.#urls.length] ?? '';
  }
}

/** Null: it was not refused for what passes by itself. */
function secondsToWait(came: { answer: unknown } | { error: unknown }): number | null {
  if ('answer' in came) return secondsOfRefusal(came.answer);
  const { error } = came;
  return error instanceof ApiError && error.code === 'SERVER_UNAVAILABLE' ? error.retryAfterSeconds : null;
}

/** Rejects with an ApiError when nothing answers in time. What is no JSON is null. */
export async function fetchJson<Body>(
  url: string,
  init: RequestInit = {},
): Promise<{ answer: Body | null; response: Response }> {
  const { signal } = init;
  const ending = new AbortController();
  const abort = () => ending.abort(signal?.reason);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    ending.abort();
  }, ANSWER_WITHIN_MS);
  signal?.addEventListener('abort', abort);
  try {
    // Not throwIfAborted, which the signals of older React Native don't have.
    if (signal?.aborted) throw signal.reason;
    const response = await fetch(url, { ...init, credentials: 'omit', signal: ending.signal });
    const text = await response.text();
    return { answer: parsed(text), response };
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (isLate) throw new ApiError({ code: 'NO_ANSWER', message: 'The server does not answer.', cause });
    throw await unreachable(url, cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function parsed<Body>(text: string): Body | null {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return null;
  }
}

/** Pages are not told what is behind a request that failed: look whether something else answers at that URL. */
async function unreachable(url: string, cause: unknown): Promise<ApiError> {
  const found = await probeEndpoint(url).catch(() => null);
  // The endpoint itself answers: only that request was lost.
  if (found !== null && found.code !== 'WEBSOCKET_REFUSED') return apiErrorOf(found);
  const message = 'No answer comes: the server is down, host or port of the URL are wrong, or the device is offline.';
  return new ApiError({ code: 'UNREACHABLE', message, cause });
}

function notGraphql(url: string, { status, headers }: Response): ApiError {
  if (status >= 500 || status === 429) {
    const message = `The server can't serve at the moment: it answers with HTTP status ${status}.`;
    const retryAfterSeconds = Number(headers.get('retry-after') ?? 'none');
    return new ApiError({
      ...{ code: 'SERVER_UNAVAILABLE', message },
      retryAfterSeconds: Number.isNaN(retryAfterSeconds) ? null : retryAfterSeconds,
    });
  }
  const message = `${url} is not the URL of Seatwire's GraphQL endpoint: it answers with HTTP status ${status}, and not as GraphQL does. It ends in /graphql, unless a proxy has it elsewhere.`;
  return new ApiError({ code: 'WRONG_URL', message });
}

function errorOf(
  { message, extensions }: NonNullable<Answer<unknown>['errors']>[number],
  tokenMayChange: boolean,
): ApiError {
  const said = String(message ?? 'The server gave no reason.');
  const serverCode = typeof extensions?.code === 'string' ? extensions.code : null;
  const wait = extensions?.retryAfterSeconds;
  const retryAfterSeconds = typeof wait === 'number' ? wait : null;
  const of = (code: ApiError['code'], isFinal: boolean) =>
    new ApiError({ code, message: said, isFinal, serverCode, retryAfterSeconds, challenge: challengeIn(extensions) });
  if (serverCode === 'RATE_LIMITED') return of('RATE_LIMITED', false);
  if (serverCode === 'UNAUTHENTICATED') return of('TOKEN_REFUSED', !tokenMayChange);
  if (serverCode === 'NOT_FOUND') return of('NOT_FOUND', true);
  if (serverCode !== null && isPassing(serverCode)) return of('SERVER_UNAVAILABLE', false);
  return of(serverCode === null || isUnknownDocument(serverCode) ? 'PROTOCOL' : 'REFUSED', true);
}

/** A path alone is on the page's own server. */
function httpUrl(url: string): string {
  const whole = url.startsWith('/') && typeof location === 'object' ? location.origin + url : url;
  return whole.replace(/^ws/i, 'http');
}
