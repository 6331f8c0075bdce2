import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createSponsoredShow } from '../kit/shows/sponsored-show.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

describeWithChromium('a code that opens a part of the house, on the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const areas = ({ page }: ShopPage): Locator => page.locator('#order .area-steps');
  const isFocused = (found: Locator) => found.evaluate((element) => element === document.activeElement);
  const picture = async ({ page }: ShopPage, name: string) => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  };

  it.each([
    ['phone', PHONE],
    ['dark', { ...DESKTOP, colorScheme: 'dark' as const }],
  ])('is entered by keyboard before anything is held, and opens seats and places (%s)', async (name, window) => {
    const showId = await createSponsoredShow(site.app.organiser);
    await using shop = await site.openShop(`/shows/${showId}`, window);
    const { page } = shop;
    await areas(shop).getByText('1 free', { exact: true }).waitFor();
    const summary = page.getByText('Have a promo code?');
    await summary.focus();
    await page.keyboard.press('Enter');
    const field = page.getByLabel('Promo code', { exact: true });
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This code is not valid for this show. Please check it.').waitFor();
    expect(await isFocused(field)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);

    await field.fill('sponsor');
    await page.keyboard.press('Enter');
    await page.locator('.code-saves', { hasText: 'sponsor opens “Sponsors”' }).waitFor();
    const remove = page.getByRole('button', { name: 'Remove the code sponsor' });
    await expect.poll(() => isFocused(remove)).toBe(true);
    await areas(shop).getByText('5 free', { exact: true }).waitFor();
    await shop.pick('Zone 1', '1', ['1', '2']);
    const more = areas(shop).getByRole('button', { name: 'One more: Pit', exact: true });
    await more.click();
    await more.click();
    await picture(shop, `opened-${name}`);
    expect(await accessibilityOf(page)).toEqual([]);

    // The tab keeps both.
    await page.reload();
    await page.locator('.code-saves', { hasText: 'sponsor opens “Sponsors”' }).waitFor();
    await page.getByRole('button', { name: 'Hold 4 places €150.00' }).click();
    await shop.reaches('held');
    await page.locator('.code-saves', { hasText: 'SPONSOR: makes none of these tickets cheaper' }).waitFor();
    await picture(shop, `opened-held-${name}`);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove the code SPONSOR' }).click();
    await page.getByText('Some of your seats can only be had with the present code.').waitFor();
    // Another seat of the part is added to what is held.
    await shop.pick('Zone 1', '1', ['3']);
    await page.locator('.total', { hasText: '€195.00' }).waitFor();
    await shop.toPayment();
    await page.getByRole('button', { name: 'Pay €195.00' }).click();
    await shop.reaches('confirmed');
    expect(await page.locator('.ticket').count()).toBe(5);
    expect(shop.complaints).toEqual([]);
  });

  it('is taken off again, in German, and what was picked by it is gone', async () => {
    const showId = await createSponsoredShow(site.app.organiser);
    await using shop = await site.openShop(`/shows/${showId}`, { locale: 'de-DE' });
    const { page } = shop;
    const enter = async (code: string) => {
      await page.getByText('Haben Sie einen Aktionscode?').click();
      await page.getByLabel('Aktionscode', { exact: true }).fill(code);
      await page.getByRole('button', { name: 'Einlösen' }).click();
    };
    await enter('SPONSOR');
    await page.locator('.code-saves', { hasText: 'SPONSOR öffnet „Sponsors“' }).waitFor();
    await shop.pick('Zone 1', '1', ['4']);
    await shop.pick('Zone 1', '2', ['4']);
    await page.getByRole('button', { name: 'Den Code SPONSOR entfernen' }).click();
    await page.locator('.gone').waitFor();
    await expect.poll(() => isFocused(page.getByText('Haben Sie einen Aktionscode?'))).toBe(true);

    // One that opens nothing is used with what is held.
    await enter('half');
    await page.locator('.code-saves', { hasText: 'half wird eingelöst, sobald Sie reservieren.' }).waitFor();
    await page.getByRole('button', { name: /^Ohne/ }).click();
    await page.getByRole('button', { name: /Platz reservieren/ }).click();
    await shop.reaches('held');
    await page.locator('.code-saves', { hasText: /HALF: -.*12,50/ }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
