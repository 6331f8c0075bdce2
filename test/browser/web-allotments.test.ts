import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { selectRow } from '../kit/browser/desk-page.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats, queriedImage } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

describeWithChromium('allotments on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const statesOf = async (showId: string) =>
    Object.fromEntries((await queriedImage(site.app.client(), showId)).unavailable);

  /** How many pixels of the drawn hall are of about that colour. */
  async function pixelsOf(page: Page, [r, g, b]: readonly [number, number, number]): Promise<number> {
    return await page.evaluate(
      ([red, green, blue]) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.map canvas')!;
        const copy = document.createElement('canvas');
        copy.width = canvas.width;
        copy.height = canvas.height;
        const context = copy.getContext('2d', { willReadFrequently: true })!;
        context.drawImage(canvas, 0, 0);
        const { data } = context.getImageData(0, 0, copy.width, copy.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
          const distance = Math.abs(data[i]! - red) + Math.abs(data[i + 1]! - green) + Math.abs(data[i + 2]! - blue);
          if (distance < 12) count += 1;
        }
        return count;
      },
      [r, g, b] as const,
    );
  }

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('sets a row aside, draws it in its colour, and releases it (%s)', async (_name, options) => {
    const showId = await organiseShow(site.app, { title: 'Allotments', rows: 3, seats: 6 });
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const panel = page.locator('#allotments');
    await panel.getByText('Select free or blocked seats on the map').waitFor();
    await selectRow(page, '1');
    await panel.getByRole('button', { name: 'Set the 6 seats aside' }).click();
    const name = panel.getByLabel('Name');
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    await panel.getByRole('button', { name: 'Set 6 seats aside' }).click();
    await panel.getByText('Please give it a name.').waitFor();
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    await name.fill('Press');
    await panel.getByLabel('Colour on the map').fill('#1fa06a');
    await panel.getByLabel(/^Released to everyone at/).fill('2001-01-01T12:00');
    await panel.getByRole('button', { name: 'Set 6 seats aside' }).click();
    await panel.getByText('That is past.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await panel.getByLabel(/^Released to everyone at/).fill('2098-01-01T12:00');
    await panel.getByRole('button', { name: 'Set 6 seats aside' }).click();
    await panel.getByText('Press is set aside.').waitFor();
    const card = panel.locator('.holder', { hasText: 'Press' });
    await expect.poll(() => card.innerText()).toMatch(/Seats\s+6\b/);
    await expect.poll(() => card.innerText()).toMatch(/Released\s.*2098/);
    await expect.poll(() => pixelsOf(page, [0x1f, 0xa0, 0x6a])).toBeGreaterThan(100);
    await page.locator('.allotment-names').getByText('Press').waitFor();
    await page.locator('.map').focus();
    for (const key of ['ArrowRight', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
    await page.locator('.tooltip').getByText('Set aside: Press').waitFor();
    await expect.poll(() => page.locator('#announcer').innerText()).toContain('Set aside, Press');
    if (PICTURES)
      await page.screenshot({ path: `${PICTURES}/allotment-names-${options === DESKTOP ? 'desktop' : 'phone'}.png` });
    expect(Object.values(await statesOf(showId))).toEqual(Array(6).fill('BLOCKED'));
    // What is an allotment's is not for unblocking.
    await card.getByRole('button', { name: 'Select its seats: Press' }).click();
    await page.getByRole('heading', { name: '6 selected' }).waitFor();
    expect(await page.getByRole('button', { name: /^Unblock/ }).count()).toBe(0);
    expect(await accessibilityOf(page)).toEqual([]);

    await card.getByRole('button', { name: 'Release to everyone: Press' }).click();
    const dialog = page.getByRole('dialog', { name: 'Release Press to everyone?' });
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Release to everyone: Press' }).click();
    await dialog.getByRole('button', { name: 'Release it' }).click();
    await panel.getByText('Press is released.').waitFor();
    await panel.getByText('Released (1)').click();
    await expect.poll(() => pixelsOf(page, [0x1f, 0xa0, 0x6a])).toBe(0);
    expect(await statesOf(showId)).toEqual({});
    expect(desk.complaints).toEqual([]);
  });

  it('adds and takes out selected seats, changes terms, and says who was quicker', async () => {
    const showId = await organiseShow(site.app, { title: 'Changes', rows: 2, seats: 4 });
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    const panel = page.locator('#allotments');
    await selectRow(page, '1');
    await panel.getByRole('button', { name: 'Set the 4 seats aside' }).click();
    await panel.getByLabel('Name').fill('Sponsors');
    await panel.getByRole('radio', { name: /Whoever has a code/ }).check();
    await page.keyboard.press('Enter');
    await panel.getByText('Sponsors is set aside.').waitFor();
    const card = panel.locator('.holder', { hasText: 'Sponsors' });
    await card.getByText('Whoever has a code').waitFor();

    await selectRow(page, '2');
    const buyer = await site.app.guest();
    let isFirst = true;
    await page.route('**/graphql', async (route) => {
      if (isFirst && route.request().postData()?.includes('mutation UpdateAllotment')) {
        isFirst = false;
        await lockSeats(buyer, showId, ['Z1-2-3']);
      }
      await route.continue();
    });
    await card.getByRole('button', { name: 'Add the 4 selected seats: Sponsors' }).click();
    await panel.getByText(/these are not free any more: .*3/).waitFor();
    // The other three are selected still.
    await card.getByRole('button', { name: 'Add the 3 selected seats: Sponsors' }).click();
    await panel.getByText('3 seats are added to Sponsors.').waitFor();
    await expect.poll(() => card.innerText()).toMatch(/Seats\s+7\b/);

    await selectRow(page, '1');
    await card.getByRole('button', { name: 'Take the 4 selected seats out: Sponsors' }).click();
    await panel.getByText('4 seats are taken out of Sponsors.').waitFor();
    expect(await statesOf(showId)).toEqual({
      ...{ 'Z1-2-1': 'BLOCKED', 'Z1-2-2': 'BLOCKED', 'Z1-2-3': 'LOCKED', 'Z1-2-4': 'BLOCKED' },
    });
    await card.getByRole('button', { name: 'Change: Sponsors' }).click();
    await panel.getByLabel('Name').fill('Partners');
    await panel.getByRole('radio', { name: /Staff/ }).check();
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('Partners is changed.').waitFor();
    await panel.locator('.holder', { hasText: 'Partners' }).getByText('Staff').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('speaks German', async () => {
    const showId = await organiseShow(site.app, { title: 'Kontingente', rows: 1, seats: 4 });
    await using desk = await site.openDesk(showId, { ...PHONE, locale: 'de-DE' });
    const { page } = desk;
    const panel = page.locator('#allotments');
    await panel.getByRole('heading', { name: 'Kontingente' }).waitFor();
    await page.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: 'Den Platz zurücklegen' }).click();
    await panel.getByLabel('Name').fill('Presse');
    await panel.getByRole('button', { name: '1 Platz zurücklegen' }).click();
    await panel.getByText('Presse ist zurückgelegt.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });
});
