import type { IncomingMessage, ServerResponse } from 'node:http';
import { causeOf, inSpan, isTracing, SpanKind } from '../observability/tracing.ts';
import { pathOf } from './url-path.ts';

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Asked by machines, every few seconds. */
const UNTRACED = new Set(['/health', '/ready', '/metrics']);
/** The only path that is told: others hold what opens a booking. */
const API = '/graphql';

/** Serves each request as a span of its own: a child of the caller's, where that sends a `traceparent`. */
export function tracedServing(serve: Serve): Serve {
  return (request, response) => {
    const path = isTracing() ? pathOf(request) : null;
    if (path === null || UNTRACED.has(path)) return serve(request, response);
    const { method = '', headers } = request;
    const route = path === API ? { 'http.route': API } : {};
    const options = {
      kind: SpanKind.SERVER,
      cause: causeOf(headers.traceparent),
      attributes: { 'http.request.method': method, ...route },
    };
    return inSpan(path === API ? `${method} ${API}` : method, options, async (span) => {
      await serve(request, response);
      span.setAttribute('http.response.status_code', response.statusCode);
    });
  };
}
