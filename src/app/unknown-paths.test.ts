import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendarLinks } from '../modules/calendar/calendar-links.ts';
import { createCalendarRoute } from '../modules/calendar/calendar-route.ts';
import { createPaymentWebhookRoute } from '../modules/payments/webhook-route.ts';
import { createPlanRoute } from '../modules/seating/plan-route.ts';
import type { SeatingService } from '../modules/seating/seating.service.ts';
import { newTicketCode } from '../modules/tickets/ticket-code.ts';
import { qrCodePath, ticketQrRoute } from '../modules/tickets/ticket-qr-route.ts';
import { createHttpServer, type HttpServer } from '../platform/http/server.ts';
import { createStaticFilesRoute } from '../platform/http/static-files.ts';
import { createLogger } from '../platform/observability/logger.ts';
import { createGraphiqlRoute } from '../server/graphiql/route.ts';
import { PAGE } from './page-route.ts';

/** As browsers send it for what is typed into the address, or followed as a link. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const PAGE_TEXT = '<p>the page</p>';
const logger = createLogger({ level: 'silent', nodeId: 'test' });
const links = createCalendarLinks('secret');

let folder: string;
let server: HttpServer;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatwire-paths-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE_TEXT);
  await writeFile(join(folder, 'assets', 'main-1.js'), 'run();');
  const seating = { planDocument: async () => null } as unknown as SeatingService;
  server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    logger,
    routes: [
      createGraphiqlRoute({ demoShowId: null }),
      createPlanRoute(seating),
      ticketQrRoute,
      createCalendarRoute({ links, files: { fileOf: async () => null } }),
      createPaymentWebhookRoute({
        provider: { name: 'sandbox', parseWebhook: () => null },
        logger,
        onFact: async () => undefined,
      }),
      createStaticFilesRoute({ folder, isPage: (path) => PAGE.test(path), headersOf: () => ({}), missing: '' }),
    ],
  });
  url = `http://127.0.0.1:${(await server.start()).port}`;
});
afterAll(async () => {
  await server?.stop(0);
  await rm(folder, { recursive: true });
});

const get = (path: string, accept: string, method = 'GET') => fetch(url + path, { method, headers: { accept } });

describe.each([
  '/nowhere',
  '/plans',
  '/plans/plan_01k8000000e008002ymwrqw002.json',
  '/plans/plan_01k8000000e008002ymwrqw002.png',
  '/tickets/',
  '/tickets/CODE.png',
  '/tickets/CODE.svg',
  `/tickets/${newTicketCode()}.pdf`,
  '/calendar',
  '/calendar/x.ics',
  links.pathOf('booking_01k8000000e008002ymwrqw002'),
  '/webhooks',
  '/webhooks/payments/other',
  '/graphql/nothing',
  '/graphql/assets/0a/none.js',
  '/assets/none-1.js',
])('%s, where there is nothing', (path) => {
  it('is said so by the page to a browser', async () => {
    const answer = await get(path, BROWSER);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(await answer.text()).toBe(PAGE_TEXT);
    expect((await get(path, BROWSER, 'HEAD')).status).toBe(404);
  });

  it.each(['*/*', 'application/json', 'image/avif,image/webp,*/*;q=0.8'])(
    'is refused to what takes %s, without a page',
    async (accept) => {
      const answer = await get(path, accept);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain('<');
    },
  );
});

it('is the thing itself to a browser where there is one', async () => {
  const picture = await get(qrCodePath(newTicketCode(), 'png'), BROWSER);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  const script = await get('/assets/main-1.js', BROWSER);
  expect([script.status, await script.text()]).toEqual([200, 'run();']);
});

it('tells a browser at the address of webhooks what it tells of any address without a page', async () => {
  const seen = await get('/webhooks/payments/sandbox', BROWSER);
  expect([seen.status, await seen.text()]).toEqual([404, PAGE_TEXT]);
  const read = await get('/webhooks/payments/sandbox', '*/*');
  expect([read.status, await read.json()]).toEqual([405, { error: 'Use POST.' }]);
});
