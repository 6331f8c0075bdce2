import type { IncomingMessage } from 'node:http';

/** Milliseconds that the caller waits for the answer, from when it has sent the request. */
const HEADER = 'x-request-timeout-ms';
/** Longer ones are none. */
const MAX_MS = 3_600_000;

type Request = Pick<IncomingMessage, 'headers'>;

const deadlines = new WeakMap<Request, number>();

/** To be called when the request has come, before it waits for anything. */
export function noteDeadline(request: Request): void {
  const timeout_ms = timeoutOf(request.headers[HEADER]);
  if (timeout_ms !== null) deadlines.set(request, performance.now() + timeout_ms);
}

/** When the caller waits no more, by `performance.now`; null: it does not say. */
export function deadlineOf(request: Request): number | null {
  return deadlines.get(request) ?? null;
}

/** What was sent as such a time; null where it is none. */
export function timeoutOf(sent: unknown): number | null {
  const timeout_ms = typeof sent === 'string' && /^\d{1,9}$/.test(sent) ? Number(sent) : sent;
  if (typeof timeout_ms !== 'number' || !(timeout_ms >= 0)) return null;
  return timeout_ms > MAX_MS ? null : timeout_ms;
}
