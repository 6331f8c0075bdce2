import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { CloseShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('who has booked', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ env: { DEMO: 'false' } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
    ['desktop', DESKTOP],
  ])('is led from the list of shows to the tickets, also of a show that is not in it (%s)', async (name, options) => {
    const booked = await organiseShow(site.app, { title: `Booked, ${name}` });
    await using shop = await site.openShop(`/shows/${booked}`, options);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1', '2']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    await site.app.organiser.data(CloseShow, { input: { showId: booked } });

    // Of one show that is on, and of more.
    const others = [await organiseShow(site.app, { title: 'Another' })];
    await page.goto(site.app.url);
    await page.getByRole('link', { name: /Another/ }).waitFor();
    others.push(await organiseShow(site.app, { title: 'One more' }));
    await page.reload();
    await page.getByRole('link', { name: /One more/ }).waitFor();
    const orders = page.getByRole('region', { name: 'My tickets' }).getByRole('link');
    await expect.poll(() => orders.count()).toBe(1);
    expect(await accessibilityOf(page)).toEqual([]);
    const words = (await orders.innerText()).replaceAll(/\s+/g, ' ');
    expect(words).toMatch(new RegExp(`^Booked, ${name} .* WES?T · Confirmed · 2 seats · €80\\.00$`));
    await orders.press('Enter');
    await shop.reaches('confirmed');
    await expect.poll(() => page.locator('.ticket').count()).toBe(2);
    expect(shop.complaints).toEqual([]);

    // Who has booked nothing is not asked for it.
    for (const showId of others.splice(1)) await site.app.organiser.data(CloseShow, { input: { showId } });
    await using stranger = await site.openShop('/', options);
    await expect.poll(() => new URL(stranger.page.url()).pathname).toBe(`/shows/${others[0]}`);
    for (const showId of others) await site.app.organiser.data(CloseShow, { input: { showId } });
  });
});
