import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBoxOffice } from '../../packages/client/src/box-office/box-office.ts';
import { loadTokenKey, signToken } from '../../src/modules/identity/token-issuer.ts';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { type ServedFolder, serveFolder } from '../kit/browser/served-folder.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { CancelBooking } from '../kit/callers/operations.graphql.ts';
import { type InstalledExample, installExample } from '../kit/examples/installed-example.ts';
import { unpackPackages } from '../kit/product/packed-packages.ts';
import { createStandingShow } from '../kit/shows/area-page-show.ts';
import { openHallShow, openShowsOnOnePlan } from '../kit/shows/hall-show.ts';
import { organiseShows } from '../kit/shows/organised-show.ts';

const SHOPS = ['react-apollo', 'vue-urql'] as const;

describeWithChromium('the shops of examples/', () => {
  let folder = '';
  let site: Site;
  const served = new Map<string, ServedFolder>();
  const installed = new Map<string, InstalledExample>();

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'seatwire-examples-')));
    for (const name of SHOPS) served.set(name, await serveFolder(path.join(folder, 'examples', name, 'dist')));
    const origins = [...served.values()].map(({ url }) => url).join();
    [site] = await Promise.all([
      openSite({ env: { ALLOWED_ORIGINS: origins } }),
      unpackPackages(path.join(folder, 'packages'), ['client', 'react', 'schema']),
    ]);
  });
  beforeAll(async () => {
    // More than a page of the list.
    const titles = Array.from({ length: 10 }, (_, index) => `Show ${index + 1}`);
    await Promise.all([organiseShows(site.app, titles), ...SHOPS.map(install)]);
    // Some hundred packages each, from npm's cache or over the network.
  }, 300_000);
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    for (const server of served.values()) await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function install(name: string): Promise<void> {
    const example = await installExample(folder, name);
    installed.set(name, example);
    // As in development, React and the caches say what they don't like.
    await example.run('build', { NODE_ENV: 'development', VITE_SEATWIRE_URL: `${site.app.url}/graphql` });
  }

  describe.each(SHOPS)('%s', (name) => {
    /** A buyer's window on the shop. What the page throws or complains about is to stay empty. */
    async function open(options: BrowserContextOptions = DESKTOP, token?: string) {
      const context = await site.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
      if (token)
        await context.addInitScript(
          `localStorage['seatwire.token@${new URL(site.app.url).origin}'] ??= ${JSON.stringify(token)}`,
        );
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
      const goTo = (hash: string) => page.goto(`${served.get(name)!.url}/#${hash}`);
      return { page, complaints, goTo, [Symbol.asyncDispose]: () => context.close() };
    }

    it('has the types of its documents as the schema has them, and no mistake in its own', async () => {
      await installed.get(name)!.run('check');
    });

    it('sells seats: chosen on the live map, held, booked and paid, with tickets', async () => {
      const showId = await openHallShow(site.app.organiser);
      await using shop = await open();
      const { page } = shop;
      await shop.goTo('/');
      const card = await listed(page, showId);
      expect(await accessibilityOf(page)).toEqual([]);
      // The first page has stayed.
      expect(await page.locator('.card').count()).toBeGreaterThan(10);
      await card.getByRole('link').click();
      await page.getByText('Live · 8 seats free').waitFor();

      await seat(page, 'row 1, seat 1, €45.00, free').click();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: 'Hold 2 seats' }).waitFor();
      // Somebody else is quicker.
      await lockSeats(await site.app.guest(), showId, ['Z1-1-2']);
      await seat(page, 'row 1, seat 2, €45.00, held by someone').waitFor();
      await page.getByRole('button', { name: 'Hold 1 seat' }).click();
      await page.getByText(/Held for you for [45]:\d\d/).waitFor();
      await seat(page, 'row 1, seat 1, €45.00, yours').waitFor();
      expect(await accessibilityOf(page)).toEqual([]);

      await book(page);
      expect(await accessibilityOf(page)).toEqual([]);
      await pay(page, 'Card that is declined');
      await page
        .getByRole('alert')
        .getByText(/declined/)
        .waitFor();
      await pay(page, 'Card that is accepted');
      const code = page.getByRole('img', { name: /^QR code / });
      await code.waitFor();
      await expect.poll(() => code.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
      expect(await accessibilityOf(page)).toEqual([]);

      // What is paid is followed on: the organiser cancels it, and its ticket is void at once.
      const bookingId = new URL(page.url()).hash.split('/').at(-1)!;
      await site.app.organiser.data(CancelBooking, { input: { bookingId } });
      await page.getByText('Void', { exact: true }).waitFor();
      await page
        .getByRole('status')
        .getByText(/cancelled|refunded/)
        .waitFor();
      expect(await code.count()).toBe(0);
      expect(await accessibilityOf(page)).toEqual([]);
      expect(shop.complaints).toEqual([]);
    });

    it('keeps prices and states of two shows on one plan apart', async () => {
      const [cheap, dear] = (await openShowsOnOnePlan(site.app.organiser, [1, 10])) as [string, string];
      await using shop = await open(PHONE);
      const { page } = shop;
      // The page stays, and with it what its caches know.
      await shop.goTo('/');
      const list = page.getByRole('link', { name: 'Shows' });
      const visit = async (showId: string) => {
        await list.click();
        const card = await listed(page, showId);
        await card.getByRole('link').click();
      };
      await visit(cheap);
      await seat(page, 'row 1, seat 1, €45.00, free').click();
      await page.getByRole('button', { name: 'Hold 1 seat' }).click();
      await book(page);
      await pay(page, 'Card whose bank takes a few seconds');
      await page.getByText('Your bank has not answered yet.').waitFor();
      // Told by the subscription.
      await page.getByRole('heading', { name: 'Tickets' }).waitFor();

      await visit(dear);
      await seat(page, 'row 2, seat 1, €290.00, free').waitFor();
      await seat(page, 'row 1, seat 1, €450.00, free').click();
      await page.getByRole('button', { name: 'Hold 1 seat' }).click();
      await page.getByText('Total €450.00').waitFor();

      await list.click();
      const cards = [await listed(page, cheap), await listed(page, dear)] as const;
      await cards[0].getByText('From €29.00 · 7 of 8 seats free').waitFor();
      await cards[1].getByText('From €290.00 · 7 of 8 seats free').waitFor();

      await visit(cheap);
      await seat(page, 'row 1, seat 1, €45.00, sold').waitFor();
      await page.getByText('Choose seats on the map.').waitFor();
      expect(await accessibilityOf(page)).toEqual([]);

      await visit(dear);
      await seat(page, 'row 1, seat 1, €450.00, yours').waitFor();
      await book(page);
      await page.getByRole('link', { name: 'My bookings' }).click();
      await page.getByText('Zone 1, row 1, seat 1 €45.00').waitFor();
      await page.getByText('Zone 1, row 1, seat 1 €450.00').waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
      expect(shop.complaints).toEqual([]);
    });

    it('names tickets of areas by their area', async () => {
      const showId = await createStandingShow(site.app.organiser, { withTypes: true });
      const { token } = await site.app.guest();
      const boxOffice = createBoxOffice({ url: `${site.app.url}/graphql`, token });
      const held = await boxOffice.lockSeats({ showId, seatIds: ['Z1-1-1'], areas: [{ areaId: 'pit', quantity: 2 }] });
      const customer = { name: 'Ada Lovelace', email: 'ada@example.org' };
      const booked = held.ok ? await boxOffice.createBooking({ lockId: held.value.id, customer }) : held;
      if (!booked.ok) throw new Error(JSON.stringify(booked));
      await boxOffice.payBooking({ bookingId: booked.value.id, paymentToken: 'tok_ok' });
      await using shop = await open(PHONE, token);
      const { page } = shop;
      await shop.goTo('/bookings');
      await page.getByText('Zone 1, row 1, seat 1 · 2 × Pit, Adult').waitFor();
      await shop.goTo(`/bookings/${booked.value.id}`);
      const tickets = page.locator('.ticket p:not(.muted)');
      await expect.poll(() => tickets.allInnerTexts()).toEqual(['Zone 1, row 1, seat 1', 'Pit', 'Pit']);
      await page.getByText('2 × Pit, Adult').waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
      expect(shop.complaints).toEqual([]);
    });

    it('renews an expired token, and goes on as the same guest', async () => {
      const showId = await openHallShow(site.app.organiser);
      const guest = await site.app.guest();
      const { id, reference } = await bookSeats(guest, showId, ['Z1-1-1']);
      const key = await loadTokenKey(site.app.database, null);
      const expired = await signToken(key, { id: guest.id, role: 'customer', email: null, ttl_ms: -60_000 });
      await using shop = await open(DESKTOP, expired.token);
      await shop.goTo('/bookings');
      await shop.page.getByText(reference).waitFor();
      await shop.goTo(`/bookings/${id}`);
      await shop.page.getByText(/not paid yet/).waitFor();
      // What happens elsewhere shows here.
      await payBooking(guest, id);
      await shop.page.getByRole('heading', { name: 'Tickets' }).waitFor();
      // What the server says there is not, no cache makes up.
      await shop.goTo('/bookings/booking_01k8000000e008002ymwrqw002');
      await shop.page.getByText('There is no such booking.').waitFor();
      await shop.goTo('/shows/show_01k8000000e008002ymwrqw003');
      await shop.page.getByText('There is no such show.').waitFor();
    });
  });
});

const seat = (page: Page, label: string) => page.getByRole('checkbox', { name: `Zone 1, ${label}`, exact: true });

/** The show in the list, of which further pages may have to be asked for. */
async function listed(page: Page, showId: string): Promise<Locator> {
  const card = page.locator('.card', { has: page.locator(`a[href="#/shows/${showId}"]`) });
  // While it is asked for anew it may show more pages than then.
  await page.locator('.cards[aria-busy=false]').first().waitFor();
  if (!(await card.isVisible())) await page.getByRole('button', { name: 'More shows' }).click();
  await card.waitFor();
  return card;
}

async function book(page: Page): Promise<void> {
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill('ada@example.org');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByText(/not paid yet: please pay by \d\d:\d\d/).waitFor();
}

async function pay(page: Page, card: string): Promise<void> {
  await page.getByRole('radio', { name: card }).check();
  await page.getByRole('button', { name: /^Pay / }).click();
}
