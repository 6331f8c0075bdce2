import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';

const PAGES = ['/docs', '/docs/client', '/docs/reference/mutations/lockSeats', '/docs/reference/types/Show'];

describeWithChromium('the documentation in a browser', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['1280 px, dark', { ...DESKTOP, colorScheme: 'dark' as const }],
    ['390 px', PHONE],
  ])('is accessible, fits and asks nobody else: %s', async (_name, options) => {
    await using opened = await site.openPage(PAGES[0]!, options);
    for (const path of PAGES) {
      await opened.page.goto(site.app.url + path);
      await opened.page.locator('.search').waitFor();
      expect(await accessibilityOf(opened.page), path).toEqual([]);
    }
    expect(opened.complaints).toEqual([]);
  });

  it('finds an operation by keyboard, says how much was found, and leads to it', async () => {
    await using opened = await site.openPage('/docs/client');
    const { page } = opened;
    await page.locator('.search').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('lockBest');
    await page
      .getByRole('status')
      .filter({ hasText: /^\d+ results?/ })
      .waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator(':focus').innerText()).toContain('lockBestAvailable');
    await page.keyboard.press('Escape');
    await page.locator('#search-results').waitFor({ state: 'hidden' });
    await page.keyboard.press('ArrowDown');
    await page.locator('#search-results a').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type('Available');
    await page.locator('#search-results a').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'lockBestAvailable' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/docs/reference/mutations/lockBestAvailable');
    expect(opened.complaints).toEqual([]);
  });

  it('reads without scripts, and says of an address without a page that there is none', async () => {
    await using opened = await site.openPage('/docs/reference', { ...PHONE, javaScriptEnabled: false });
    const { page } = opened;
    await page.getByRole('link', { name: 'payBooking', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'payBooking' }).waitFor();
    const missing = await fetch(`${site.app.url}/docs/nothing`, { headers: { accept: 'text/html' } });
    expect(missing.status).toBe(404);
  });

  it('is a link in GraphiQL', async () => {
    await using opened = await site.openPage('/graphql');
    await opened.page.getByRole('link', { name: 'Docs', exact: true }).click();
    await opened.page.getByRole('heading', { level: 1, name: 'Seatwire documentation' }).waitFor();
  });
});
