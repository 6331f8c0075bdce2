import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

vi.setConfig({ testTimeout: 60_000 });

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

  const rulesOf = async (showId: string) => {
    const [rules] = await site.app.database.query<{ rule: string; run: number }>(
      'SELECT orphan_rule AS rule, minimum_run AS run FROM shows WHERE id = $1',
      [showId],
    );
    return rules;
  };

  const openDesk = async (showId: string, options?: object) => {
    const opened = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`, options);
    await opened.page.locator('.live').waitFor();
    return opened;
  };

  it('is set by its organiser, by keyboard, and stays as it was chosen', async () => {
    const showId = await organiseShow(site.app, { title: 'Rules' });
    await using desk = await openDesk(showId);
    const { page } = desk;
    await page.locator('#seat-rules summary').press('Enter');
    await page.getByRole('radio', { name: 'Allow it' }).press('ArrowDown');
    await page.locator('#minimum-run').selectOption('3');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the rule' }).press('Enter');
    await announced(page, 'The rule is changed.');
    await page.locator('#seat-rules summary', { hasText: 'Refuse it if there are others' }).waitFor();
    expect(await rulesOf(showId)).toEqual({ rule: 'LENIENT', run: 3 });
    await page.getByRole('radio', { name: 'Refuse it if there are others' }).press('ArrowDown');
    await page.getByRole('button', { name: 'Save the rule' }).press('Enter');
    await page.locator('#seat-rules summary', { hasText: /Refuse it$/ }).waitFor();
    expect(await rulesOf(showId)).toEqual({ rule: 'STRICT', run: 3 });
    await page.reload();
    await page.locator('#seat-rules summary', { hasText: /Refuse it$/ }).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it.each([
    ['German, dark, phone', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4, locale: 'de-DE' }],
    ['forced colours', { ...DESKTOP, locale: 'de-DE', forcedColors: 'active' as const }],
  ])('is shown to its organiser without a finding of axe (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Rule' });
    await using desk = await openDesk(showId, options);
    const { page } = desk;
    await page.locator('#seat-rules summary', { hasText: 'Zulassen' }).click();
    await page.getByRole('button', { name: 'Regel speichern' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
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
