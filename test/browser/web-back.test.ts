import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bowlPlan } from '../../bench/bowl-plan.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const SIZES = [
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const;

describeWithChromium('the browser’s Back', () => {
  let site: Site;
  let arena: string;
  beforeAll(async () => {
    site = await openSite();
    arena = `/shows/${await organiseShow(site.app, { title: 'Arena', plan: bowlPlan(2_000) })}`;
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const expanded = (page: Page, name: RegExp) =>
    page.locator('#seat-list').getByRole('button', { name, expanded: true }).first();
  const closed = { state: 'detached' } as const;

  async function holdOne(shop: ShopPage): Promise<void> {
    await shop.pick('Zone 1', '1', ['1']);
    await shop.page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
  }

  it.each(SIZES)(
    'closes what was last opened on the map and in the list, and leaves after that (%s)',
    async (_name, options) => {
      const context = await site.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      await page.goto(site.app.url);
      await page.getByRole('link', { name: /Arena/ }).click();
      await page.locator('.live').waitFor();
      const map = page.getByRole('application');
      const box = (await map.boundingBox())!;
      const radius = Math.min(box.width, box.height - 54);
      await map.click({ position: { x: box.width / 2 + radius * 0.44, y: (box.height - 54) / 2 } });
      await page.locator('.place').waitFor();
      const block = await page.locator('.place b').innerText();
      await page.getByRole('button', { name: /^Seats as a list/ }).click();
      await page.locator('#seat-list').getByRole('button', { name: /free/ }).first().click();
      await page.locator('#seat-list').getByRole('button', { name: /^Row/ }).first().click();
      await page.locator('.seats').waitFor();

      await page.goBack();
      await page.locator('.seats').waitFor(closed);
      await page.locator('.rows').waitFor();
      await page.goBack();
      await page.locator('.rows').waitFor(closed);
      await page.goBack();
      await expanded(page, /^Seats as a list/).waitFor(closed);
      await page.locator('.place', { hasText: block }).waitFor();
      await page.goBack();
      await page.locator('.place').waitFor(closed);
      await expect.poll(() => page.url()).toBe(site.app.url + arena);

      await page.goForward();
      await page.locator('.place', { hasText: block }).waitFor();
      await page.goForward();
      await expanded(page, /^Seats as a list/).waitFor();
      // A reload keeps what is open, and Back closes it then as before.
      await page.reload();
      await expanded(page, /^Seats as a list/).waitFor();
      await page.locator('.place', { hasText: block }).waitFor();
      await page.goBack();
      await expanded(page, /^Seats as a list/).waitFor(closed);
      await page.goBack();
      await page.locator('.place').waitFor(closed);
      await page.goBack();
      await page.getByRole('heading', { name: 'What’s on' }).waitFor();
      await context.close();
    },
  );

  it('leaves at once when what was opened has been closed by its own buttons', async () => {
    const context = await site.browser.newContext({ ...DESKTOP, locale: 'en-GB', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(site.app.url);
    await page.getByRole('link', { name: /Arena/ }).click();
    await page.locator('.live').waitFor();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    // Not the last one opened; then that, too.
    await page.getByRole('button', { name: 'Show the whole hall' }).click();
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    await expanded(page, /^Seats as a list/).waitFor(closed);
    await page.waitForFunction(() => (history.state as { seatwire: { parts: object[] } }).seatwire.parts.length === 1);
    await page.goBack();
    await page.getByRole('heading', { name: 'What’s on' }).waitFor();
    await context.close();
  });

  it.each(SIZES)(
    'goes from the payment to the details to the map, and gives nothing back that is held (%s)',
    async (_name, options) => {
      const showId = await organiseShow(site.app, { title: 'Steps' });
      await using shop = await site.openShop(`/shows/${showId}`, options);
      const { page } = shop;
      await holdOne(shop);
      await shop.toPayment();
      await page.goBack();
      await shop.reaches('held');
      await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
      await page.goBack();
      await page.locator('.toast', { hasText: 'Your seats stay held until the time is up.' }).waitFor();
      // The map is in sight.
      await page.waitForFunction(() => document.querySelector('.hall')!.getBoundingClientRect().top > 0);
      await shop.reaches('held');
      await page.goForward();
      await page.goForward();
      await shop.reaches('paying');
      await page.reload();
      await shop.reaches('paying');
      await page.getByRole('button', { name: /^Pay/ }).click();
      await shop.reaches('confirmed');
      const tickets = page.url();
      await page.goBack();
      await shop.reaches('picking');
      await expect.poll(() => new URL(page.url()).pathname).toBe(`/shows/${showId}`);
      // The link to the tickets is shared with nobody else, and opens them in this browser.
      await page.goto(tickets);
      await shop.reaches('confirmed');
      expect(shop.complaints).toEqual([]);
    },
  );

  it('leads from a declined payment to the map, from where the order can be found', async () => {
    const showId = await organiseShow(site.app, { title: 'Declined' });
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await holdOne(shop);
    await shop.toPayment();
    await page.getByLabel('Is declined').check();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('The card was declined.').waitFor();
    await page.goBack();
    await shop.reaches('picking');
    await page.locator('.toast', { hasText: 'Your seats stay held until the time is up.' }).waitFor();
    // The step between, where the seats were held, is over: Forward passes it.
    await page.goForward();
    await shop.reaches('paying');
    await page.goBack();
    await shop.reaches('picking');
    await page.getByRole('button', { name: /Waiting for payment/ }).click();
    await shop.reaches('paying');
    await page.goBack();
    await shop.reaches('picking');
    await page.goForward();
    await shop.reaches('paying');
    expect(shop.complaints).toEqual([]);
  });

  it('leaves closed what the buyer has closed before a reloaded page has asked for all that it shows', async () => {
    const showId = await organiseShow(site.app, { title: 'Reloaded' });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await holdOne(shop);
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    const { promise: seen, resolve: goOn } = Promise.withResolvers<void>();
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('query Viewer')) await seen;
      await route.continue();
    });
    await page.reload();
    await shop.reaches('confirmed');
    await page.getByRole('button', { name: 'Choose more seats' }).click();
    await shop.reaches('picking');
    goOn();
    // The page is complete when the buyer's bookings are listed.
    await page.locator('.my-bookings').getByRole('button').waitFor();
    await shop.reaches('picking');
    await expect.poll(() => page.url()).toBe(`${site.app.url}/shows/${showId}`);
    expect(shop.complaints).toEqual([]);
  });

  it('does not take a link within the page for a way back', async () => {
    await using shop = await site.openShop(arena);
    const { page } = shop;
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.locator('.place').waitFor();
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#seat-list$/);
    await page.locator('.place').waitFor();
    await page.goBack();
    await page.locator('.place').waitFor(closed);
    await expect.poll(() => page.url()).toBe(site.app.url + arena);
  });
});
