import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { selectRow } from '../kit/browser/desk-page.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, lockSeats, payBooking, queriedImage } from '../kit/callers/buyer.ts';
import { BlockSeats } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const unavailable = async (showId: string) => (await queriedImage(site.app.client(), showId)).unavailable;

  const figure = (page: Page, name: string, value: string) =>
    page.locator(`[data-figure=${name}]`, { hasText: new RegExp(`^${value}$`) }).waitFor();

  it('is for organisers: takes a pasted token or one in the link, keeps it for the tab, forgets it on request', async () => {
    await using opened = await site.openPage('/organise');
    const { page, complaints } = opened;
    await page.getByLabel('Token').fill((await site.app.guest()).token);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This token is a buyer’s.').waitFor();
    await page.getByLabel('Token').fill('nonsense');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The token is not good').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByLabel('Token').fill(`Authorization: Bearer ${site.app.organiserToken}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: /Handball Cup Final/ }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: /Handball Cup Final/ }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.reload();
    await page.getByLabel('Token').waitFor();

    await page.goto(`${site.app.url}/organise#token=${site.app.organiserToken}`);
    await page.getByRole('link', { name: /Handball Cup Final.*On sale|On sale.*Handball Cup Final/s }).waitFor();
    await expect.poll(() => page.url()).toBe(`${site.app.url}/organise`);
    expect(await accessibilityOf(page)).toEqual([]);
    // A token that is refused is an answer of 401, which the console notes.
    expect(complaints.filter((complaint) => !complaint.includes('401'))).toEqual([]);
  });

  it('shows the sales moving: held, booked, paid, blocked, free again', async () => {
    const showId = await organiseShow(site.app, { title: 'Counters', rows: 1, seats: 5 });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    await figure(page, 'free', '5');
    const buyer = await site.app.guest();
    const lock = await lockSeats(buyer, showId, ['Z1-1-1']);
    await figure(page, 'held', '1');
    const booking = await bookSeats(buyer, showId, ['Z1-1-2', 'Z1-1-3']);
    await figure(page, 'held', '3');
    await page.getByText('Held and waiting for payment: 2, €80.00').waitFor();
    await payBooking(buyer, booking.id);
    await figure(page, 'ticket-money', '€80.00');
    await page.locator('.sales-board dt', { hasText: /^Tickets, without fees$/ }).waitFor();
    await figure(page, 'sold', '2');
    await site.app.organiser.data(BlockSeats, { input: { showId, seatIds: ['Z1-1-5'] } });
    await figure(page, 'blocked', '1');
    await buyer.request('mutation ($id: ID!) { releaseLock(input: { lockId: $id }) { __typename } }', { id: lock.id });
    await figure(page, 'held', '0');
    await figure(page, 'free', '2');
    expect(desk.complaints).toEqual([]);
  });

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('says who has a seat: the hold, the booking, the reason (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Holders', rows: 2, seats: 5 });
    const [holder, owner] = [await site.app.guest(), await site.app.guest()];
    await lockSeats(holder, showId, ['Z1-1-1']);
    const booking = await bookSeats(owner, showId, ['Z1-1-2', 'Z1-1-3', 'Z1-2-1']);
    await payBooking(owner, booking.id);
    await site.app.organiser.data(BlockSeats, { input: { showId, seatIds: ['Z1-1-4'], reason: 'camera' } });
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    await figure(page, 'sold', '3');
    await selectRow(page, '1');
    const held = page.locator('.holder', { hasText: holder.id });
    await held.getByText('Ends in').waitFor();
    await expect.poll(() => held.innerText()).toMatch(/Row 1: 1\b/);
    await expect.poll(() => held.innerText()).toMatch(/Whole hold\s+1 seat, €40\.00/);
    const sold = page.locator('#marked .holder', { hasText: 'Ada Lovelace' });
    await expect.poll(() => sold.innerText()).toMatch(/Row 1: 2, 3\b/);
    await expect.poll(() => sold.innerText()).toContain(booking.reference);
    await expect.poll(() => sold.innerText()).toMatch(/Whole booking\s+3 seats, €110\.00/);
    await page.locator('.holder', { hasText: 'camera' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });

  it('blocks what a rectangle was drawn around, says which seat was sold meanwhile, and unblocks', async () => {
    const showId = await organiseShow(site.app, { title: 'Blocks', rows: 2, seats: 4 });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    await page.getByRole('button', { name: 'Select by a rectangle' }).click();
    const map = (await page.getByRole('application').boundingBox())!;
    await page.mouse.move(map.x + 20, map.y + 20);
    await page.mouse.down();
    await page.mouse.move(map.x + map.width - 20, map.y + map.height - 60, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('heading', { name: '8 selected' }).waitFor();

    // Sold while the organiser’s request is on its way.
    const buyer = await site.app.guest();
    let isFirst = true;
    await page.route('**/graphql', async (route) => {
      if (isFirst && route.request().postData()?.includes('mutation BlockSeats')) {
        isFirst = false;
        await lockSeats(buyer, showId, ['Z1-1-3']);
      }
      await route.continue();
    });
    await page.getByLabel('Why (for the record)').fill('Stage extension');
    await page.getByRole('button', { name: 'Block 8 free seats' }).click();
    await page.getByText('buyers were quicker at Zone 1, row 1, seat 3.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Block 7 free seats' }).click();
    await page.locator('#marked').getByText('7 seats are blocked.').waitFor();
    await figure(page, 'blocked', '7');
    await expect.poll(() => unavailable(showId)).toContainEqual(['Z1-2-4', 'BLOCKED']);

    await selectRow(page, '2');
    await page.locator('.holder', { hasText: 'Stage extension' }).waitFor();
    await page.getByRole('button', { name: 'Unblock 4 seats' }).click();
    await figure(page, 'blocked', '3');
    expect(desk.complaints).toEqual([]);
  });

  it('says what was blocked or unblocked, and takes back exactly that', async () => {
    const showId = await organiseShow(site.app, { title: 'Undone', rows: 2, seats: 4 });
    await site.app.organiser.data(BlockSeats, { input: { showId, seatIds: ['Z1-1-4'], reason: 'camera' } });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    const done = page.locator('#marked .done');
    await selectRow(page, '1');
    await page.getByRole('button', { name: 'Block 3 free seats' }).press('Enter');
    await done.getByText('3 seats are blocked.').waitFor();
    await expect.poll(() => page.getByRole('status').textContent()).toContain('3 seats are blocked.');
    await page.locator('#marked h2:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.locator('.done button:focus').press('Enter');
    await done.getByText('3 seats are on sale again.').waitFor();
    await expect.poll(() => done.getByRole('button').count()).toBe(0);
    await page.locator('#marked h2:focus').waitFor();
    await expect.poll(() => unavailable(showId)).toEqual([['Z1-1-4', 'BLOCKED']]);

    await selectRow(page, '1');
    await page.locator('.holder', { hasText: 'camera' }).waitFor();
    await expect.poll(() => done.count()).toBe(0);
    await page.getByRole('button', { name: 'Unblock 1 seat' }).click();
    await figure(page, 'blocked', '0');
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await done.getByText('1 Platz ist wieder im Verkauf.').waitFor();
    await done.getByRole('button', { name: 'Rückgängig' }).click();
    await done.getByText('1 Platz ist gesperrt.').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await figure(page, 'blocked', '1');
    await selectRow(page, '1');
    await page.locator('.holder', { hasText: 'camera' }).waitFor();

    await page.getByRole('button', { name: 'Unblock 1 seat' }).click();
    await done.getByRole('button', { name: 'Undo' }).waitFor();
    await lockSeats(await site.app.guest(), showId, ['Z1-1-4']);
    await done.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('buyers were quicker at Zone 1, row 1, seat 4.').waitFor();
    await done.getByRole('button', { name: 'Undo' }).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('selects seats by tap and by keyboard', async () => {
    const showId = await organiseShow(site.app, { title: 'Keys', rows: 2, seats: 4 });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    const map = page.getByRole('application');
    await map.press('ArrowRight');
    await map.press('Enter');
    await page.getByRole('heading', { name: '1 selected' }).waitFor();
    await map.press('ArrowRight');
    await map.press('Enter');
    await page.getByRole('heading', { name: '2 selected' }).waitFor();
    await map.press('Enter');
    await page.getByRole('heading', { name: '1 selected' }).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('heading', { name: 'Select seats' }).waitFor();
  });

  it('asks again who one is when the token has ended, and says that the server is away', async () => {
    const showId = await organiseShow(site.app, { title: 'Ends', rows: 1, seats: 2 });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('application').press('ArrowRight');
    await page.getByRole('application').press('Enter');
    await page.getByText('The box office does not answer.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.unroute('**/graphql');
    await page.route('**/graphql', (route) =>
      route.fulfill({ json: { errors: [{ message: 'ended', extensions: { code: 'UNAUTHENTICATED' } }] } }),
    );
    await page.getByRole('application').press('Enter');
    await page.getByText('The token is not good').waitFor();
  });
});
