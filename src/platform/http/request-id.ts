import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const SANE = /^[\w.:-]{8,128}$/;
const ids = new WeakMap<IncomingMessage, string>();

/** The request's id: the caller's `X-Request-Id` when it is sane, else a new one. The same at every call. */
export function requestIdOf(request: IncomingMessage): string {
  let id = ids.get(request);
  if (id === undefined) {
    const given = request.headers['x-request-id'];
    id = typeof given === 'string' && SANE.test(given) ? given : randomUUID();
    ids.set(request, id);
  }
  return id;
}
