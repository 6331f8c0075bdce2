import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('how the pages are laid out', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const topsOf = (parts: Locator) => parts.evaluateAll((all) => all.map((part) => part.getBoundingClientRect().top));

  it('stands the parts of cards beside each other on common lines, however long the titles are', async () => {
    const titles = ['Fado', 'A title of a show that is long enough to go over two or three lines of its card', 'Jazz'];
    for (const title of titles) await organiseShow(site.app, { title });
    await using opened = await site.openPage('/');
    const cards = opened.page.locator('.show-card');
    await cards.nth(3).waitFor();
    for (const part of ['.when', ':scope > b', '.sale', 'progress']) {
      const tops = await topsOf(cards.locator(part));
      const [first, second, third] = tops.slice(0, 3).map(Math.round);
      expect([part, second, third]).toEqual([part, first, first]);
    }
  });

  it('keeps the names of blocks in one line on a phone', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, PHONE);
    const { page } = shop;
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    const names = page.locator('.zones .disclosure > span');
    await expect.poll(() => names.count()).toBe(6);
    const heights = await names.evaluateAll((all) => all.map((name) => name.getBoundingClientRect().height));
    expect(Math.max(...heights)).toBeLessThan(30);
  });

  it('has what can be done about a tapped seat in sight of its organiser, on a phone', async () => {
    const showId = await organiseShow(site.app, { title: 'Pocket', rows: 1, seats: 3 });
    await bookSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await using opened = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`, PHONE);
    const { page } = opened;
    await page.locator('.live').waitFor();
    await page.getByRole('application').press('ArrowRight');
    await page.getByRole('application').press('Enter');
    const button = page.getByRole('button', { name: 'Block 1 free seat' });
    const bottom = () => button.evaluate((element) => element.getBoundingClientRect().bottom);
    await expect.poll(bottom).toBeLessThanOrEqual(844);
    // What is seen first is reached first.
    const [marked, sales] = await Promise.all(['#marked', '.sales-board'].map((part) => topsOf(page.locator(part))));
    expect(marked![0]!).toBeLessThan(sales![0]!);
  });

  it('has the button that holds in sight and in reach, however far down the list seats are picked', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, DESKTOP);
    const { page } = shop;
    await shop.pick('Block F', '14', ['1']);
    const button = page.getByRole('button', { name: 'Hold this seat' });
    await page.locator('.side').evaluate((side) => side.scrollTo(0, side.scrollHeight));
    // The whole button, and nothing over it.
    const isOnTop = () =>
      button.evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const at = [top + 4, bottom - 4].map((y) => document.elementFromPoint((left + right) / 2, y));
        return at.every((found) => found !== null && element.contains(found));
      });
    await expect.poll(isOnTop).toBe(true);
    // It covers nothing for good: the end of the column can be scrolled to above it.
    const last = (await page.locator('.side > :last-child').boundingBox())!;
    expect(last.y + last.height).toBeLessThanOrEqual((await button.boundingBox())!.y);
  });

  it('names all that is missing in the order’s form at once, and puts the focus at the first', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, PHONE);
    const { page } = shop;
    await shop.pick('Block A', '6', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByText('Please enter your name.').waitFor();
    await page.getByText('Please enter an e-mail address').waitFor();
    await page.locator('#field-name:focus').waitFor();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByText('Please enter your name.').waitFor({ state: 'detached' });
    await page.locator('#field-email:focus').waitFor();
  });

  it('says nothing any more of what was picked a while ago', async () => {
    const context = await site.browser.newContext({ ...DESKTOP, locale: 'en-GB', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(`${site.app.url}/shows/${site.app.demoShowId}`);
    await page.locator('.live').waitFor();
    for (const name of [/^Seats as a list/, /^Block A/, /^Row 7 /, /^Seat 1,/])
      await page.locator('#seat-list').getByRole('button', { name }).first().click();
    const status = page.getByRole('status');
    await page.getByText('Block A, row 7, seat 1 picked.').waitFor({ state: 'attached' });
    await page.clock.fastForward(15_000);
    await expect.poll(() => status.textContent()).toBe('');
    await context.close();
  });

  it('tells a wrong field from a right one in forced colours', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, { ...DESKTOP, forcedColors: 'active' });
    const { page } = shop;
    await shop.pick('Block A', '8', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByText('Please enter an e-mail address').waitFor();
    const borderOf = (label: string) =>
      page.getByLabel(label).evaluate((field) => getComputedStyle(field).borderTopWidth);
    expect(await borderOf('E-mail')).not.toBe(await borderOf('Name'));
  });

  it('tells a bar that is filled from one that is not in forced colours', async () => {
    const showId = await organiseShow(site.app, { title: 'Half', rows: 1, seats: 2 });
    await bookSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await using opened = await site.openPage('/', { ...DESKTOP, forcedColors: 'active' });
    const bar = opened.page.getByRole('link', { name: /Half/ }).locator('progress');
    const filled = await bar.screenshot();
    await bar.evaluate((element) => element.setAttribute('value', '0'));
    expect((await bar.screenshot()).equals(filled)).toBe(false);
  });
});
