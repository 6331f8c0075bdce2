import { fileURLToPath } from 'node:url';
import type { HttpRoute } from '../platform/http/route.ts';
import { createStaticFilesRoute } from '../platform/http/static-files.ts';

/** Nothing of another host is loaded, nothing inline runs, and the browser holds the page to it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Seatwire</title></head>
  <body>
    <h1>The seat map page is not built</h1>
    <p><code>npm run build</code> builds it; <code>npm start</code> does so by itself.
      The API is there: <a href="/graphql">GraphiQL</a>.</p>
  </body>
</html>
`;

/** The paths that are answered with the page. */
export const PAGE = /^\/(?:(?:organise\/)?shows\/[^/]+\/?|organise\/?)?$/;

/**
 * The live seat map page: `/`, `/shows/{showId}`, the same below `/organise` for organisers; guides and API reference below `/docs`;
 * and the files of both below `/assets/`.
 */
export function createPageRoute(): HttpRoute {
  return createStaticFilesRoute({
    folder: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    isPage: (path) => PAGE.test(path),
    headers: { 'content-security-policy': CONTENT_SECURITY_POLICY, 'referrer-policy': 'same-origin' },
    missing: NOT_BUILT,
  });
}
