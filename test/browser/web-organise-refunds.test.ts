import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { selectRow } from '../kit/browser/desk-page.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, createBooking, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { createStandingShow } from '../kit/shows/area-page-show.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const SHOTS = process.env.SCREENSHOTS;

describeWithChromium('refunds on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('are given by amount, fail, and are tried again (%s)', async (name, options) => {
    const showId = await openHallShow(site.app.organiser, { zones: 1, rows: 2, seats: 6 });
    const buyer = await site.app.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
    await payBooking(buyer, booking.id, 'tok_refund_fails');
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const shoot = async (what: string) => {
      if (SHOTS)
        await page.locator('#refunds').screenshot({ path: `${SHOTS}/${name.replaceAll(/\W+/g, '-')}-${what}.png` });
    };
    const panel = page.locator('#refunds');
    await panel.getByText('press “Refund an amount” at the order').waitFor();
    await selectRow(page, '1');
    const form = panel.getByRole('form', { name: `Refund to ${booking.reference}` });
    await form.waitFor();
    const amount = form.getByLabel('Amount, EUR');
    await form.getByRole('button', { name: 'Refund' }).click();
    await form.getByText('Please fill this in.').waitFor();
    await expect.poll(() => amount.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('form');

    await amount.fill('1000000');
    await page.keyboard.press('Enter');
    await form.getByText(/^That is too much: at most [\d,.]+\.$/).waitFor();
    await expect.poll(() => amount.getAttribute('aria-invalid')).toBe('true');
    await amount.fill('12.50');
    await form.getByLabel('Reason').fill('The heating failed');
    await page.keyboard.press('Enter');
    await panel.getByText('€12.50 go back.').waitFor();
    const card = panel.locator('.holder', { hasText: '€12.50' });
    await card.getByText('Failed', { exact: true }).waitFor({ timeout: 20_000 });
    await card.getByText('The payment provider has too little of your money.').waitFor();
    await card.getByText('The heating failed').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('failed');

    await card.getByRole('button', { name: `Try again: ${booking.reference}` }).focus();
    await page.keyboard.press('Enter');
    await panel.getByText('The refund of €12.50 is tried again.').waitFor();
    await card.getByText('Made').waitFor({ timeout: 20_000 });
    await form.getByText('Refunded before').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('made');
  });

  it('are given in German of an order that has no seat, which the list of orders follows at once', async () => {
    const showId = await createStandingShow(site.app.organiser);
    const buyer = await site.app.guest();
    const { id } = await lockSeats(buyer, showId, [], [{ areaId: 'pit', quantity: 2 }]);
    const booking = await createBooking(buyer, id);
    await payBooking(buyer, booking.id);
    await using desk = await site.openDesk(showId, { ...PHONE, locale: 'de-DE' });
    const { page } = desk;
    const panel = page.locator('#refunds');
    await panel.getByRole('heading', { name: 'Erstattungen' }).waitFor();
    const order = page.locator('#bookings .holder', { hasText: booking.reference });
    await order.getByRole('button', { name: /^Betrag erstatten/ }).click();
    const amount = panel.getByLabel('Betrag, EUR');
    await expect.poll(() => amount.evaluate((field) => field === document.activeElement)).toBe(true);
    await amount.fill('10');
    await page.keyboard.press('Enter');
    await panel.getByText(/^10,00\s€ gehen zurück\.$/).waitFor();
    await order.getByText('Teilweise erstattet').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('are listed beyond the latest ten', async () => {
    const showId = await openHallShow(site.app.organiser, { zones: 1, rows: 2, seats: 6 });
    const buyer = await site.app.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
    await payBooking(buyer, booking.id);
    for (let amount = 1; amount <= 12; amount += 1) {
      await site.app.organiser.data(
        `mutation ($input: RefundBookingInput!) { refundBooking(input: $input) { __typename } }`,
        { input: { bookingId: booking.id, amount } },
      );
    }
    await using desk = await site.openDesk(showId, PHONE);
    const panel = desk.page.locator('#refunds');
    const more = panel.getByRole('button', { name: 'Show more' });
    await more.waitFor();
    expect(await panel.locator('.holder').count()).toBe(10);
    await more.click();
    await expect.poll(() => panel.locator('.holder').count()).toBe(12);
    expect(await more.count()).toBe(0);
  });
});
