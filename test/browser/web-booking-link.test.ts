import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE, pickInList } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { textOfPdf } from '../kit/checks/pdf-text.ts';
import { mailOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

vi.setConfig({ testTimeout: 60_000 });

const SHOTS = process.env.SCREENSHOTS;
const LINK = /https?:\S+\/booking(#\S+)/;

const WORDS = {
  en: {
    confirmed: 'Your booking is confirmed',
    cancelled: 'Your booking is cancelled',
    cancel: 'Cancel the booking',
    keep: 'Keep the tickets',
    receipt: 'Receipt as PDF',
    ended: 'This link does not lead',
  },
  de: {
    confirmed: 'Ihre Buchung ist bestätigt',
    cancelled: 'Ihre Buchung ist storniert',
    cancel: 'Buchung stornieren',
    keep: 'Tickets behalten',
    receipt: 'Quittung als PDF',
    ended: 'Dieser Link führt zu keiner',
  },
};

describeWithChromium('the page that a link of a mail leads to', () => {
  let site: Site;
  let showId: string;
  beforeAll(async () => {
    site = await openSite({ env: { DEMO: 'false' } });
    showId = await openHallShow(site.app.organiser, { zones: 1, rows: 8, seats: 6 });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function booked(seatIds: string[]) {
    const buyer = await site.app.guest();
    const booking = await bookSeats(buyer, showId, seatIds);
    await payBooking(buyer, booking.id);
    const { text } = await mailOf(site.app.dataDir, 'ticket', booking.reference);
    return { ...booking, hash: LINK.exec(text!)![1]! };
  }

  it.each([
    ['light, desktop', DESKTOP, WORDS.en, 1],
    ['dark, phone, German', { ...PHONE, colorScheme: 'dark' as const, locale: 'de-DE' }, WORDS.de, 3],
  ] as const)('shows the booking, its files, and cancels it by keyboard (%s)', async (name, options, words, row) => {
    const { reference, hash } = await booked([`Z1-${row}-1`, `Z1-${row}-2`]);
    await using opened = await site.openPage(`/booking${hash}`, options);
    const { page } = opened;
    const shoot = async (what: string) => {
      if (SHOTS)
        await page.screenshot({ path: `${SHOTS}/${name.replaceAll(/\W+/g, '-')}-${what}.png`, fullPage: true });
    };
    await page.getByRole('heading', { name: words.confirmed }).waitFor();
    await page.getByText(reference).first().waitFor();
    await expect.poll(() => page.locator('.ticket img').count()).toBe(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('confirmed');
    const href = await page.getByRole('link', { name: words.receipt }).getAttribute('href');
    const receipt = await fetch(new URL(href!, site.app.url));
    expect(await textOfPdf(new Uint8Array(await receipt.arrayBuffer()))).toContain(reference);

    await page.getByRole('button', { name: words.cancel }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: words.cancel }).click();
    await dialog.getByRole('button', { name: words.cancel }).click();
    const heading = page.getByRole('heading', { name: words.cancelled });
    await heading.waitFor();
    await expect.poll(() => heading.evaluate((it) => it === document.activeElement)).toBe(true);
    await expect.poll(() => page.locator('.ticket .stamp').count()).toBe(2);
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('cancelled');
    expect(opened.complaints).toEqual([]);
  });

  const ALLOW = 'mutation ($input: UpdateShowInput!) { updateShow(input: $input) { __typename } }';
  const allow = async (id: string, changeRules: object) =>
    await site.app.organiser.data<object, object>(ALLOW, { input: { showId: id, changeRules } });
  const tomorrow = () => new Date(Date.now() + 24 * 3_600_000).toISOString();
  const word = (en: string, de: string) => new RegExp(`^(${en}|${de})`);

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone, German', { ...PHONE, colorScheme: 'dark' as const, locale: 'de-DE' }],
  ])(
    'exchanges a ticket for another seat, whose difference is paid there, and gives one back: by keyboard (%s)',
    async (name, options) => {
      const dear = await organiseShow(site.app, { title: `Linked ${name}`, rows: 2, seats: 6 });
      await allow(dear, { returnsUntil: tomorrow(), exchangesUntil: tomorrow(), exchangeFee: 150 });
      const buyer = await site.app.guest();
      const booking = await bookSeats(buyer, dear, ['Z1-2-1', 'Z1-2-2']);
      await payBooking(buyer, booking.id);
      const { text } = await mailOf(site.app.dataDir, 'ticket', booking.reference);
      await using opened = await site.openPage(`/booking${LINK.exec(text!)![1]!}`, options);
      const { page } = opened;
      const shoot = async (what: string) => {
        if (SHOTS)
          await page.screenshot({
            path: `${SHOTS}/linked-${name.replaceAll(/\W+/g, '-')}-${what}.png`,
            fullPage: true,
          });
      };
      const button = (en: string, de: string) => page.getByRole('button', { name: word(en, de) });
      // What may be done with them, until when, and for what.
      const rules = await page.locator('.change-rules').innerText();
      expect(rules).toMatch(
        /^(You can give tickets back until .*, free of charge\.|Tickets können Sie bis .* zurückgeben, ohne Gebühr\.)/,
      );
      expect(rules).toMatch(/(€1\.50 is charged for each\.|je Ticket kostet das 1,50\s€\.)/);
      await button('Exchange tickets', 'Tickets umtauschen').press('Enter');
      await page.getByRole('checkbox').first().press('Space');
      await page.locator('.exchange .hall [role=application]').waitFor();
      // Its own seats are no seats to choose.
      await pickInList(page, 'Zone 1', '2', []);
      const own = page.getByRole('button', { name: /^(Seat|Platz) 2, .*(Yours|Ihre Plätze)$/ });
      await expect.poll(() => own.getAttribute('aria-disabled')).toBe('true');
      await pickInList(page, 'Zone 1', '1', ['3']);
      await page.getByText(word('New seat: .*', 'Neuer Platz: .*')).waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await shoot('chosen');
      await button('See what it costs', 'Zeigen, was es kostet').press('Enter');
      await page.getByText(/^(You pay €11\.50\.|Sie zahlen 11,50\s€\.)$/).waitFor();
      await page.locator('.quoted:focus').waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
      await shoot('quoted');
      await page.locator('.exchange input[value=tok_declined]').check();
      const pay = button('Pay €11.50 and exchange', '11,50.€ bezahlen und umtauschen');
      await pay.press('Enter');
      // Where the next card is chosen.
      await page.locator('.exchange').getByRole('alert').waitFor();
      await page.locator('.exchange input[value=tok_ok]').check();
      await pay.press('Enter');
      await page.locator('.ticket .stamp').waitFor();
      await page.locator('#booking-status:focus').waitFor();
      await expect.poll(() => page.locator('.ticket img').count()).toBe(2);
      expect(await accessibilityOf(page)).toEqual([]);

      await button('Give tickets back', 'Tickets zurückgeben').press('Enter');
      await page.getByRole('checkbox').first().press('Space');
      await button('See what you get back', 'Zeigen, was Sie zurückbekommen').press('Enter');
      await page.locator('.quoted:focus').waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
      await button('Give this ticket back', 'Dieses Ticket zurückgeben').press('Enter');
      await expect.poll(() => page.locator('.ticket .stamp').count()).toBe(2);
      await page.getByText(word('Paid, less refunds', 'Bezahlt abzüglich Erstattungen')).waitFor();
      // They are paid for no more.
      expect(await page.locator('.ticket[data-void=true]').allInnerTexts()).not.toContainEqual(
        expect.stringContaining('€'),
      );
      await expect.poll(() => page.locator('.ticket[data-void=false]').innerText()).toContain('€');
      // The last one goes with the booking.
      await button('Give tickets back', 'Tickets zurückgeben').waitFor({ state: 'detached' });
      await button('Cancel the booking', 'Buchung stornieren').waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
      await shoot('changed');
      expect(opened.complaints).toEqual([]);
    },
  );

  it('tells nobody the link, and ends before the reader’s eyes when the address is corrected', async () => {
    const { id, hash } = await booked(['Z1-5-1']);
    await using opened = await site.openPage('/', DESKTOP);
    const { page } = opened;
    const secret = hash.split('.').at(-1)!;
    const told: string[] = [];
    page.on('request', (request) => {
      const { referer = '' } = request.headers();
      if (`${request.url().split('#')[0]} ${referer} ${request.postData() ?? ''}`.includes(secret))
        told.push(request.url());
    });
    const answer = await page.goto(new URL(`/booking${hash}`, site.app.url).href);
    expect(answer!.headers()).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    await page.getByRole('heading', { name: WORDS.en.confirmed }).waitFor();
    const correct =
      'mutation ($input: UpdateBookingCustomerInput!) { updateBookingCustomer(input: $input) { __typename } }';
    await site.app.organiser.data<object, object>(correct, { input: { bookingId: id, email: 'right@example.org' } });
    await page.reload();
    await page.getByRole('heading', { name: WORDS.en.ended }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(told).toEqual([]);
  });

  it('says that there is no page at an address without a link', async () => {
    await using opened = await site.openPage('/booking', DESKTOP);
    await opened.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  });
});
