import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('the number of seats that one buyer may hold', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ env: { SEAT_LOCK_MAX_SEATS: '4', BUYER_MAX_SEATS: '3' } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])('is told before it is reached, at the last seat, and at the tap beyond (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Few', rows: 1, seats: 8 });
    await using shop = await site.openShop(`/shows/${showId}`, options);
    const { page } = shop;
    const limit = page.locator('.limit');
    const toast = page.locator('.toast');
    await page.getByText('Up to 3 seats at once.').waitFor();
    await shop.pick('Zone 1', '1', ['1', '2']);
    await limit.getByText('2 of 3 seats.').waitFor();
    expect(await toast.count()).toBe(0);
    await shop.pick('Zone 1', '1', ['3']);
    await limit.getByText('3 of 3 seats. That is the most at once.').waitFor();
    await toast.getByText('For another one, remove one first.').waitFor();
    await shop.pick('Zone 1', '1', ['4']);
    await toast.getByText('At most 3 seats can be held at once. For another one, remove one').waitFor();
    await expect.poll(() => page.getByRole('status').textContent()).toContain('At most 3 seats can be held at once.');
    await expect.poll(() => page.locator('.lines li').count()).toBe(3);
    expect(await accessibilityOf(page)).toEqual([]);

    // While seats are held, it is the same.
    await shop.pick('Zone 1', '1', ['3']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
    await limit.getByText('2 of 3 seats.').waitFor();
    await shop.pick('Zone 1', '1', ['3']);
    await limit.getByText('3 of 3 seats.').waitFor();
    await shop.pick('Zone 1', '1', ['5']);
    await toast.getByText('At most 3 seats can be held at once.').waitFor();
    await expect.poll(() => page.locator('.lines li').count()).toBe(3);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(shop.complaints).toEqual([]);
  });
});
