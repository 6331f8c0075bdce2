import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage } from '../../../scripts/bootstrap.mjs';

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 860 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

/** The steps of an order, as the page names them. */
export type Step = 'picking' | 'held' | 'paying' | 'waiting' | 'confirmed' | 'ended';

/** A window of a browser of its own. */
export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page has thrown or complained about, and what it has asked other hosts for: to be empty. */
  readonly complaints: string[];
}

/** A window of a browser of its own (a buyer of their own) on the seat map page. */
export interface ShopPage extends OpenedPage {
  /** Opens a row in the list of seats and presses the seats. */
  pick(zone: string, row: string, numbers: readonly string[]): Promise<void>;
  /** Resolves once the order is at the step. */
  reaches(step: Step): Promise<void>;
  /** Fills in who the customer is, and goes on to the payment. */
  toPayment(): Promise<void>;
  /** Opens another tab of the same browser. */
  sibling(): Promise<ShopPage>;
}

let built: Promise<void> | null = null;

/** Opens a page in a browser of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = DESKTOP,
): Promise<OpenedPage> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  return await openIn(context, url);
}

/** The same in a browser that is there, and closes with it. The page is built first when its sources have changed. */
export async function openIn(context: BrowserContext, url: string): Promise<OpenedPage> {
  built ??= buildPage();
  await built;
  const page = await context.newPage();
  const complaints = listen(page, new URL(url).origin);
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Opens a show's page, or `/`, and waits until its map is live. */
export async function openShop(browser: Browser, url: string, options?: BrowserContextOptions): Promise<ShopPage> {
  const shopOf = async (opened: OpenedPage): Promise<ShopPage> => {
    const { page } = opened;
    await page.locator('.live').waitFor();
    const reaches = (step: Step) => page.locator(`main[data-step=${step}]`).waitFor();
    return {
      ...opened,
      pick: (zone, row, numbers) => pickInList(page, zone, row, numbers),
      reaches,
      async toPayment() {
        await page.getByLabel('Name').fill('Ada Lovelace');
        await page.getByLabel(/^E-mail/i).fill('ada@example.org');
        await page.getByRole('button', { name: /^(Continue to payment|Weiter zur Bezahlung)/ }).click();
        await reaches('paying');
      },
      sibling: async () => shopOf(await openIn(page.context(), url)),
    };
  };
  return await shopOf(await openPage(browser, url, options));
}

function listen(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith('http') && to.origin !== origin) complaints.push(`asks ${to.href}`);
  });
  return complaints;
}

export async function pickInList(page: Page, zone: string, row: string, numbers: readonly string[]): Promise<void> {
  const list = page.locator('#seat-list');
  for (const name of [
    /^(Seats as a list|Plätze als Liste)/,
    new RegExp(`^${zone} `),
    new RegExp(`^(Row|Reihe) ${row} `),
  ]) {
    const button = list.getByRole('button', { name }).first();
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
  }
  for (const number of numbers) {
    await list.getByRole('button', { name: new RegExp(`^(Seat|Platz) ${number},`) }).click();
  }
}
