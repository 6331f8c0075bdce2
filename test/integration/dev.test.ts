import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { ROOT, runProduct } from '../kit/product/product-process.ts';

/** Of a node with its PostgreSQL, on a busy machine. */
const RESTART_WITHIN = { timeout: 45_000, interval: 100 };

it('npm run dev serves the page by Vite and the API behind it, and starts the node anew when its files change', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'seatwire-dev-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const [port] = await freePorts(1);
  const dev = runProduct('scripts/dev.ts', { PORT: String(port), DATA_DIR: dataDir });
  onTestFinished(async () => {
    await dev.stop();
  });
  const [, url] = await dev.line(/Seat map +(http:\/\/\S+)\/$/);
  expect(url).toBe(`http://localhost:${port}`);
  const [, showId] = await dev.line(/Demo show +(show_\w+)/);
  expect(dev.lines.join('\n')).toMatch(/^\[\d\d:\d\d:\d\d\.\d+\] INFO: PostgreSQL started/m);

  for (const page of ['/', `/shows/${showId}`, '/organise']) {
    const html = await (await fetch(`${url}${page}`)).text();
    expect(html).toContain('/@vite/client');
  }
  expect((await fetch(`${url}/main.ts`)).headers.get('content-type')).toMatch(/javascript/);
  expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ status: 'ready' });
  const sockets = createClient({ url: `ws://localhost:${port}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
  const query = 'subscription ($showId: ID!) { seatMap(showId: $showId) { __typename } }';
  const messages = sockets.iterate({ query, variables: { showId } });
  const { value: first } = await messages.next();
  expect(first).toMatchObject({ data: { seatMap: { __typename: 'SeatMapSnapshot' } } });
  await sockets.dispose();

  const now = new Date();
  await utimes(join(ROOT, 'src', 'app', 'welcome.ts'), now, now);
  await vi.waitFor(
    () => expect(dev.lines.filter((line) => line.includes('Seatwire is running'))).toHaveLength(2),
    RESTART_WITHIN,
  );
  expect(await dev.stop('SIGINT')).toBe(0);
});
