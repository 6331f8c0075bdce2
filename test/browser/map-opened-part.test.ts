import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { type MapShop, openMapShop } from '../kit/browser/map-shop.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { createSponsoredShow } from '../kit/shows/sponsored-show.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

describeWithChromium('a code that opens a part of the house, in <seatwire-map>', () => {
  let shop: MapShop;
  beforeAll(async () => {
    shop = await openMapShop();
  });
  afterAll(() => shop?.[Symbol.asyncDispose]());

  it.each([
    ['phone', PHONE],
    ['dark', { ...DESKTOP, colorScheme: 'dark' as const }],
  ])('is entered by keyboard, and what it opens is chosen and held with it (%s)', async (name, window) => {
    const showId = await createSponsoredShow(shop.site.app.organiser);
    await using shown = await shop.openMap(showId, '', window);
    const { page, complaints } = shown;
    const steps = page.locator('.bar .area-steps');
    await steps.getByText('1 free', { exact: true }).waitFor();
    expect(await page.evaluate("map.select(['Z1-1-1']), map.selection.length")).toBe(0);
    await page.getByText('Have a promo code?').focus();
    await page.keyboard.press('Enter');
    const field = page.getByLabel('Promo code', { exact: true });
    await field.press('Enter');
    await page.getByRole('alert').getByText('Please enter the code.').waitFor();
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This code is not valid for this show.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await field.fill('sponsor');
    await page.keyboard.press('Enter');
    await page.locator('.code-entered', { hasText: 'sponsor opens “Sponsors”' }).waitFor();
    await steps.getByText('5 free', { exact: true }).waitFor();
    await page.evaluate("map.select(['Z1-1-1', 'Z1-1-2'])");
    await page.evaluate("map.selectAreas([{ areaId: 'pit', ticketTypeId: null, quantity: 5 }])");
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/element-opened-${name}.png`, fullPage: true });
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold 7 places' }).click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    expect(await page.evaluate('[map.lock.appliedCode, map.lock.seats.length]')).toEqual(['SPONSOR', 2]);
    // More of the part is added to what is held.
    expect(await page.evaluate("map.update({ addSeatIds: ['Z1-1-3'] }).then(({ ok }) => ok)")).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('comes with the page by an attribute, and closes what it opened when it is taken away', async () => {
    const showId = await createSponsoredShow(shop.site.app.organiser);
    await using shown = await shop.openMap(showId, "map.setAttribute('code', 'sponsor');");
    const { page, complaints } = shown;
    await page.locator('.code-entered', { hasText: 'sponsor opens “Sponsors”' }).waitFor();
    expect(await page.evaluate("map.select(['Z1-1-1']), map.selection.length")).toBe(1);
    await page.evaluate('map.code = null');
    await page.getByText('Have a promo code?').waitFor();
    await expect.poll(() => page.evaluate('map.selection.length')).toBe(0);
    const answers = await page.evaluate(
      "Promise.all([map.enterCode('nonsense').then(({ refusal }) => refusal.reason), map.enterCode('half').then(({ value }) => value)])",
    );
    expect(answers).toEqual(['NOT_VALID', null]);
    await page.locator('.code-entered', { hasText: 'half will be applied to what you hold.' }).waitFor();
    await page.evaluate("map.select(['Z1-2-1'])");
    await page.evaluate('map.hold()');
    expect(await page.evaluate('[map.lock.appliedCode, map.lock.total.amount]')).toEqual(['HALF', 1_250]);
    expect(complaints).toEqual([]);
  });
});
