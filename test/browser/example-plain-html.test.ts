import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPage } from '../../scripts/bootstrap.mjs';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP } from '../kit/browser/shop-page.ts';
import { type ShopServer, startShopServer } from '../kit/browser/shop-server.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { ROOT } from '../kit/product/product-process.ts';
import { createStandingShow } from '../kit/shows/area-page-show.ts';
import { openShowsOnOnePlan } from '../kit/shows/hall-show.ts';
import { organiseShows } from '../kit/shows/organised-show.ts';

describeWithChromium('examples/plain-html', () => {
  let site: Site;
  let shop: ShopServer;
  let shows: string[] = [];
  let concert = '';
  beforeAll(async () => {
    // The node serves the script as it is built now.
    await buildPage();
    shop = await startShopServer();
    site = await openSite({ env: { ALLOWED_ORIGINS: shop.url } });
    shows = await openShowsOnOnePlan(site.app.organiser, [1, 1, 2], { hall: { rows: 5, seats: 8 } });
    concert = await createStandingShow(site.app.organiser);
    // With them, more than a page of the list.
    const others = Array.from({ length: 18 }, (_, index) => `Show ${index + 1}`);
    await organiseShows(site.app, others);
    const { host } = new URL(site.app.url);
    const policy = `default-src 'none'; script-src 'self' http://${host}; style-src 'self'; img-src data: http://${host}; connect-src http://${host} ws://${host}`;
    for (const file of ['index.html', 'shop.js', 'shop.css']) {
      const text = await readFile(path.join(ROOT, 'examples/plain-html', file), 'utf8');
      const body = text.replaceAll('http://localhost:4000', site.app.url);
      shop.serve(file === 'index.html' ? '/' : `/${file}`, body, policy);
    }
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
  });

  it('sells tickets: a show is chosen, the best seats are held, booked and paid', async () => {
    await using context = await site.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...DESKTOP });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(shop.url);
    await page.locator(`#shows option[value="${shows[0]}"]`).waitFor({ state: 'attached' });
    await page.locator('#shows').selectOption(shows[0]!);
    await page.getByRole('application', { name: /^Seat map: The Tempest/ }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold the best 2 seats' }).click();
    await page.getByText('Your order: €90.00').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Card').selectOption('One that is declined');
    await page.getByRole('button', { name: 'Book and pay' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /declined/ })
      .waitFor();
    // What is booked is paid with another card.
    await page.getByLabel('Card').selectOption('One that pays');
    await page.getByRole('button', { name: 'Book and pay' }).click();
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
    expect(await page.locator('#reference').innerText()).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    const codes = page.getByRole('img', { name: /^Ticket for Zone 1, / });
    expect(await codes.count()).toBe(2);
    await expect
      .poll(() => codes.evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth > 0)))
      .toBe(true);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('sells places of an area of a show far down the list: with a ticket for each, until the booking is cancelled', async () => {
    // The buyer is not where the venue is.
    await using context = await site.browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Tokyo', ...DESKTOP });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(shop.url);
    const option = page.locator(`#shows option[value="${concert}"]`);
    await option.waitFor({ state: 'attached' });
    expect(await option.textContent()).toBe('Concert, Test hall, 1 May 2099, 20:00');
    await page.locator('#shows').selectOption(concert);
    await page.getByRole('application', { name: /^Seat map: Concert/ }).waitFor();
    const pit = { areaId: 'pit', ticketTypeId: null, quantity: 2 };
    await page.evaluate(`window.map = document.querySelector('seatwire-map');
      map.addEventListener('confirmed', ({ detail }) => { window.bookingId = detail.booking.id; });
      map.selectAreas([${JSON.stringify(pit)}]); map.hold()`);
    await page.getByText('Your order: €60.00').waitFor();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Book and pay' }).click();
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
    const codes = page.getByRole('img', { name: 'Ticket for Pit', exact: true });
    expect(await codes.count()).toBe(2);
    await expect
      .poll(() => codes.evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth > 0)))
      .toBe(true);
    await page.getByRole('heading', { name: 'Booked. See you there!' }).waitFor();

    // As it may be anywhere else: its page hears of it.
    await page.evaluate('map.boxOffice.cancelBooking({ bookingId })');
    await page.getByText('The booking was cancelled and the payment refunded.').first().waitFor();
    expect(await page.getByRole('heading', { name: 'Booked. See you there!' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Thank you!' }).isVisible()).toBe(false);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('keeps two shows of one hall apart, also when the buyer goes from one to the other and back', async () => {
    await using context = await site.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...DESKTOP });
    const page = await context.newPage();
    await page.goto(shop.url);
    const choose = async (showId: string) => {
      await page.locator(`#shows option[value="${showId}"]`).waitFor({ state: 'attached' });
      await page.locator('#shows').selectOption(showId);
    };
    const order = page.getByText(/^Your order: /);
    const best = page.getByRole('button', { name: 'Hold the best 2 seats' });
    await choose(shows[2]!);
    await best.click();
    await expect.poll(() => order.innerText()).toBe('Your order: €180.00');
    // The other show has the same seats, at its own prices; nothing is held there yet.
    await choose(shows[1]!);
    await best.waitFor();
    expect(await order.isVisible()).toBe(false);
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    const list = page.locator('seatwire-map .seat-list');
    await list.getByRole('button', { name: /^Zone 1 / }).click();
    await expect.poll(() => list.getByRole('button', { name: /^Zone 1 / }).innerText()).toContain('40 of 40 free');
    // What was held is found again where it was held.
    await choose(shows[2]!);
    await expect.poll(() => order.innerText()).toBe('Your order: €180.00');
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    await page.getByRole('button', { name: 'Give the seats back' }).click();
    await best.waitFor();
    expect(await order.isVisible()).toBe(false);
  });
});
