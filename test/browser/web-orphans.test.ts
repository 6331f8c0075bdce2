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

const EUR = (amount: number) => ({ __typename: 'Money', amount, currency: 'EUR', exponent: 2 });

/** Answers the next such mutation with a refusal: what the page makes of it is what is tested here. */
async function refuseNext(page: Page, mutation: string, orphanId: string, alternatives: string[][]): Promise<void> {
  let isDone = false;
  await page.route('**/graphql', async (route) => {
    const asked = route.request().postData() ?? '';
    if (isDone || !asked.includes(`mutation ${mutation}(`)) return await route.fallback();
    isDone = true;
    const field = mutation[0]!.toLowerCase() + mutation.slice(1);
    const refusal = {
      __typename: 'OrphanSeatsError',
      code: 'ORPHAN_SEATS',
      message: 'This choice would leave a single seat that is hard to sell.',
      orphans: [{ id: orphanId }],
      alternatives: alternatives.map((seatIds) => ({ seatIds, total: EUR(seatIds.length * 4_000) })),
    };
    await route.fulfill({ json: { data: { [field]: refusal } } });
  });
}

describeWithChromium('a rule against single seats on the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('refuses at a phone what leaves a single seat, and the choice moved by one seat is held in one tap', async () => {
    const showId = await organiseShow(site.app, { title: 'Strict', rows: 1, seats: 5 });
    await using desk = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`, DESKTOP);
    await desk.page.locator('#seat-rules summary').click();
    await desk.page.getByRole('radio', { name: /^Refuse it\s+Always/ }).check();
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
    expect(await site.app.database.query('SELECT id FROM seat_locks WHERE show_id = $1', [showId])).toEqual([]);
    await instead(page).first().getByText('Row 1 · Seats 1, 2').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await instead(page).first().tap();
    await shop.reaches('held');
    await expect.poll(() => page.locator('.lines b').allInnerTexts()).toEqual(['Row 1 · Seat 1', 'Row 1 · Seat 2']);
    expect(desk.complaints).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });

  it.each([
    ['desktop', DESKTOP],
    ['phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
    ['forced colours', { ...DESKTOP, forcedColors: 'active' as const }],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4 }],
  ])('shows a refusal on the map, and holds the choice moved by one seat in one tap (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Refused', rows: 1, seats: 5 });
    await using shop = await site.openShop(`/shows/${showId}`, options);
    const { page } = shop;
    await refuseNext(page, 'LockSeats', 'Z1-1-1', [
      ['Z1-1-1', 'Z1-1-2'],
      ['Z1-1-4', 'Z1-1-5'],
    ]);
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
    const showId = await organiseShow(site.app, { title: 'Over', rows: 1, seats: 5 });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await refuseNext(page, 'LockSeats', 'Z1-1-1', [['Z1-1-1', 'Z1-1-2']]);
    await shop.pick('Zone 1', '1', ['2', '3']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await page.getByRole('alert').filter({ hasText: 'A single seat would be left' }).waitFor();
    await lockSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
  });

  it('shows a refusal of a seat that is given back, and exchanges what is held in one tap', async () => {
    const showId = await organiseShow(site.app, { title: 'Exchange', rows: 1, seats: 6 });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1', '2', '3']);
    await page.getByRole('button', { name: 'Hold 3 seats' }).click();
    await shop.reaches('held');
    await refuseNext(page, 'UpdateLock', 'Z1-1-2', [['Z1-1-5', 'Z1-1-6']]);
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
