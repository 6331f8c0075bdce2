import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { selectRow } from '../kit/browser/desk-page.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats, queriedImage } from '../kit/callers/buyer.ts';
import { createStandingShow } from '../kit/shows/area-page-show.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';
import { createAllotmentOver } from '../kit/shows/show-allotment.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

describeWithChromium('the box office on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const statesOf = async (showId: string) =>
    Object.fromEntries((await queriedImage(site.app.client(), showId)).unavailable);

  const bookingsOf = async (showId: string) =>
    await site.app.database.query<{ name: string; email: string; total: number; provider: string | null }>(
      `SELECT customer_name AS name, customer_email AS email, total::int, provider
         FROM bookings LEFT JOIN payments ON booking_id = bookings.id WHERE show_id = $1`,
      [showId],
    );

  it('sells seats, one that is set aside among them, by ticket types and with fees, and shows the tickets', async () => {
    const { id: showId } = await createPricedShow(site.app.organiser, { zones: 1, rows: 2, seats: 3 });
    const press = { showId, name: 'Press', color: '#b5179e', access: 'STAFF' as const, seatIds: ['Z1-1-3'] };
    await createAllotmentOver(site.app.organiser, press);
    await using desk = await site.openDesk(showId, DESKTOP);
    const { page } = desk;
    const door = page.locator('#door');
    await door.getByText('Select seats on the map').waitFor();
    await selectRow(page, '1');
    await door.getByRole('button', { name: 'Sell 3 tickets' }).waitFor();
    const types = door.getByRole('combobox');
    await types.first().selectOption({ label: 'Child · €20.00' });
    await door.getByRole('listitem').filter({ hasText: 'Shipping' }).getByText('€3.90').waitFor();
    await door.getByRole('button', { name: 'Sell 3 tickets €126.00' }).waitFor();
    await door.getByLabel('By card terminal').check();
    await door.getByLabel('E-mail address').fill('nobody');
    if (PICTURES) await door.screenshot({ path: `${PICTURES}/door-desktop.png` });
    await door.getByRole('button', { name: 'Sell 3 tickets' }).click();
    await door.getByText('is not an e-mail address').waitFor();
    const email = door.getByLabel('E-mail address');
    await expect.poll(() => email.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);
    await door.getByLabel('Name').fill('Ada Lovelace');
    await email.fill('ada@example.org');
    await page.keyboard.press('Enter');

    await door.getByText('To collect by card: €126.00').waitFor();
    await door.getByText('The tickets are being sent to ada@example.org as well.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('door-sold');
    expect(await door.locator('.ticket').count()).toBe(3);
    await expect
      .poll(() =>
        door
          .locator('.ticket img')
          .evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
      )
      .toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);
    if (PICTURES) await door.screenshot({ path: `${PICTURES}/door-sold-desktop.png` });
    expect(await bookingsOf(showId)).toEqual([
      { name: 'Ada Lovelace', email: 'ada@example.org', total: 12_600, provider: 'card_terminal' },
    ]);
    expect(Object.values(await statesOf(showId))).toEqual(Array(3).fill('BOOKED'));

    // On paper there is nothing but the tickets.
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.ticket .ticket-show').first().isVisible()).toBe(true);
    for (const other of [
      '.top',
      '.hall',
      '#door-title',
      '#allotments',
      '.sales-board',
      '#show-controls',
      '#bookings',
    ]) {
      expect({ other, isVisible: await page.locator(other).first().isVisible() }).toEqual({ other, isVisible: false });
    }
    if (PICTURES) await page.pdf({ path: `${PICTURES}/door-tickets.pdf` });
    await page.emulateMedia({ media: null });
    await door.getByRole('button', { name: 'Done' }).click();
    await door.getByText('Select seats on the map').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('gives places away without a name: German, dark, on a phone, by keyboard', async () => {
    const showId = await createStandingShow(site.app.organiser, { withTypes: true });
    const sponsors = { name: 'Sponsoren', color: '#b5179e', access: 'CODE' as const };
    await createAllotmentOver(site.app.organiser, { showId, ...sponsors, areas: [{ areaId: 'pit', quantity: 4 }] });
    const phone = { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const };
    await using desk = await site.openDesk(showId, phone);
    const { page } = desk;
    const door = page.locator('#door');
    // Five places are free to the organiser: one for everyone, four of the sponsors.
    await door.locator('.area', { hasText: 'Pit' }).getByText('5 frei').waitFor();
    const more = door.getByRole('button', { name: 'Einer mehr: Pit, Adult' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await door.getByRole('button', { name: 'Einer mehr: Pit, Child' }).click();
    await door.getByRole('button', { name: /^3 Tickets verkaufen 75,00/ }).waitFor();
    await door.getByLabel('Kostenlos').check();
    await door.getByRole('button', { name: /^3 Tickets verschenken 0,00/ }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    if (PICTURES) await door.screenshot({ path: `${PICTURES}/door-phone-german.png` });
    await door.getByRole('button', { name: /^3 Tickets verschenken/ }).press('Enter');
    await door.getByText('Kostenlos: Nichts ist entgegenzunehmen.').waitFor();
    expect(await door.locator('.ticket').count()).toBe(3);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    if (PICTURES) await door.screenshot({ path: `${PICTURES}/door-sold-phone-german.png` });
    expect(await bookingsOf(showId)).toEqual([{ name: '', email: '', total: 0, provider: null }]);
    await expect.poll(() => door.locator('.area', { hasText: 'Pit' }).innerText()).toContain('2 frei');
    expect(desk.complaints).toEqual([]);
  });

  it('says which seats a buyer was quicker at, and sells once when the answer is lost', async () => {
    const showId = await createStandingShow(site.app.organiser);
    await using desk = await site.openDesk(showId, DESKTOP);
    const { page } = desk;
    const door = page.locator('#door');
    await selectRow(page, '1');
    const buyer = await site.app.guest();
    let sent = 0;
    const keys: string[] = [];
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData() ?? '';
      if (!body.includes('mutation SellAtBoxOffice')) {
        await route.continue();
        return;
      }
      sent += 1;
      keys.push(
        (JSON.parse(body) as { variables: { input: { idempotencyKey: string } } }).variables.input.idempotencyKey,
      );
      if (sent === 1) await lockSeats(buyer, showId, ['Z1-1-3']);
      if (sent === 2) {
        await route.fetch();
        await route.abort();
      } else await route.continue();
    });
    await door.getByRole('button', { name: 'Sell 12 tickets' }).click();
    await door.getByText(/^Nothing was sold: no longer to be had are .*seat 3/).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await door.getByText('One selected seat can’t be sold.').waitFor();
    await door.getByRole('button', { name: 'Sell 11 tickets' }).click();
    await door.getByText('No answer came').waitFor();
    expect(await door.getByRole('button', { name: /^Sell/ }).count()).toBe(0);
    expect(await accessibilityOf(page)).toEqual([]);
    await door.getByRole('button', { name: 'Ask again' }).click();
    await door.getByText('To collect in cash: €495.00').waitFor();
    expect(keys[2]).toBe(keys[1]);
    expect(keys[1]).not.toBe(keys[0]);
    expect(await bookingsOf(showId)).toHaveLength(1);
  });
});
