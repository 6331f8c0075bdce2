import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

describeWithChromium('ticket types on the page', () => {
  let site: Site;
  let showId: string;
  beforeAll(async () => {
    site = await openSite();
    ({ id: showId } = await createPricedShow(site.app.organiser, { zones: 1, rows: 4, seats: 6 }));
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['a phone', PHONE],
    ['a wide window in the dark', { colorScheme: 'dark' as const, viewport: { width: 1280, height: 800 } }],
  ])('are chosen for each held seat, with fees and taxes before paying, on %s', async (_where, window) => {
    await using shop = await site.openShop(`/shows/${showId}`, window);
    const { page } = shop;
    const row = window === PHONE ? '1' : '3';
    await shop.pick('Zone 1', row, ['1', '2']);
    await page.getByText('Plus fees: Service fee 10% per ticket, Shipping €3.90').waitFor();
    const typeOf = (seat: string) => page.getByLabel(`Ticket for Zone 1, row ${row}, seat ${seat}`);
    const type = typeOf('2');
    // Before anything is held: what it costs is told, the hold is made so, and a seat that was not asked about is of the first type.
    await typeOf('1').selectOption({ label: 'Student · €30.00' });
    // On a phone the button alone says it.
    await page.getByRole('button', { name: /Hold 2 seats\s+€75\.50/ }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
    await page.locator('.total', { hasText: '€86.95' }).waitFor();
    expect(await typeOf('1').locator('option:checked').innerText()).toBe('Student · €30.00');
    await typeOf('1').selectOption({ label: 'Adult · €45.50' });
    await page.locator('.total', { hasText: '€104.00' }).waitFor();

    expect(await type.locator('option').allInnerTexts()).toEqual([
      'Adult · €45.50',
      'Child · €20.00',
      'Student · €30.00',
    ]);
    await type.focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.total', { hasText: '€75.95' }).waitFor();
    expect(await type.evaluate((select) => select === document.activeElement)).toBe(true);
    await page.getByText('Up to 14').waitFor();
    expect(await page.locator('.lines .other-line').allInnerTexts()).toEqual([
      expect.stringMatching(/^Service fee × 2\s+€6\.55$/),
      expect.stringMatching(/^Shipping\s+€3\.90$/),
    ]);
    expect(await page.locator('.tax').allInnerTexts()).toEqual(['Includes 19% tax: €1.67', 'Includes 7% tax: €4.29']);
    expect(await accessibilityOf(page)).toEqual([]);

    await page.reload();
    await shop.reaches('held');
    await expect.poll(() => type.inputValue()).toMatch(/^tickettype_/);
    await page.locator('.total', { hasText: '€75.95' }).waitFor();
    await shop.toPayment();
    await page.getByText('Stalls, Child').waitFor();
    await page.getByRole('button', { name: 'Pay €75.95' }).click();
    await shop.reaches('confirmed');
    await page.getByText('Stalls, Child · €20.00').waitFor();
    // With the tickets, they add up to what was paid.
    expect(await page.locator('.lines .other-line').allInnerTexts()).toEqual([
      expect.stringMatching(/^Service fee × 2\s+€6\.55$/),
      expect.stringMatching(/^Shipping\s+€3\.90$/),
    ]);
    expect(await page.locator('.total').innerText()).toMatch(/€75\.95$/);
    expect(await page.locator('.tax').allInnerTexts()).toEqual(['Includes 19% tax: €1.67', 'Includes 7% tax: €4.29']);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
