import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { textOfPdf } from '../kit/checks/pdf-text.ts';
import { mailOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

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
