import type { Available } from '../modules/manifest.ts';
import type { HttpRoute } from '../platform/http/route.ts';
import { MODULES } from './modules.ts';

/** The routes that modules declare, each asked for requests to its path only. */
export function moduleRoutes(available: Available): HttpRoute[] {
  return MODULES.flatMap(({ routes = [] }) => routes).map(({ path, handler }) => atPath(path, handler(available)));
}

/** `path`: `{name}` stands for anything without a slash. The query is of no interest. */
export function atPath(path: string, handler: HttpRoute): HttpRoute {
  const literals = path.split(/\{\w+\}/).map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${literals.join('[^/]*')}$`);
  return (request, response) => pattern.test((request.url ?? '').split('?', 1)[0]!) && handler(request, response);
}
