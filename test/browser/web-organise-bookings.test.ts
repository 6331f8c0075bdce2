import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { selectRow } from '../kit/browser/desk-page.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { CreateBooking } from '../kit/callers/operations.graphql.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

describeWithChromium('bookings on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function book(showId: string, name: string, seatIds: string[]) {
    const buyer = await site.app.guest();
    const lock = await lockSeats(buyer, showId, seatIds);
    const customer = { name, email: `${name.split(' ')[0]!.toLowerCase()}@example.org` };
    const { createBooking } = await buyer.data(CreateBooking, { input: { lockId: lock.id, customer } });
    if (createBooking.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(createBooking));
    return { buyer, ...createBooking.booking };
  }

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('are found, opened, reached from a seat and cancelled (%s)', async (name, options) => {
    const showId = await openHallShow(site.app.organiser, { zones: 1, rows: 4, seats: 10 });
    const ada = await book(showId, 'Ada Lovelace', ['Z1-1-1', 'Z1-1-2']);
    await payBooking(ada.buyer, ada.id, 'tok_disputed');
    const disputes = () => site.app.database.query('SELECT FROM payment_disputes WHERE booking_id = $1', [ada.id]);
    await expect.poll(disputes).toHaveLength(1);
    const grace = await book(showId, 'Grace Müller', ['Z1-2-5']);
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const panel = page.locator('#bookings');
    await panel.getByText('2 orders').waitFor();
    const cards = panel.locator('.holder');
    const titles = await cards.locator('h3').allInnerTexts();
    expect(titles.map((title) => title.replaceAll(/\s+/g, ' '))).toEqual([
      'Grace Müller Waiting for payment',
      'Ada Lovelace Confirmed',
    ]);
    expect(await accessibilityOf(page)).toEqual([]);

    const search = panel.getByLabel('Reference, name, e-mail or seat');
    for (const [text, found] of [
      ['MÜLLER', grace],
      [ada.reference.toLowerCase().replace('-', ''), ada],
      ['Row 2 seat 5', grace],
    ] as const) {
      await search.fill(text);
      await page.keyboard.press('Enter');
      await panel.getByText('1 order', { exact: true }).waitFor();
      await expect.poll(() => cards.locator('b').allInnerTexts()).toEqual([found.reference]);
    }
    await search.fill('nobody at all');
    await panel.getByRole('button', { name: 'Find' }).click();
    await panel.getByText('No order is like that.').waitFor();
    await search.fill('');
    await panel.getByLabel('Status').selectOption('Confirmed');
    await panel.getByText('1 order', { exact: true }).waitFor();

    await panel.getByRole('button', { name: `Show all: ${ada.reference}` }).click();
    await panel.getByText(/sandbox: paid/).waitFor();
    expect(await panel.getByRole('link', { name: /Its code/ }).count()).toBe(2);
    await panel.getByText(/, Tickets: ada@example.org/).waitFor();
    const timeline = panel.getByRole('listitem').filter({ has: page.locator('time') });
    await timeline.filter({ hasText: 'Ordered by the buyer' }).filter({ hasText: 'Seats: ' }).waitFor();
    await timeline.filter({ hasText: 'Confirmed' }).filter({ hasText: 'sandbox' }).waitFor();
    await timeline.filter({ hasText: 'Contested at the bank by the buyer' }).waitFor();
    await panel.getByRole('heading', { name: 'Contested at the bank' }).waitFor();
    await panel.getByText(/to be answered in the payment provider’s dashboard \(fraudulent\)/).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    if (process.env.PICTURES)
      await panel.screenshot({ path: `${process.env.PICTURES}/bookings-${name.replace(', ', '-')}.png` });

    await panel.getByRole('button', { name: `Correct name or address: ${ada.reference}` }).click();
    const form = panel.getByRole('form', { name: 'Correct name or address' });
    await form.getByLabel('Name').fill('Ada King');
    await form.getByLabel('E-mail').fill('ada@king');
    await page.keyboard.press('Enter');
    await form.locator('[name=customer-email][aria-invalid=true]:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    if (process.env.PICTURES)
      await panel.screenshot({ path: `${process.env.PICTURES}/customer-${name.replace(', ', '-')}.png` });
    await form.getByLabel('E-mail').fill('ada@king.example');
    await page.keyboard.press('Enter');
    await panel.getByText('Saved for Ada King.').waitFor();
    await panel.locator('h2:focus').waitFor();
    await cards.locator('h3', { hasText: 'Ada King Confirmed' }).waitFor();

    await panel.getByRole('button', { name: `Send the tickets again: ${ada.reference}` }).click();
    await panel.getByText('The tickets are being sent to ada@king.example.').waitFor();
    for (const [button, file] of [
      ['Orders (CSV)', 'bookings.csv'],
      ['Attendees (CSV)', 'attendees.csv'],
    ] as const) {
      const saving = page.waitForEvent('download');
      await panel.getByRole('button', { name: button }).click();
      const download = await saving;
      expect(download.suggestedFilename()).toBe(file);
      expect(await readFile((await download.path())!, 'utf8')).toContain(ada.reference);
    }

    await panel.getByLabel('Status').selectOption('Any');
    await panel.getByText('2 orders').waitFor();
    await panel.getByRole('button', { name: `Cancel it: ${grace.reference}` }).click();
    const dialog = page.getByRole('dialog', { name: `Cancel the order ${grace.reference}?` });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: `Cancel it: ${grace.reference}` }).click();
    await dialog.getByRole('button', { name: 'Cancel the order' }).click();
    await panel.getByText(`The order ${grace.reference} is cancelled.`).waitFor();
    await cards.locator('h3', { hasText: 'Grace Müller Cancelled' }).waitFor();

    // From seats on the map to their booking.
    await selectRow(page, '1');
    await page
      .locator('#marked')
      .getByRole('button', { name: `Show order ${ada.reference}` })
      .click();
    await panel.locator('h2:focus').waitFor();
    await panel.getByText('1 order', { exact: true }).waitFor();
    await panel.getByText(/sandbox: paid/).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('come page by page, and speak German', async () => {
    const showId = await openHallShow(site.app.organiser, { zones: 1, rows: 4, seats: 10 });
    for (let seat = 1; seat <= 22; seat += 1) {
      await book(showId, `Buyer ${seat}`, [`Z1-${Math.ceil(seat / 10)}-${((seat - 1) % 10) + 1}`]);
    }
    await using desk = await site.openDesk(showId, { ...DESKTOP, locale: 'de-DE' });
    const panel = desk.page.locator('#bookings');
    await panel.getByText('22 Bestellungen').waitFor();
    expect(await panel.locator('.holder').count()).toBe(20);
    await panel.getByRole('button', { name: 'Mehr anzeigen' }).click();
    await expect.poll(() => panel.locator('.holder').count()).toBe(22);
    await panel.getByLabel('Buchungsnummer, Name, E-Mail oder Platz').fill('Reihe 3 Platz 2');
    await panel.getByRole('button', { name: 'Suchen' }).click();
    await panel.getByText('1 Bestellung', { exact: true }).waitFor();
    await panel.locator('h3', { hasText: 'Buyer 22' }).waitFor();
    expect(await accessibilityOf(desk.page)).toEqual([]);
    expect(desk.complaints).toEqual([]);
  });
});
