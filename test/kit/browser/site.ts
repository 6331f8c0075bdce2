import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startTestApp, type TestApp, type TestAppOptions } from '../product/app.ts';
import { launchChromium } from './chromium.ts';
import { type OpenedPage, openPage, openShop, type ShopPage } from './shop-page.ts';

/** The product and a browser to visit it with, for a test or for a file. */
export interface Site extends AsyncDisposable {
  readonly app: TestApp;
  readonly browser: Browser;
  /** Opens the page at that path in a window of its own. */
  openPage(path: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  /** The same for a show's page, or `/`; resolves when its map is live. */
  openShop(path: string, options?: BrowserContextOptions): Promise<ShopPage>;
  /** The organiser's page of a show, signed in; resolves when its map is live. */
  openDesk(showId: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

export async function openSite(options?: TestAppOptions): Promise<Site> {
  await using starting = new AsyncDisposableStack();
  const app = starting.use(await startTestApp(options));
  const browser = starting.use(await launchChromium());
  const started = starting.move();
  return {
    app,
    browser,
    openPage: (path, window) => openPage(browser, app.url + path, window),
    openShop: (path, window) => openShop(browser, app.url + path, window),
    async openDesk(showId, window) {
      const opened = await openPage(browser, `${app.url}/organise/shows/${showId}#token=${app.organiserToken}`, window);
      await opened.page.locator('.live').waitFor();
      return opened;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
