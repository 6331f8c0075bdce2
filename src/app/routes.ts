import type { Available } from '../modules/manifest.ts';
import type { HttpRoute } from '../platform/http/route.ts';
import { pathOf } from '../platform/http/url-path.ts';
import { MODULES } from './modules.ts';

/** The routes that modules declare, each asked for requests to its path only. */
export function moduleRoutes(available: Available): HttpRoute[] {
  return MODULES.flatMap(({ routes = [] }) => routes).map(({ path, handler }) => atPath(path, handler(available)));
}

/**
 * `path`: `{name}` stands for anything without a slash. The query is of no interest. Throws for two places in one segment of
 * the path: a match of both takes time with the square of what a caller sends.
 */
export function atPath(path: string, handler: HttpRoute): HttpRoute {
  if (/\}[^/]*\{/.test(path)) throw new Error(`${path}: a segment of a route's path has one place at most`);
  const literals = path.split(/\{\w+\}/).map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${literals.join('[^/]*')}$`);
  return (request, response, charge) => pattern.test(pathOf(request)) && handler(request, response, charge);
}
