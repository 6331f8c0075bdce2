import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';
import { createCodeOver } from '../kit/shows/show-code.ts';

/** Also where the buttons stick over what scrolls below them. */
const isInSight = (found: Locator) =>
  found.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });

describeWithChromium('promo codes on the page', () => {
  let site: Site;
  let showId: string;
  beforeAll(async () => {
    site = await openSite();
    ({ id: showId } = await createPricedShow(site.app.organiser, { zones: 1, rows: 6, seats: 6 }));
    await createCodeOver(site.app.organiser, { showId, code: 'SUMMER20', discount: { percent: 20 } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['a phone', PHONE, '1'],
    ['a wide window in the dark', { colorScheme: 'dark' as const, viewport: { width: 1280, height: 800 } }, '3'],
  ])('are entered by keyboard, show what they save, and are taken off again, on %s', async (_where, window, row) => {
    await using shop = await site.openShop(`/shows/${showId}`, window);
    const { page } = shop;
    await shop.pick('Zone 1', row, ['1', '2']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');

    const summary = page.getByText('Have a promo code?');
    await summary.focus();
    await page.keyboard.press('Enter');
    const field = page.getByLabel('Promo code', { exact: true });
    await field.press('Enter');
    await page.getByText('Please enter the code.').waitFor();
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This code is not valid for this show. Please check it.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);

    await field.fill('summer20');
    await page.getByText('This code is not valid').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByText('SUMMER20: -€18.20', { exact: true }).waitFor();
    await page.locator('.total', { hasText: '€83.98' }).waitFor();
    expect(await page.locator('.lines .other-line').allInnerTexts()).toEqual([
      expect.stringMatching(/^SUMMER20\s+-€18\.20$/),
      expect.stringMatching(/^Service fee × 2\s+€7\.28$/),
      expect.stringMatching(/^Shipping\s+€3\.90$/),
    ]);
    const remove = page.getByRole('button', { name: 'Remove the code SUMMER20' });
    await expect.poll(() => remove.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);

    await page.reload();
    await page.getByText('SUMMER20: -€18.20', { exact: true }).waitFor();
    await remove.press('Enter');
    await page.locator('.total', { hasText: '€104.00' }).waitFor();
    await expect.poll(() => summary.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(shop.complaints).toEqual([]);
  });

  it('that end before the booking keep nothing from being bought at the full price', async () => {
    const codeId = await createCodeOver(site.app.organiser, { showId, code: 'SHORT', discount: { amount: 1_000 } });
    await using shop = await site.openShop(`/shows/${showId}`, { locale: 'de-AT' });
    const { page } = shop;
    await shop.pick('Zone 1', '5', ['1']);
    await page.getByRole('button', { name: /Platz reservieren/ }).click();
    await shop.reaches('held');
    await page.getByText('Haben Sie einen Aktionscode?').click();
    await page.getByLabel('Aktionscode', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Einlösen' }).click();
    await page.locator('.code-saves', { hasText: /SHORT: -€\s10,00/ }).waitFor();
    await shop.toPayment();
    const end = 'mutation ($codeId: ID!) { endCode(input: { codeId: $codeId }) { __typename } }';
    await site.app.organiser.data(end, { codeId });
    await page.getByRole('button', { name: /bezahlen$/ }).click();
    await shop.reaches('held');
    const why = page.getByText('Ihr Code ist abgelaufen');
    await why.waitFor();
    await expect.poll(() => isInSight(why)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Den Code SHORT entfernen' }).click();
    await page.locator('.total', { hasText: '53,95' }).waitFor();
    await shop.toPayment();
    await page.getByRole('button', { name: /53,95.*bezahlen$/ }).click();
    await shop.reaches('confirmed');
    expect(shop.complaints).toEqual([]);
  });

  it('go with their order: the next one is held without', async () => {
    await createCodeOver(site.app.organiser, { showId, code: 'ONCE', discount: { amount: 100 }, maxUses: 1 });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await shop.pick('Zone 1', '6', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByText('Have a promo code?').click();
    await page.getByLabel('Promo code', { exact: true }).fill('once');
    await page.keyboard.press('Enter');
    await page.getByText('ONCE: -€1.00', { exact: true }).waitFor();
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    await page.getByRole('button', { name: 'Choose more seats' }).click();
    await shop.pick('Zone 1', '6', ['4']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByText('Have a promo code?').waitFor();
    expect(await page.getByText(/ONCE/i).count()).toBe(0);
    await page.reload();
    await shop.reaches('held');
    expect(await page.getByText(/ONCE/i).count()).toBe(0);
    expect(shop.complaints).toEqual([]);
  });
});
