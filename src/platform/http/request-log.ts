import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../observability/logger.ts';
import { requestIdOf } from './request-id.ts';
import { pathOf } from './url-path.ts';

/** An answered request, and how long it took. */
export interface DoneRequest {
  method: string;
  status: number;
  duration_ms: number;
}

/** Characters: ours are shorter, and whoever sends others is not to fill the log with them. */
const MAX_LOGGED_PATH = 200;
const SUMMARY_MS = 1_000;

const shed = new WeakSet<ServerResponse>();

/** The answer refuses what there was too much of. Thousands do in a second: it is counted, and has no line of its own. */
export function noteShed(response: ServerResponse): void {
  shed.add(response);
}

/** Writes a line of each request once it is answered; and once a second, while there are any, one of those that were refused for being too many. */
export class RequestLog {
  readonly #logger: Logger;
  readonly #onRequestDone: ((request: DoneRequest) => void) | undefined;
  /** By status. */
  #refused: Record<number, number> = {};
  #summary: NodeJS.Timeout | null = null;

  constructor(logger: Logger, onRequestDone?: (request: DoneRequest) => void) {
    this.#logger = logger;
    this.#onRequestDone = onRequestDone;
  }

  /** To be called when the request has come. The query string is left out: a GET operation may carry personal data there. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    const started_ms = performance.now();
    response.on('close', () => {
      const duration_ms = Math.round(performance.now() - started_ms);
      this.#onRequestDone?.({ method: request.method ?? '', status: response.statusCode, duration_ms });
      if (shed.has(response)) this.#count(response.statusCode);
      else this.#write(request, response, duration_ms);
    });
  }

  /** Writes what there is to be said of those that were refused. */
  stop(): void {
    if (!this.#summary) return;
    clearTimeout(this.#summary);
    this.#summarise();
  }

  #write(request: IncomingMessage, response: ServerResponse, duration_ms: number): void {
    const path = pathOf(request);
    const isProbe = path === '/health' || path === '/ready';
    const level = response.statusCode >= 500 && path !== '/ready' ? 'warn' : isProbe ? 'debug' : 'info';
    if (!this.#logger.isLevelEnabled(level)) return;
    const entry = {
      requestId: requestIdOf(request),
      method: request.method,
      path: path.slice(0, MAX_LOGGED_PATH),
      status: response.statusCode,
      duration_ms,
      ...(response.writableFinished ? {} : { aborted: true }),
    };
    this.#logger[level](entry, 'request');
  }

  #count(status: number): void {
    this.#refused[status] = (this.#refused[status] ?? 0) + 1;
    this.#summary ??= setTimeout(() => this.#summarise(), SUMMARY_MS);
  }

  #summarise(): void {
    this.#summary = null;
    const byStatus = this.#refused;
    this.#refused = {};
    const count = Object.values(byStatus).reduce((sum, one) => sum + one, 0);
    this.#logger.warn({ count, byStatus }, 'requests refused: more was asked for than could be served');
  }
}
