import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const announced = (page: Page, text: string) =>
  page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });
const inList = (page: Page, number: number, state: string) =>
  page.locator('#seat-list').getByRole('button', { name: new RegExp(`^(Seat|Platz) ${number},.*${state}`) });
/** What can be had instead. */
const instead = (page: Page) => page.locator('.alternative');

describeWithChromium('a rule against single seats on the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const heldIn = async (showId: string) => {
    const held = await site.app.database.query<{ seat_id: string }>(
      'SELECT seat_id FROM seat_states WHERE show_id = $1 ORDER BY seat_id',
      [showId],
    );
    return held.map(({ seat_id }) => seat_id);
  };

  it('refuses at a phone what leaves a single seat, and the choice moved by one seat is held in one tap', async () => {
    const showId = await organiseShow(site.app, { title: 'Strict', rows: 1, seats: 5 });
    await using desk = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`, DESKTOP);
    await desk.page.locator('#seat-rules summary').click();
    await desk.page.getByRole('radio', { name: /^Refused\s+Always/ }).check();
    await desk.page.getByRole('button', { name: 'Save the rule' }).click();
    await announced(desk.page, 'The rule is changed.');

    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['2', '3']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).tap();
    await page.getByRole('alert').filter({ hasText: 'A single seat would be left' }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'Zone 1, row 1, seat 1.' }).waitFor();
    await inList(page, 1, 'Would be left alone').waitFor();
    await page.locator('.legend', { hasText: 'Would be left alone' }).waitFor();
    // Nothing is held, and moved by one seat comes first.
    expect(await heldIn(showId)).toEqual([]);
    await instead(page).first().getByText('Row 1 · Seats 1, 2').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await instead(page).first().tap();
    await shop.reaches('held');
    await expect.poll(() => page.locator('.lines b').allInnerTexts()).toEqual(['Row 1 · Seat 1', 'Row 1 · Seat 2']);
    expect(desk.complaints).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });

  it.each(['STRICT', 'LENIENT'] as const)(
    'refuses under %s what leaves a single seat, and the choice moved by one seat is held by keyboard alone',
    async (orphanRule) => {
      const showId = await organiseShow(site.app, { title: orphanRule, rows: 1, seats: 5, orphanRule });
      await using shop = await site.openShop(`/shows/${showId}`, { ...DESKTOP, locale: 'de-DE' });
      const { page } = shop;
      await shop.pick('Zone 1', '1', ['2', '3']);
      await page.getByRole('button', { name: '2 Plätze reservieren' }).press('Enter');
      await page.getByRole('alert').filter({ hasText: 'Ein Platz bliebe einzeln übrig' }).waitFor();
      await inList(page, 1, 'Bliebe einzeln übrig').waitFor();
      expect(await heldIn(showId)).toEqual([]);
      await instead(page).first().press('Enter');
      await shop.reaches('held');
      expect(await heldIn(showId)).toEqual(['Z1-1-1', 'Z1-1-2']);
      expect(shop.complaints).toEqual([]);
    },
  );

  it('lets a party under LENIENT have seats that leave a single one where it has no other choice', async () => {
    const showId = await organiseShow(site.app, { title: 'Excused', rows: 1, seats: 3, orphanRule: 'LENIENT' });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    await shop.pick('Zone 1', '1', ['1', '2']);
    await shop.page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
    expect(await heldIn(showId)).toEqual(['Z1-1-1', 'Z1-1-2']);
  });

  it.each([
    ['desktop', DESKTOP],
    ['phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
    ['forced colours', { ...DESKTOP, forcedColors: 'active' as const }],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4 }],
  ])('shows a refusal on the map, and holds the choice moved by one seat in one tap (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Refused', rows: 1, seats: 5, orphanRule: 'STRICT' });
    await using shop = await site.openShop(`/shows/${showId}`, options);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['2', '3']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await page.getByRole('alert').filter({ hasText: 'A single seat would be left' }).waitFor();
    await inList(page, 1, 'Would be left alone').waitFor();
    await page.locator('.legend', { hasText: 'Would be left alone' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await instead(page).first().getByText('Row 1 · Seats 1, 2').waitFor();
    // What is looked at is shown on the map.
    await instead(page).first().focus();
    await inList(page, 1, 'Proposed to you').waitFor();
    await instead(page).first().press('Enter');
    await shop.reaches('held');
    await expect.poll(() => page.locator('.lines b').allInnerTexts()).toEqual(['Row 1 · Seat 1', 'Row 1 · Seat 2']);
    expect(shop.complaints).toEqual([]);
  });

  it('ends a refusal as soon as somebody takes the seat that would have been left', async () => {
    const showId = await organiseShow(site.app, { title: 'Over', rows: 1, seats: 5, orphanRule: 'STRICT' });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['2', '3']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await page.getByRole('alert').filter({ hasText: 'A single seat would be left' }).waitFor();
    await lockSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
  });

  it('shows a refusal of a seat that is given back, and exchanges what is held in one tap', async () => {
    const showId = await organiseShow(site.app, { title: 'Exchange', rows: 1, seats: 6, orphanRule: 'STRICT' });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1', '2', '3']);
    await page.getByRole('button', { name: 'Hold 3 seats' }).click();
    await shop.reaches('held');
    await page.getByRole('button', { name: 'Remove Zone 1, row 1, seat 2' }).click();
    await page.getByRole('alert').filter({ hasText: 'row 1, seat 2.' }).waitFor();
    await inList(page, 2, 'Would be left alone').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await instead(page).filter({ hasText: 'Seats 5, 6' }).click();
    await expect.poll(() => page.locator('.lines b').allInnerTexts()).toEqual(['Row 1 · Seat 5', 'Row 1 · Seat 6']);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(shop.complaints).toEqual([]);
  });
});
