import { afterEach, expect, it } from 'vitest';
import { createHttpServer, type HttpServer } from '../platform/http/server.ts';
import { createLogger } from '../platform/observability/logger.ts';
import { createPageRoute, PAGE } from './page-route.ts';

let server: HttpServer | null = null;
afterEach(() => server?.stop(0));

async function ancestorsAt(framedBy: readonly string[], paths: readonly string[]): Promise<string[]> {
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [createPageRoute({ framedBy })], logger });
  const { port } = await server.start();
  const policies = paths.map(async (path) => {
    const { headers } = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html' } });
    return /frame-ancestors ([^;]+)/.exec(headers.get('content-security-policy') ?? '')![1]!;
  });
  return await Promise.all(policies);
}

it('shops of the allowed origins may have the buyers’ page in a frame, and nobody the organisers’', async () => {
  const allowed = ['https://shop.example.org', 'https://tickets.example.com'];
  const organise = ['', '/new', '/shows/show_1', '/shows/show_1/edit', '/shows/show_1/preview'];
  const paths = ['/', '/shows/show_1', ...organise.map((path) => `/organise${path}`), '/docs', '/shows/show_1/more'];
  const ofShops = `'self' ${allowed.join(' ')}`;
  expect(await ancestorsAt(allowed, paths)).toEqual([ofShops, ofShops, ...Array(7).fill("'self'")]);
});

it.each([
  [[], "'self'"],
  [['*'], "'self' *"],
])('of the allowed origins %j it says %s', async (framedBy, ancestors) => {
  expect(await ancestorsAt(framedBy, ['/'])).toEqual([ancestors]);
});

it.each(['/organise/shows', '/organise/shows/show_1/more', '/organise/new/more', '/organised'])(
  '%s is no page',
  (path) => {
    expect(PAGE.test(path)).toBe(false);
  },
);

async function policyAt(path: string, hasStripe: boolean): Promise<string[]> {
  const logger = createLogger({ level: 'silent', nodeId: 'test' });
  const routes = [createPageRoute({ framedBy: [], hasStripe })];
  server = createHttpServer({ host: '127.0.0.1', port: 0, routes, logger });
  const { port } = await server.start();
  const { headers } = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'text/html' } });
  await server.stop(0);
  return headers.get('content-security-policy')!.split('; ').sort();
}

it('the buyers’ page is open to Stripe where that is configured, and then only, and to nobody else', async () => {
  const closed = await policyAt('/shows/show_1', false);
  expect(closed.join()).not.toContain('stripe');
  const open = await policyAt('/shows/show_1', true);
  expect(open.filter((directive) => !closed.includes(directive))).toEqual([
    "connect-src 'self' https://api.stripe.com",
    'frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
    "script-src 'self' https://js.stripe.com https://*.js.stripe.com",
    'trusted-types lit-html default',
  ]);
  // What an exchange costs more is paid there.
  const booking = await policyAt('/booking', true);
  expect(open.filter((directive) => !booking.includes(directive))).toEqual([]);
  expect((await policyAt('/booking', false)).join()).not.toContain('stripe');
  expect(await policyAt('/organise/shows/show_1', true)).toEqual(await policyAt('/organise/shows/show_1', false));
});
