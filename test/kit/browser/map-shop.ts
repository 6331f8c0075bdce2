import type { BrowserContextOptions } from 'playwright-core';
import { expect } from 'vitest';
import { buildPage } from '../../../scripts/bootstrap.mjs';
import { DESKTOP, type OpenedPage } from './shop-page.ts';
import { type ShopServer, startShopServer } from './shop-server.ts';
import { openSite, type Site } from './site.ts';

/** A node, and a shop of another origin whose pages have its `<seatwire-map>`. */
export interface MapShop extends AsyncDisposable {
  readonly site: Site;
  readonly shop: ShopServer;
  /**
   * Opens a page with the map of that show, as `map`; resolves when it is live. `script` runs before the element is defined. Complaints
   * are what the page has thrown.
   */
  openMap(showId: string, script?: string, window?: BrowserContextOptions): Promise<OpenedPage>;
}

export async function openMapShop(env: Record<string, string> = {}): Promise<MapShop> {
  await using starting = new AsyncDisposableStack();
  // The node serves the script as it is built now.
  await buildPage();
  const shop = starting.use(await startShopServer());
  const site = starting.use(await openSite({ env: { ALLOWED_ORIGINS: shop.url, ...env } }));
  const started = starting.move();
  return {
    site,
    shop,
    async openMap(showId, script = '', window = DESKTOP) {
      shop.serve(
        '/',
        `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
          <style>:root { background: Canvas }</style>
          <main><h1>Shop</h1><seatwire-map url="${site.app.url}/graphql" show="${showId}"></seatwire-map></main>
          <script>
            const map = document.querySelector('seatwire-map');
            ${script}
          </script>
          <script type="module" src="${site.app.url}/map/0.1/seatwire-map.js"></script></html>`,
      );
      const context = await site.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...window });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(shop.url);
      await page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
      await expect.poll(() => page.evaluate('map.connection?.state')).toBe('live');
      return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
