import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { CancelBooking } from '../kit/callers/operations.graphql.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

const SHOTS = process.env.SCREENSHOTS;

describeWithChromium('the statement on the organiser’s page', () => {
  let site: Site;
  let showId: string;
  beforeAll(async () => {
    site = await openSite();
    ({ id: showId } = await createPricedShow(site.app.organiser, { zones: 1, rows: 2, seats: 6 }));
    const buyer = await site.app.guest();
    const bookings = [await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']), await bookSeats(buyer, showId, ['Z1-1-3'])];
    for (const { id } of bookings) await payBooking(buyer, id);
    await buyer.data(CancelBooking, { input: { bookingId: bookings[1]!.id } });
    await eventually(async () => {
      const [row] = await site.app.database.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ledger_transactions WHERE show_id = $1 AND kind = 'REFUND'`,
        [showId],
      );
      expect(row!.count).toBe(1);
    });
    // The bank takes a part of another payment.
    await site.app.database.query(
      `INSERT INTO payment_disputes (id, payment_id, booking_id, provider_reference, amount, currency, reason, status)
       SELECT 'dispute_lost', p.id, p.booking_id, 'dp', 1000, p.currency, 'fraudulent', 'LOST'
         FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE b.show_id = $1 AND p.refunding = 0 LIMIT 1`,
      [showId],
    );
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('says what was taken, of some days or of all time, and is saved (%s)', async (name, options) => {
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const panel = page.locator('#statement');
    const shoot = async (what: string) => {
      if (SHOTS) await panel.screenshot({ path: `${SHOTS}/statement-${name.replaceAll(/\W+/g, '-')}-${what}.png` });
    };
    await panel.getByRole('button', { name: 'Show the statement' }).focus();
    await page.keyboard.press('Enter');
    await panel.getByRole('heading', { name: 'Statement of all time' }).waitFor();
    // Two tickets of 45.50 with 10 % of service each, and 3.90 for the booking.
    await panel.locator('.balance').getByText('€104.00').waitFor();
    expect(await panel.locator('.figures div', { hasText: 'lost disputes' }).innerText()).toMatch(/\s€10\.00$/);
    const tickets = panel.getByRole('region', { name: 'By price and ticket type' });
    expect(await tickets.getByRole('row').nth(1).innerText()).toMatch(
      /^Stalls, Adult\s+Online\s+3\s+1\s+€136\.50\s+€45\.50\s+€91\.00$/,
    );
    expect(await panel.getByRole('region', { name: 'By tax rate' }).getByRole('row').count()).toBe(3);
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('all');

    const saved = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Statement (CSV)' }).click();
    const text = await readFile((await (await saved).path())!, 'utf8');
    expect(text).toContain('lost_disputes,,,,,,,,,-10.00,,EUR');
    expect(text).toContain('tickets,Stalls,Adult,ONLINE,,3,1,136.50,45.50,91.00,');

    await panel.getByLabel('Last day').fill('2020-01-31');
    await panel.getByLabel('First day').fill('2020-02-01');
    await panel.getByRole('button', { name: 'Show the statement' }).click();
    await panel.getByRole('alert').getByText('The last day is before the first one.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await panel.getByLabel('First day').fill('2020-01-01');
    await page.keyboard.press('Enter');
    await panel.getByRole('heading', { name: 'Statement from January 1, 2020 to January 31, 2020' }).waitFor();
    await panel.getByText('Nothing was sold or refunded.').waitFor();
    await shoot('none');
  });

  it('is told in German', async () => {
    await using desk = await site.openDesk(showId, { ...DESKTOP, locale: 'de-DE' });
    const panel = desk.page.locator('#statement');
    await panel.getByRole('button', { name: 'Abrechnung zeigen' }).click();
    await panel.getByRole('heading', { name: 'Abrechnung der ganzen Zeit' }).waitFor();
    await panel.locator('.balance').getByText('104,00 €').waitFor();
    if (SHOTS) await panel.screenshot({ path: `${SHOTS}/statement-german.png` });
  });
});
