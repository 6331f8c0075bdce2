import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hallPlan } from '../fixtures/hall-plan.ts';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, lockSeats } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

/** Row 1 of three seats, a wheelchair place and the seat beside it. */
function hallWithWheelchairPlace(): object {
  const plan = hallPlan({ rows: 1, seats: 5 });
  const { seats } = plan.zones[0]!.rows[0]!;
  Object.assign(seats[3]!, { accessible: true });
  Object.assign(seats[4]!, { companion: true });
  return plan;
}

const announced = (page: Page, text: string) =>
  page.locator('#announcer', { hasText: text }).waitFor({ state: 'attached' });
const proposals = (page: Page) => page.locator('.proposal');
const holdButton = (page: Page, count = 2) => page.getByRole('button', { name: `Hold ${count} seats` });

/** Shows the best seats for so many. */
async function ask(page: Page, party: number): Promise<void> {
  await page.locator('#best-party').selectOption(`${party}`);
  await page.locator('.best form button').click();
}

/** What the list says of the seats of row 1, by their numbers. */
async function isInList(shop: ShopPage, number: number, state: string): Promise<void> {
  await shop.pick('Zone 1', '1', []);
  const name = new RegExp(`^(Seat|Platz) ${number},.*${state}`);
  await shop.page.locator('#seat-list').getByRole('button', { name }).waitFor();
}

/** Holds the live map's news back until the returned function is called. */
async function holdNewsBack(page: Page): Promise<{ hold(): void; release(): void }> {
  let kept: (() => void)[] | null = null;
  await page.routeWebSocket('**/graphql', (route: WebSocketRoute) => {
    const server = route.connectToServer();
    server.onMessage((message) => {
      const send = () => route.send(message);
      if (kept) kept.push(send);
      else send();
    });
  });
  await page.reload();
  await page.locator('.live').waitFor();
  return {
    hold() {
      kept = [];
    },
    release() {
      const messages = kept ?? [];
      kept = null;
      for (const send of messages) send();
    },
  };
}

