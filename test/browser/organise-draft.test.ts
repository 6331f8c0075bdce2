import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createHallShow } from '../kit/shows/hall-show.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

vi.setConfig({ testTimeout: 60_000 });

describeWithChromium('a draft', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const open = (path: string, options?: object) =>
    site.openPage(`/organise/shows/${path}#token=${site.app.organiserToken}`, options);

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('is seen by its organiser as buyers will see it, and holds nothing (%s)', async (_name, options) => {
    const showId = await createHallShow(site.app.organiser);
    await using desk = await open(showId, options);
    const { page } = desk;
    await page.getByText('Nobody but you sees this draft.').waitFor();
    await page.getByRole('link', { name: 'See it as a buyer' }).press('Enter');
    await page.getByText('Preview: buyers will see it like this.').waitFor();
    await page.locator('.live').waitFor();
    await page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    const list = page.locator('#seat-list');
    await list.getByRole('button', { name: /^Seats as a list/ }).press('Enter');
    await list.getByRole('button', { name: /^Zone 1/ }).press('Enter');
    await list.getByRole('button', { name: /^Row 1/ }).press('Enter');
    await list.getByRole('button', { name: /^Seat 1,/ }).press('Enter');
    await page.getByRole('button', { name: /^Hold/ }).press('Enter');
    await page.locator('#order [role=alert]').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await site.app.database.query('SELECT FROM seat_locks WHERE show_id = $1', [showId])).toHaveLength(0);
    await page.getByRole('link', { name: 'Back to the show' }).press('Enter');
    await page.locator('#show-controls [data-status=DRAFT]').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('is there for nobody else', async () => {
    const showId = await createHallShow(site.app.organiser);
    await using shop = await site.openPage(`/shows/${showId}`);
    await shop.page.getByText('There is no such show.').waitFor();
    await using desk = await site.openPage(`/organise/shows/${showId}/preview#token=${(await site.app.guest()).token}`);
    await desk.page.getByText('This token is a buyer’s.').waitFor();
  });

  it('is made of a show at another time, by keyboard, and opened', async () => {
    const { id: showId } = await createPricedShow(site.app.organiser);
    await using desk = await open(showId);
    const { page } = desk;
    await page.locator('.live').waitFor();
    await page.locator('.duplicate summary').press('Enter');
    const title = page.locator('.duplicate').getByLabel('Title');
    await title.fill('Family matinee, again');
    await title.press('Enter');
    await page.getByText('Please fill this in.').waitFor();
    await page.locator('#f-startsAt:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.locator('#f-startsAt').fill('2020-06-01T20:00');
    await page.locator('#f-startsAt').press('Enter');
    await page.getByText('That is past. Please enter a time to come.').waitFor();
    await page.locator('#f-startsAt').fill('2099-06-01T20:00');
    await page.locator('#f-startsAt').press('Enter');
    await page.locator('#show-controls [data-status=DRAFT]').waitFor();
    await page.getByRole('heading', { name: 'Family matinee, again' }).waitFor();
    await page.getByText('1 June 2099').first().waitFor();
    expect(new URL(page.url()).pathname).not.toContain(showId);
    await page.getByRole('link', { name: 'Change title, times and prices' }).click();
    await expect.poll(() => page.getByLabel('Stalls, Child').inputValue()).toBe('20.00');
    expect(desk.complaints).toEqual([]);
  });
});
