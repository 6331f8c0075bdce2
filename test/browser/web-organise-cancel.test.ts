import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createBooking, payBooking } from '../kit/callers/buyer.ts';
import { CancelShow } from '../kit/callers/operations.graphql.ts';
import { LockTickets } from '../kit/callers/ticket-types.graphql.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

const SHOTS = process.env.SCREENSHOTS;
/** 45.50, a tenth of it for service, and 3.90 for shipping. */
const SOLD = ['tok_ok', 'tok_ok', 'tok_refund_fails'];

describeWithChromium('a show that its organiser cancels with its bookings', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function openSold(): Promise<string> {
    const show = await createPricedShow(site.app.organiser, { zones: 1, rows: 1, seats: 8 });
    const ticketTypeId = show.ticketTypes.find(({ name }) => name === 'Adult')!.id;
    for (const [index, token] of SOLD.entries()) {
      const buyer = await site.app.guest();
      const seats = [{ seatId: `Z1-1-${index + 1}`, ticketTypeId }];
      const { lockSeats } = await buyer.data(LockTickets, { input: { showId: show.id, seats } });
      if (lockSeats.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(lockSeats));
      const { id } = await createBooking(buyer, lockSeats.lock.id);
      await payBooking(buyer, id, token);
    }
    await site.app.organiser.data(
      `mutation ($input: SellAtBoxOfficeInput!) { sellAtBoxOffice(input: $input) { __typename } }`,
      {
        input: {
          showId: show.id,
          seats: [{ seatId: 'Z1-1-4', ticketTypeId }],
          method: 'CASH',
          customer: { name: 'Grace Hopper' },
        },
      },
    );
    return show.id;
  }

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('is told before what goes back, and then how far it is (%s)', async (name, options) => {
    const showId = await openSold();
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const shoot = async (what: string, selector: string) => {
      const path = `${SHOTS}/cancel-${name.replaceAll(/\W+/g, '-')}-${what}.png`;
      if (SHOTS) await page.locator(selector).screenshot({ path });
    };
    await page.locator('#show-controls').getByRole('button', { name: 'Cancel the show' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Cancel this show?' });
    await dialog.getByText('Paid back: €215.80, in refunds: 4').waitFor();
    await dialog.getByText('of these by hand, at the box office: €53.95, in refunds: 1').waitFor();
    await dialog.getByRole('radio', { name: /refund without fees/ }).focus();
    await page.keyboard.press('Space');
    await dialog.getByText('Paid back: €182.00, in refunds: 4').waitFor();
    await dialog.getByText('Kept: €33.80').waitFor();
    await dialog.getByLabel('Reason').fill('The singer is ill');
    // It answers nothing.
    await page.keyboard.press('Enter');
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('dialog', 'dialog');
    await dialog.getByRole('button', { name: 'Cancel the show' }).press('Enter');
    await page.locator('#show-controls [data-status=CANCELLED]').waitFor();
    const panel = page.locator('#cancellation');
    await panel.getByText('Some refunds need you').waitFor({ timeout: 30_000 });
    await panel.getByText('4 of 4').first().waitFor();
    await panel.getByText('3 of 4').first().waitFor();
    await panel.getByText('The singer is ill').waitFor();
    await panel.getByText('To hand over at the box office: €45.50').click();
    await panel.getByText('Grace Hopper').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('progress', '#cancellation');
    await page
      .locator('#refunds')
      .getByRole('button', { name: /^Try again/ })
      .press('Enter');
    await panel.getByText('is to be handed over').waitFor({ timeout: 30_000 });
    expect(desk.complaints).toEqual([]);
  });

  it('may leave them, and be cancelled with them later, in German', async () => {
    const showId = await openSold();
    await using desk = await site.openDesk(showId, { ...DESKTOP, locale: 'de-DE' });
    const { page } = desk;
    await page.locator('#show-controls').getByRole('button', { name: 'Veranstaltung absagen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Buchungen, die enden: 4').waitFor();
    await dialog.getByRole('radio', { name: /Vorerst so lassen/ }).check();
    expect(await dialog.getByLabel('Grund').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Veranstaltung absagen' }).click();
    const panel = page.locator('#cancellation');
    await panel.getByText('Buchungen, die bestehen: 4.').waitFor();
    await panel.getByRole('button', { name: 'Buchungen stornieren' }).click();
    await dialog.getByRole('radio', { name: /nichts erstatten/ }).check();
    await dialog.getByText('Behalten: 215,80').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    if (SHOTS) await dialog.screenshot({ path: `${SHOTS}/cancel-german-dialog.png` });
    await dialog.getByRole('button', { name: 'Buchungen stornieren' }).click();
    await panel.getByText('nichts ist mehr zu tun').waitFor({ timeout: 30_000 });
    await page.locator('#cancellation-title:focus').waitFor();
    if (SHOTS) await panel.screenshot({ path: `${SHOTS}/cancel-german-progress.png` });
    expect(desk.complaints).toEqual([]);
  });

  it('was cancelled elsewhere, and is followed', async () => {
    const showId = await openSold();
    await using desk = await site.openDesk(showId, PHONE);
    await site.app.organiser.data(CancelShow, { input: { showId, refund: 'FULL' } });
    await desk.page.locator('#cancellation').getByText('4 of 4').first().waitFor({ timeout: 30_000 });
  });
});
