import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { type ShopServer, startShopServer } from '../kit/browser/shop-server.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { clientExamples } from '../kit/callers/client-examples.ts';
import { ROOT } from '../kit/product/product-process.ts';

describeWithChromium('the React example of docs/client.md, in a browser', () => {
  let site: Site;
  let script: string;
  let shop: ShopServer;
  beforeAll(async () => {
    shop = await startShopServer();
    shop.serve('/', '<!doctype html><link rel="icon" href="data:,"><main></main>');
    [site, script] = await Promise.all([openSite({ env: { ALLOWED_ORIGINS: shop.url } }), bundleExample()]);
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
  });

  /** `mount(props)` shows two components with the map of `window.shop`; `unmount()` takes them away. */
  async function bundleExample(): Promise<string> {
    const cache = path.join(ROOT, 'node_modules/.cache');
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(path.join(cache, 'client-react-'));
    try {
      const { code } = (await clientExamples()).find((example) => example.code.includes(`from 'react'`))!;
      await writeFile(path.join(folder, 'example.jsx'), code);
      await writeFile(
        path.join(folder, 'entry.jsx'),
        `import { memo, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SeatsTaken, useSeatMap } from './example.jsx';

// Drawn again only for another map: one that is changed in place would leave it as it was.
const Seat = memo(({ unavailable, seatId }) => <p id={seatId}>{unavailable.get(seatId) ?? 'AVAILABLE'}</p>);
function OneSeat(props) {
  return <Seat unavailable={useSeatMap(props.url, props.showId).state.unavailable} seatId="A-3-1" />;
}
export const root = createRoot(document.querySelector('main'));
export const mount = (props) =>
  root.render(<StrictMode><SeatsTaken {...props} /><OneSeat {...props} /></StrictMode>);
export const unmount = () => root.render(null);`,
      );
      const [output] = (await build({
        configFile: false,
        root: folder,
        logLevel: 'silent',
        // StrictMode does what it does only in React's development build.
        mode: 'development',
        define: { 'process.env.NODE_ENV': '"development"' },
        resolve: { alias: { '@seatwire/client': path.join(ROOT, 'packages/client/src/seat-map.ts') } },
        build: {
          write: false,
          minify: false,
          lib: { entry: path.join(folder, 'entry.jsx'), formats: ['iife'], name: 'shop', fileName: 'shop' },
        },
      })) as Rolldown.RolldownOutput[];
      return output!.output.find((part) => part.type === 'chunk')!.code;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('shows each change, opens a socket for each map in StrictMode, and closes it with its last component', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    const opened: string[] = [];
    const allClosed = Promise.withResolvers<void>();
    page.on('websocket', (socket) => {
      opened.push(socket.url());
      socket.on('close', () => {
        closed += 1;
        if (closed === opened.length) allClosed.resolve();
      });
    });
    let closed = 0;
    await page.goto(shop.url);
    await page.evaluate(script.replace(/^(?:var|const|let) shop\b/m, 'globalThis.shop'));
    const props = JSON.stringify({ url: `${site.app.url}/graphql`, showId: site.app.demoShowId });
    await page.evaluate(`shop.mount(${props})`);
    await page.locator('section[aria-busy=false]').waitFor();
    await page.locator('#A-3-1', { hasText: 'AVAILABLE' }).waitFor();
    const before = Number.parseInt(await page.locator('section p').innerText(), 10);

    await lockSeats(await site.app.guest(), site.app.demoShowId, ['A-3-1']);
    await page.getByText(`${before + 1} seats are taken`).waitFor();
    await page.locator('#A-3-1', { hasText: 'LOCKED' }).waitFor();
    // One for each of the two maps, although StrictMode mounts each component twice.
    expect(opened).toEqual(Array(2).fill(`${site.app.url.replace('http', 'ws')}/graphql`));

    await page.evaluate('shop.unmount()');
    await allClosed.promise;
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('says what is wrong, and tries again when told', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(shop.url);
    await page.evaluate(script.replace(/^(?:var|const|let) shop\b/m, 'globalThis.shop'));
    const props = JSON.stringify({ url: `${site.app.url}/nowhere`, showId: site.app.demoShowId });
    await page.evaluate(`shop.mount(${props})`);
    await page.getByText('The map is not live: WRONG_URL').waitFor();
    const attempt = async () => Number(/attempt (\d+)/.exec(await page.locator('section').innerText())![1]);
    // From here on no attempt begins by itself.
    await page.clock.pauseAt(Date.now() + 60_000);
    const first = await attempt();
    const tryNow = async () => {
      // It does nothing while an attempt is still on its way.
      await page.getByRole('button', { name: 'Try now' }).click();
      return await attempt();
    };
    await expect.poll(tryNow).toBeGreaterThan(first);
    await context.close();
  });
});
