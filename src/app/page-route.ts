import { fileURLToPath } from 'node:url';
import type { HttpRoute } from '../platform/http/route.ts';
import { createStaticFilesRoute } from '../platform/http/static-files.ts';

/** Nothing of another host is loaded, nothing inline runs, and the browser holds the page to it. */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
];

/** What Stripe's form needs beside it: its script, its frames and those of banks, and its API. Only where Stripe is configured. */
const STRIPE: Readonly<Record<string, string>> = {
  'script-src': 'https://js.stripe.com https://*.js.stripe.com',
  'frame-src': 'https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
  'connect-src': 'https://api.stripe.com',
  // Stripe's script loads more of its own by the default policy, which the page makes for that alone.
  'trusted-types': 'default',
};

function withStripe(): string[] {
  const names = new Set([...DIRECTIVES.map((directive) => directive.split(' ', 1)[0]!), ...Object.keys(STRIPE)]);
  return [...names].map((name) => {
    const own = DIRECTIVES.find((directive) => directive.startsWith(`${name} `));
    return [own ?? name, STRIPE[name]].filter((part) => part !== undefined).join(' ');
  });
}

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
export const PAGE =
  /^\/(?:shows\/[^/]+(?:\/draw)?\/?|booking\/?|organise(?:\/new|\/shows\/[^/]+(?:\/(?:edit|preview))?)?\/?)?$/;

/** What a link of a mail leads to: its secret is behind `#`. Nothing of the page is kept, framed, or told where its reader goes on to. */
const BOOKING = /^\/booking\/?$/;

/** Those for buyers, which a shop may have in a frame; nobody can be made to press what an organiser presses. */
const SHOP = /^\/(?:shows\/[^/]+(?:\/draw)?\/?)?$/;

/**
 * The live seat map page: `/`, `/shows/{showId}`, and `/draw` below it; that of a booking, `/booking`; that of organisers below `/organise`; guides and API reference below `/docs`;
 * and the files of both below `/assets/`. `framedBy`: the origins whose pages may have the buyers' page in a frame; `*` for all.
 * `hasStripe`: buyers pay in Stripe's form there.
 */
export function createPageRoute({
  framedBy,
  hasStripe = false,
}: {
  framedBy: readonly string[];
  hasStripe?: boolean;
}): HttpRoute {
  const headersFor = (ancestors: readonly string[], directives = DIRECTIVES) => ({
    'content-security-policy': [...directives, `frame-ancestors ${["'self'", ...ancestors].join(' ')}`].join('; '),
    'referrer-policy': 'same-origin',
  });
  const paying = hasStripe ? withStripe() : DIRECTIVES;
  const [buyers, organisers] = [headersFor(framedBy, paying), headersFor([])];
  const booking = { ...headersFor([], paying), 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
  return createStaticFilesRoute({
    folder: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    isPage: (path) => PAGE.test(path),
    headersOf: (path) => (SHOP.test(path) ? buyers : BOOKING.test(path) ? booking : organisers),
    missing: NOT_BUILT,
  });
}
