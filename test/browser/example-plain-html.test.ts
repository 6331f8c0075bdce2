import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPage } from '../../scripts/bootstrap.mjs';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP } from '../kit/browser/shop-page.ts';
import { type ShopServer, startShopServer } from '../kit/browser/shop-server.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { ROOT } from '../kit/product/product-process.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

describeWithChromium('examples/plain-html', () => {
  let site: Site;
  let shop: ShopServer;
  beforeAll(async () => {
    // The node serves the script as it is built now.
    await buildPage();
    shop = await startShopServer();
    site = await openSite({ env: { ALLOWED_ORIGINS: shop.url } });
    await openHallShow(site.app.organiser, { rows: 5, seats: 8 });
    const { host } = new URL(site.app.url);
    const policy = `default-src 'none'; script-src 'self' http://${host}; style-src 'self'; img-src data: http://${host}; connect-src http://${host} ws://${host}`;
    for (const file of ['index.html', 'shop.js', 'shop.css']) {
      const text = await readFile(path.join(ROOT, 'examples/plain-html', file), 'utf8');
      const body = text.replaceAll('http://localhost:4000', site.app.url);
      shop.serve(file === 'index.html' ? '/' : `/${file}`, body, policy);
    }
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
  });

  it('sells tickets: a show is chosen, the best seats are held, booked and paid', async () => {
    await using context = await site.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...DESKTOP });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(shop.url);
    const option = page.locator('#shows option', { hasText: 'The Tempest' });
    await option.waitFor({ state: 'attached' });
    await page.locator('#shows').selectOption((await option.getAttribute('value'))!);
    await page.getByRole('application', { name: /^Seat map: The Tempest/ }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold the best 2 seats' }).click();
    await page.getByText('Your order: €90.00').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Book and pay' }).click();
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
    expect(await page.locator('#reference').innerText()).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    const codes = page.getByRole('img', { name: /^Ticket for Zone 1, / });
    expect(await codes.count()).toBe(2);
    await expect
      .poll(() => codes.evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth > 0)))
      .toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