describeWithChromium('the best seats on the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('are shown before they are held, chosen and held by keyboard alone', async () => {
    const showId = await organiseShow(site.app, { title: 'Keys', rows: 2, seats: 6 });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await page.locator('#best-party').press('3');
    await page.getByRole('button', { name: 'Show the best 3 seats' }).press('Enter');
    await proposals(page).nth(1).waitFor();
    await announced(page, 'proposals. On the map: Zone 1, Row 1');
    await announced(page, 'All side by side, €120.00');
    const [left] = /\d+(?=, \d+, \d+$)/.exec(await proposals(page).first().locator('b').innerText())!;
    await isInList(shop, Number(left), 'Proposed to you');
    await page.locator('.legend', { hasText: 'Proposed to you' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);

    // Nobody else is kept from them.
    await page.getByRole('radio').first().press('ArrowDown');
    const chosen = await proposals(page)
      .filter({ has: page.locator(':checked') })
      .locator('b')
      .innerText();
    expect(chosen).not.toBe(await proposals(page).first().locator('b').innerText());
    await holdButton(page, 3).press('Enter');
    await shop.reaches('held');
    const row = /Row (\d)/.exec(chosen)![1];
    await expect.poll(() => page.locator('.lines b').allInnerTexts()).toHaveLength(3);
    const held = await page.locator('.lines b').allInnerTexts();
    expect(held.map((text) => /Row (\d)/.exec(text)![1])).toEqual([row, row, row]);
    expect(held.map((text) => /Seat (\d)/.exec(text)![1]).join(', ')).toBe(/Seats (.*)$/.exec(chosen)![1]);
    expect(shop.complaints).toEqual([]);
  });

  it('are withdrawn for who taps a seat, or wishes for something else', async () => {
    const showId = await organiseShow(site.app, { title: 'Other', rows: 2, seats: 6 });
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await ask(page, 2);
    await proposals(page).first().waitFor();
    await page.locator('#best-price').selectOption({ label: 'Up to €30.00' });
    await proposals(page).first().waitFor({ state: 'detached' });
    await page.locator('.best form button').click();
    await proposals(page).first().getByText('Row 2').waitFor();
    await shop.pick('Zone 1', '1', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).waitFor();
    await proposals(page).first().waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.lines li').count()).toBe(1);
  });

  it('are followed by the next when others take them before they are held', async () => {
    const showId = await organiseShow(site.app, { title: 'Rush', rows: 1, seats: 6 });
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await ask(page, 2);
    await proposals(page).nth(2).waitFor();
    const first = await proposals(page).first().locator('b').innerText();
    const [left] = /\d+(?=, \d+$)/.exec(first)!;
    await lockSeats(await site.app.guest(), showId, [`Z1-1-${left}`]);
    await announced(page, 'The seats that were proposed have just gone.');
    await page.getByText('Someone was quicker').waitFor();
    await proposals(page).filter({ hasText: first }).waitFor({ state: 'detached' });
    expect(await accessibilityOf(page)).toEqual([]);
    await page.locator('.actions .primary[aria-disabled=false]').click();
    await shop.reaches('held');
    await expect.poll(() => page.locator('.lines li').count()).toBe(2);
    expect(shop.complaints).toEqual([]);
  });

  it('are followed by the next when the refusal comes before the map’s news, and are not held unseen', async () => {
    const showId = await organiseShow(site.app, { title: 'Blind', rows: 2, seats: 2 });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    const news = await holdNewsBack(page);
    await ask(page, 2);
    await proposals(page).first().getByText('Row 1').waitFor();
    news.hold();
    await lockSeats(await site.app.guest(), showId, ['Z1-1-1', 'Z1-1-2']);
    await holdButton(page).click();
    await page.getByText('Someone was quicker').waitFor();
    await proposals(page).first().getByText('Row 2').waitFor();
    await expect.poll(() => proposals(page).count()).toBe(1);
    news.release();
    await isInList(shop, 1, 'Held by someone');
    expect(await proposals(page).count()).toBe(1);
    expect(await page.locator('main[data-step=picking]').count()).toBe(1);

    // Who has had enough of that takes what is best by then; the server says if there is nothing.
    const best = page.getByRole('button', { name: 'Hold the best at once' });
    await best.waitFor();
    news.hold();
    await lockSeats(await site.app.guest(), showId, ['Z1-2-1']);
    await best.click();
    await page.getByRole('alert').filter({ hasText: 'Only one such seat is free, not 2.' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    news.release();
    expect(shop.complaints).toEqual([]);
  });

  it('are held at once, whichever they are, for who was too slow once, and told in words', async () => {
    const showId = await organiseShow(site.app, { title: 'At once', rows: 1, seats: 6 });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await ask(page, 2);
    await proposals(page).first().waitFor();
    const [left] = /\d+(?=, \d+$)/.exec(await proposals(page).first().locator('b').innerText())!;
    await lockSeats(await site.app.guest(), showId, [`Z1-1-${left}`]);
    await page.getByRole('button', { name: 'Hold the best at once' }).click();
    await shop.reaches('held');
    await announced(page, 'All side by side');
  });

  it('are told honestly where there are not enough, with what is nearest in one tap', async () => {
    const showId = await organiseShow(site.app, { title: 'Few', rows: 2, seats: 3 });
    await bookSeats(await site.app.guest(), showId, ['Z1-2-1']);
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await page.locator('#best-price').selectOption({ label: 'Up to €30.00' });
    await ask(page, 3);
    await page.getByRole('alert').filter({ hasText: 'Only 2 such seats are free, not 3.' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Search for 2 seats' }).click();
    await proposals(page).first().getByText('Row 2').waitFor();
    await page.locator('#best-price').selectOption({ label: 'Up to €30.00' });
    await ask(page, 3);
    await page.getByRole('button', { name: 'Search at any price' }).click();
    await proposals(page).first().getByText('Row 1').waitFor();
    await ask(page, 5);
    await proposals(page).first().getByText('In rows right behind one another').waitFor();
  });

  it('have wheelchair places and their companion seats for those who ask for some, and for nobody else', async () => {
    const showId = await organiseShow(site.app, { title: 'Wheels', plan: hallWithWheelchairPlace() });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await ask(page, 4);
    await page.getByRole('alert').filter({ hasText: 'Only 3 such seats are free, not 4.' }).waitFor();
    await page.getByLabel('Wheelchair places').selectOption('1');
    await page.getByLabel('Companion seats').waitFor();
    await page.locator('.best form button').click();
    await proposals(page).first().getByText('1 wheelchair place, 1 companion seat').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await holdButton(page, 4).click();
    await shop.reaches('held');
  });

  it('are of the price categories and blocks that were chosen, by keyboard alone', async () => {
    const plan = hallPlan({ zones: 3, rows: 2, seats: 4 });
    const showId = await organiseShow(site.app, { title: 'Where', plan });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await page.locator('.where summary').press('Enter');
    await page.getByRole('checkbox', { name: 'Balcony' }).press('Space');
    await page.getByRole('checkbox', { name: 'Zone 3' }).press('Space');
    await page.locator('.where summary', { hasText: '2 chosen' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await ask(page, 2);
    await proposals(page).first().waitFor();
    await expect.poll(() => proposals(page).locator('b').allInnerTexts()).toHaveLength(2);
    const places = await proposals(page).allInnerTexts();
    expect(places.filter((text) => !/Row 2[\s\S]*Zone 3/.test(text))).toEqual([]);

    // Where there are not as many, all of the hall is one tap away.
    await ask(page, 5);
    await page.getByRole('alert').filter({ hasText: 'Only 4 such seats are free, not 5.' }).waitFor();
    await page.getByRole('button', { name: 'Search everywhere, at any price' }).press('Enter');
    await proposals(page).first().waitFor();
    await page.locator('.where summary', { hasText: 'Any' }).waitFor();
    await ask(page, 2);
    await page.locator('.where summary').click();
    await page.getByRole('checkbox', { name: 'Zone 1' }).check();
    await page.locator('.best form button').click();
    await proposals(page).first().getByText('Zone 1').waitFor();
    await holdButton(page).click();
    await shop.reaches('held');
    expect(shop.complaints).toEqual([]);
  });

  it('are told to be there for other parties where a strict rule lets none of that size have any', async () => {
    const showId = await organiseShow(site.app, { title: 'Ruled', rows: 1, seats: 3, orphanRule: 'STRICT' });
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await ask(page, 2);
    await page.getByRole('alert').filter({ hasText: 'any choice of 2 would leave seats that few can use' }).waitFor();
    await page.getByRole('button', { name: 'Search for 1 seat' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Search for 3 seats' }).tap();
    await proposals(page).first().getByText('Seats 1, 2, 3').waitFor();
    await holdButton(page, 3).tap();
    await shop.reaches('held');
    expect(shop.complaints).toEqual([]);
  });

  it('are followed by the next when they would leave a single seat by now, and it is said so', async () => {
    const showId = await organiseShow(site.app, { title: 'By now', rows: 1, seats: 6, orphanRule: 'STRICT' });
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await ask(page, 2);
    await proposals(page).first().getByText('Seats 3, 4').waitFor();
    await lockSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await isInList(shop, 1, 'Held by someone');
    await holdButton(page).tap();
    await page.getByText('No longer to be had').waitFor();
    await announced(page, 'by now they would leave seats that few can use. These are the next best.');
    await proposals(page).first().getByText('Seats 5, 6').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.locator('.actions .primary[aria-disabled=false]').tap();
    await shop.reaches('held');
    await expect.poll(() => page.locator('.lines b').allInnerTexts()).toEqual(['Row 1 · Seat 5', 'Row 1 · Seat 6']);
    expect(shop.complaints).toEqual([]);
  });

  it('are told to be missing by what is missing: a wheelchair place, and no other seat in its stead', async () => {
    const showId = await organiseShow(site.app, { title: 'Taken', plan: hallWithWheelchairPlace() });
    await bookSeats(await site.app.guest(), showId, ['Z1-1-4']);
    await using shop = await site.openShop(`/shows/${showId}`, { ...PHONE, locale: 'de-DE' });
    const { page } = shop;
    await page.getByLabel('Rollstuhlplätze').selectOption('1');
    await page.locator('.best form button').click();
    await page.getByRole('alert').filter({ hasText: 'Kein solcher Rollstuhlplatz ist frei.' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    // As many as are free would be offered, none of them for a wheelchair.
    expect(await page.locator('.best button.secondary').count()).toBe(1);
    expect(shop.complaints).toEqual([]);
  });

  it.each([
    ['German, dark, phone', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
    ['forced colours', { ...DESKTOP, locale: 'de-DE', forcedColors: 'active' as const }],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4, locale: 'de-DE' }],
  ])('have no finding of axe (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Everyone', plan: hallWithWheelchairPlace() });
    await using shop = await site.openShop(`/shows/${showId}`, options);
    const { page } = shop;
    await page.getByLabel('Rollstuhlplätze').selectOption('1');
    await page.locator('.best form button').click();
    await proposals(page).first().getByText('1 Rollstuhlplatz, 1 Begleitplatz').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: '2 Plätze reservieren' }).waitFor();
    await ask(page, 5);
    await proposals(page).first().waitFor();
    await bookSeats(await site.app.guest(), showId, ['Z1-1-1', 'Z1-1-2']);
    await page.getByRole('alert').filter({ hasText: 'Nur 3 solche Plätze sind frei, nicht 5.' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
