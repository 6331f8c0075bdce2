import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { selectRow } from '../kit/browser/desk-page.ts';
import { DESKTOP, PHONE, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createBooking, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import {
  createStandingOnlyShow,
  createStandingShow,
  namesakesPlan,
  standingPlan,
} from '../kit/shows/area-page-show.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

describeWithChromium('places without numbers on the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const steps = ({ page }: ShopPage): Locator => page.locator('#order .area-steps');
  const more = (shop: ShopPage, what: string) =>
    steps(shop).getByRole('button', { name: `One more: ${what}`, exact: true });
  const fewer = (shop: ShopPage, what: string) =>
    steps(shop).getByRole('button', { name: `One fewer: ${what}`, exact: true });
  const picture = async ({ page }: Pick<ShopPage, 'page'>, name: string) => {
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  };

  it.each([
    ['phone', PHONE],
    ['dark', { ...DESKTOP, colorScheme: 'dark' as const }],
  ])('are chosen by steps together with seats, held, changed, paid and cancelled (%s)', async (name, window) => {
    const showId = await createStandingShow(site.app.organiser);
    await using shop = await site.openShop(`/shows/${showId}`, window);
    await using other = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await steps(shop).getByText('412 free').waitFor();
    for (const target of await steps(shop).getByRole('button').all()) {
      const box = (await target.boundingBox())!;
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
    }
    await picture(shop, `${name}-picking`);
    expect(await accessibilityOf(page)).toEqual([]);

    await shop.pick('Zone 1', '1', ['1', '2']);
    for (let count = 0; count < 3; count += 1) await more(shop, 'Standing, front').click();
    await page.getByRole('status').getByText('Standing, front: 3 chosen.').waitFor();
    await page.getByText('3 × Standing, front').waitFor();
    await picture(shop, `${name}-picked`);
    await page.getByRole('button', { name: 'Hold 5 places €180.00' }).click();
    await shop.reaches('held');
    await page.locator('.total', { hasText: '€180.00' }).waitFor();
    // Everyone else sees them go, live.
    await steps(other).getByText('409 free').waitFor();

    await fewer(shop, 'Standing, front').click();
    await page.locator('.total', { hasText: '€150.00' }).waitFor();
    await more(shop, 'Pit').click();
    await page.locator('.total', { hasText: '€180.00' }).waitFor();
    await page.getByText('1 × Pit').waitFor();
    await steps(other).getByText('410 free').waitFor();
    await steps(other).getByText('4 free').waitFor();
    await picture(shop, `${name}-held`);
    expect(await accessibilityOf(page)).toEqual([]);

    await page.reload();
    await shop.reaches('held');
    await page.getByText('2 × Standing, front').waitFor();
    await shop.toPayment();
    await page.getByText('2 × Standing, front').waitFor();
    await page.getByRole('button', { name: 'Pay €180.00' }).click();
    await shop.reaches('confirmed');
    const tickets = page.locator('.ticket');
    expect(await tickets.count()).toBe(5);
    expect(await tickets.locator('b', { hasText: 'Standing, front' }).count()).toBe(2);
    expect(await page.getByAltText(/Pit/).count()).toBe(1);
    await picture(shop, `${name}-tickets`);
    expect(await accessibilityOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Cancel the booking' }).click();
    await page.getByRole('dialog').getByText('5 tickets').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the booking' }).click();
    await shop.reaches('ended');
    await steps(other).getByText('412 free').waitFor();
    expect(await tickets.count()).toBe(5);
    expect(await page.locator('.ticket[data-void=true]').count()).toBe(5);
    expect([...shop.complaints, ...other.complaints]).toEqual([]);
  });

  it('are told to their organiser: on the map, by keyboard and pointer, with an order of seats and places', async () => {
    const showId = await createStandingShow(site.app.organiser, { plan: namesakesPlan() });
    const buyer = await site.app.guest();
    const right = [{ areaId: 'right', quantity: 3 }];
    const lock = await lockSeats(buyer, showId, ['Z1-1-1'], right);
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    const map = page.locator('.map');
    const said = (text: RegExp | string) => page.getByRole('status').getByText(text).waitFor();
    await page.locator('.areas-panel tbody', { hasText: 'Right, Standing' }).getByText('17').waitFor();
    await map.focus();
    for (let count = 0; count < 6; count += 1) await page.keyboard.press('ArrowUp');
    await said(/: (17|20) free, €30\.00$/);
    for (let count = 0; count < 4; count += 1) await page.keyboard.press('ArrowLeft');
    await said('Left, Standing: 20 free, €30.00');
    await page.keyboard.press('ArrowRight');
    await said('Right, Standing: 17 free, €30.00');
    const tooltip = page.locator('.tooltip', { hasText: 'Right, Standing' });
    await tooltip.getByText('17 free').waitFor();
    await picture(desk, 'organiser-keyboard');
    await page.keyboard.press('Enter');
    await said(/^Right, Standing: 17 free, €30\.00\. Its places are not selected one by one/);

    // Live, for who stays there.
    await lockSeats(await site.app.guest(), showId, [], [{ areaId: 'right', quantity: 17 }]);
    await tooltip.getByText('Sold out').waitFor();
    await picture(desk, 'organiser-sold-out');

    await selectRow(page, '1');
    await page.locator('#marked').getByText('1 seat and 3 places without numbers, €135.00').waitFor();
    await payBooking(buyer, (await createBooking(buyer, lock.id)).id);
    const bookings = page.locator('#bookings');
    await bookings.getByText('1 order', { exact: true }).waitFor();
    await bookings.getByText('Right, Standing: 3').waitFor();
    await bookings.getByRole('button', { name: /^Show all: / }).click();
    await expect.poll(() => bookings.getByRole('link', { name: 'Its code: Right, Standing' }).count()).toBe(3);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });

  it('are chosen by ticket type, in German, and refused in words when fewer are left', async () => {
    const showId = await createStandingShow(site.app.organiser, { withTypes: true });
    await using shop = await site.openShop(`/shows/${showId}`, { ...DESKTOP, locale: 'de-DE' });
    await using rival = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    const plus = (what: string) => steps(shop).getByRole('button', { name: `Einer mehr: ${what}`, exact: true });
    await steps(shop).getByRole('group', { name: 'Pit, Child' }).getByText('Up to 14').waitFor();
    await plus('Pit, Adult').click();
    await plus('Pit, Child').click();
    await plus('Pit, Child').click();
    await page.locator('.total', { hasText: '60,00' }).waitFor();

    for (let count = 0; count < 4; count += 1) await more(rival, 'Pit, Adult').click();
    await rival.page.getByRole('button', { name: /^Hold 4 places/ }).click();
    await rival.reaches('held');
    // The map knows it before the server is asked; who asks all the same is told the same.
    await steps(shop).getByText('nur noch 1 frei').waitFor();
    await page.getByRole('button', { name: /^3 Plätze reservieren/ }).click();
    await page.getByRole('alert').getByText('Pit: nur noch 1 frei.').waitFor();
    await picture(shop, 'german-refused');
    expect(await accessibilityOf(page)).toEqual([]);
    await rival.page.getByRole('button', { name: 'Give the seats back' }).click();
    await rival.reaches('picking');
    await page.getByRole('button', { name: /^3 Plätze reservieren/ }).click();
    await shop.reaches('held');
    await page.getByText('2 × Pit').waitFor();
    await page.getByText('Standing · Child').waitFor();
    expect([...shop.complaints, ...rival.complaints]).toEqual([]);
  });

  it('are on the map: a tap takes one, arrows go there, and a sold out area can not be had', async () => {
    const plan = standingPlan({ pit: 2 });
    const showId = await createStandingShow(site.app.organiser, { plan });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    const map = page.locator('.map');
    await map.focus();
    // From the seats towards the stage.
    for (let count = 0; count < 6; count += 1) await page.keyboard.press('ArrowUp');
    await page
      .getByRole('status')
      .getByText(/^(Standing, front|Pit): .*€30\.00/)
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^1 × /).waitFor();
    await picture(shop, 'keyboard');
    await page.getByRole('button', { name: 'Clear' }).click();

    await more(shop, 'Pit').click();
    await more(shop, 'Pit').click();
    expect(await more(shop, 'Pit').getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: /^Hold 2 places/ }).click();
    await shop.reaches('held');
    await using other = await site.openShop(`/shows/${showId}`);
    await steps(other).getByText('Sold out').waitFor();
    expect(await more(other, 'Pit').getAttribute('aria-disabled')).toBe('true');
    await picture(other, 'sold-out');
    // In the list, too, for who does not see the map.
    await other.page.getByRole('button', { name: /^Seats as a list/ }).click();
    await other.page.locator('#seat-list').getByRole('button', { name: 'One more: Standing, front' }).click();
    await other.page.getByText('1 × Standing, front').waitFor();
    expect(await accessibilityOf(other.page)).toEqual([]);
    expect([...shop.complaints, ...other.complaints]).toEqual([]);
  });

  it('are all that a show without a seat has, on the map and on the organiser’s page, too', async () => {
    const showId = await createStandingOnlyShow(site.app.organiser);
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    await more(shop, 'Standing, front').click();
    await shop.page.getByText('1 × Standing, front').waitFor();
    await shop.page.locator('.map').focus();
    await shop.page.keyboard.press('ArrowDown');
    await shop.page
      .getByRole('status')
      .getByText(/^(Standing, front|Pit): .*€30\.00/)
      .waitFor();
    await picture(shop, 'standing-only');
    expect(await accessibilityOf(shop.page)).toEqual([]);
    await shop.page.getByRole('button', { name: /^Hold this place/ }).click();
    await shop.reaches('held');
    await using desk = await site.openDesk(showId);
    await desk.page.locator('[data-figure=held]', { hasText: /^1$/ }).waitFor();
    await desk.page.locator('[data-figure=free]', { hasText: /^416$/ }).waitFor();
    if (PICTURES) await desk.page.screenshot({ path: `${PICTURES}/standing-only-desk.png`, fullPage: true });
    expect([...shop.complaints, ...desk.complaints]).toEqual([]);
  });

  it('are counted live on the organiser’s page', async () => {
    const showId = await createStandingShow(site.app.organiser);
    await using desk = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`, PHONE);
    const figures = (area: string) => desk.page.locator(`[data-area=${area}] td`).allInnerTexts();
    await expect.poll(() => figures('front')).toEqual(['0', '0', '412']);
    await using shop = await site.openShop(`/shows/${showId}`);
    await more(shop, 'Pit').click();
    await more(shop, 'Pit').click();
    await shop.page.getByRole('button', { name: /^Hold 2 places/ }).click();
    await shop.reaches('held');
    await expect.poll(() => figures('pit'), { timeout: 15_000 }).toEqual(['0', '2', '3']);
    if (PICTURES) await desk.page.screenshot({ path: `${PICTURES}/organiser.png`, fullPage: true });
    expect(await accessibilityOf(desk.page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });
});
