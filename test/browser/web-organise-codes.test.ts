import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createBooking } from '../kit/callers/buyer.ts';
import { LockSeats } from '../kit/callers/operations.graphql.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

describeWithChromium('promo codes on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('are made, change, show how often they were used, and end (%s)', async (_name, options) => {
    const { id: showId } = await createPricedShow(site.app.organiser, { zones: 1, rows: 2, seats: 6 });
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const panel = page.locator('#codes');
    await panel.getByRole('button', { name: 'Make a code' }).click();
    const code = panel.getByLabel('Code', { exact: true });
    await expect.poll(() => code.evaluate((field) => field === document.activeElement)).toBe(true);
    await panel.getByRole('button', { name: 'Make the code' }).click();
    await panel.getByText('Please fill this in.').waitFor();
    await panel.getByText(/^Please enter a percentage from 0 to 100, with at most three decimals/).waitFor();
    await expect.poll(() => code.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);

    await code.fill('SUMMER20');
    await panel.getByLabel('Percentage', { exact: true }).fill('20');
    await panel.getByLabel('Adult').check();
    await panel.getByLabel('Bookings at most').fill('100');
    await panel.getByLabel(/^Valid until/).fill('2098-01-01T12:00');
    await page.keyboard.press('Enter');
    await panel.getByText('SUMMER20 can be used.').waitFor();
    const card = panel.locator('.holder', { hasText: 'SUMMER20' });
    expect((await card.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /^SUMMER20 Makes tickets 20% cheaper For Adult Bookings 0 of 100 Tickets 0 Valid until .*2098.* Change End it$/,
    );
    expect(await accessibilityOf(page)).toEqual([]);

    const buyer = await site.app.guest();
    const input = { showId, seatIds: ['Z1-1-1', 'Z1-1-2'], code: 'summer20' };
    const { lockSeats } = await buyer.data(LockSeats, { input });
    if (lockSeats.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(lockSeats));
    await createBooking(buyer, lockSeats.lock.id);

    await card.getByRole('button', { name: 'Change: SUMMER20' }).click();
    await panel.getByLabel('What it does').selectOption('Amount off each ticket');
    await panel.getByLabel('Amount, EUR').fill('5');
    await panel.getByLabel('Bookings at most').fill('');
    await panel.getByLabel('Tickets at most, in all bookings').fill('1');
    await panel.getByRole('button', { name: 'Save' }).click();
    // Two have used it: the server says so, at the field.
    await panel.getByText(/^This must be at least 2/).waitFor();
    await panel.getByLabel('Tickets at most, in all bookings').fill('50');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('SUMMER20 is changed.').waitFor();
    await expect
      .poll(async () => (await card.innerText()).replaceAll(/\s+/g, ' '))
      .toMatch(/Makes tickets €5\.00 cheaper .* Bookings 1 Tickets 2 of 50 /);

    await panel.getByRole('button', { name: 'Make a code' }).click();
    await code.fill('summer20');
    await panel.getByLabel('Percentage', { exact: true }).fill('7.5');
    await page.keyboard.press('Enter');
    await panel.getByText('This is a code of this show already.').waitFor();
    await panel.getByRole('button', { name: 'Cancel' }).click();

    // One whose time is past is not told to be of use.
    await panel.getByRole('button', { name: 'Make a code' }).click();
    await code.fill('BYGONE');
    await panel.getByLabel('Percentage', { exact: true }).fill('10');
    await panel.getByLabel(/^Valid until/).fill('2020-01-01T12:00');
    await page.keyboard.press('Enter');
    await panel.getByText('BYGONE is made, and no longer valid: its time is past.').waitFor();
    await panel.locator('.holder', { hasText: 'BYGONE' }).getByText('No longer valid').waitFor();
    expect(await card.getByText('No longer valid').count()).toBe(0);
    expect(await accessibilityOf(page)).toEqual([]);

    await card.getByRole('button', { name: 'End it: SUMMER20' }).click();
    const dialog = page.getByRole('dialog', { name: 'End the code SUMMER20?' });
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'End it: SUMMER20' }).click();
    await dialog.getByRole('button', { name: 'End it' }).click();
    await panel.getByText('SUMMER20 has ended.').waitFor();
    await panel.getByText('Ended (1)').click();
    await panel.getByText('Bookings: 1').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('speak German', async () => {
    const { id: showId } = await createPricedShow(site.app.organiser, { zones: 1, rows: 2, seats: 6 });
    await using desk = await site.openDesk(showId, { ...DESKTOP, locale: 'de-DE' });
    const panel = desk.page.locator('#codes');
    await panel.getByRole('button', { name: 'Code anlegen' }).click();
    await panel.getByLabel('Code', { exact: true }).fill('SOMMER');
    await panel.getByLabel('Was er bewirkt').selectOption('Fester Preis je Ticket');
    await panel.getByLabel('Preis, EUR').fill('12,50');
    await panel.getByRole('button', { name: 'Code anlegen' }).click();
    await panel.getByText('SOMMER kann benutzt werden.').waitFor();
    await panel.getByText(/zu je 12,50/).waitFor();
    expect(await accessibilityOf(desk.page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });
});
