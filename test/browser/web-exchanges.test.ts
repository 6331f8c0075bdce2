import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE, pickInList } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { UpdateShow } from '../kit/callers/operations.graphql.ts';
import { mailOf } from '../kit/product/mails.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

// Several tickets are exchanged at once: one keeps its seat and becomes another type, the other gets both.

vi.setConfig({ testTimeout: 90_000 });

const SHOTS = process.env.SCREENSHOTS;
const LINK = /https?:\S+\/booking(#\S+)/;
const word = (en: string, de: string) => new RegExp(`^(${en}|${de})`);
const LOOKS = [
  ['in English on a desktop', { ...DESKTOP }],
  ['in German on a phone, in the dark', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
] as const;

describeWithChromium('several tickets of a booking, exchanged at once', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ env: { DEMO: 'false' } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function openShow() {
    const show = await createPricedShow(site.app.organiser, { zones: 2, rows: 1, seats: 6 });
    const until = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const input = { showId: show.id, changeRules: { exchangesUntil: until, keepsFees: false } };
    await site.app.organiser.data(UpdateShow, { input });
    return { showId: show.id, typeId: (name: string) => show.ticketTypes.find((type) => type.name === name)!.id };
  }

  /** Of two adults. */
  async function bookTwo(showId: string) {
    const buyer = await site.app.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
    await payBooking(buyer, booking.id);
    return booking;
  }

  const shooting = (page: Page, name: string) => async (what: string) => {
    if (!SHOTS) return;
    await page.screenshot({ path: `${SHOTS}/exchanges-${name.replaceAll(/\W+/g, '-')}-${what}.png`, fullPage: true });
  };

  interface Exchanging {
    page: Page;
    /** Where tickets are exchanged. */
    panel: Locator;
    typeId(name: string): string;
    shoot(what: string): Promise<void>;
  }

  /** Up to what it comes to. */
  async function chooseBoth({ page, panel, typeId, shoot }: Exchanging): Promise<void> {
    const button = (en: string, de: string) => panel.getByRole('button', { name: word(en, de) });
    const ticket = (number: number) =>
      panel.getByRole('checkbox', { name: new RegExp(`(seat|Platz) ${number}$`, 'i') });
    const wish = (number: number) => panel.getByRole('group', { name: new RegExp(`(seat|Platz) ${number}$`, 'i') });
    const ask = button('See what it costs', 'Zeigen, was es kostet');
    await button('Exchange tickets', 'Tickets umtauschen').press('Enter');
    await panel.getByText(word('Choose a ticket, and then', 'Wählen Sie ein Ticket')).waitFor();
    await ticket(1).press('Space');
    await wish(1).getByText(word('Its seat stays', 'Der Platz bleibt')).waitFor();
    await wish(1).getByRole('combobox').selectOption(typeId('Child'));
    await ticket(2).press('Space');
    await panel
      .getByText(/(Choose what .*seat 2 is exchanged for|Wählen Sie, wogegen .*Platz 2 umgetauscht)/)
      .waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await pickInList(page, 'Zone 1', '1', ['4']);
    await wish(2).getByText(word('New seat: .*4', 'Neuer Platz: .*4')).waitFor();
    await wish(2).getByRole('combobox').selectOption(typeId('Student'));
    // Its seat could still be another one.
    await wish(1)
      .getByRole('button', { name: word('Choose its seat', 'Platz wählen') })
      .press('Enter');
    await panel
      .getByRole('status')
      .getByText(/seat 1|Platz 1/)
      .waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await shoot('chosen');
    await ask.press('Enter');
    await panel.getByText(/(€45\.10|45,10\s€) (back|zurück|goes back|gehen an den Kunden zurück)/).waitFor();
    await panel.locator('.quoted:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('quoted');
    await button('Exchange 2 tickets', '2 Tickets umtauschen').press('Enter');
  }

  it.each(LOOKS)('by their buyer on the page of the show, %s', async (name, options) => {
    const { showId, typeId } = await openShow();
    await using shop = await site.openShop(`/shows/${showId}`, options);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1', '2']);
    await page.getByRole('button', { name: /^(Hold|\d* ?Plätze reservieren)/ }).click();
    await shop.reaches('held');
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay|bezahlen$/ }).click();
    await shop.reaches('confirmed');
    const shoot = shooting(page, `shop ${name}`);
    await chooseBoth({ page, panel: page.locator('#order'), typeId, shoot });
    await expect.poll(() => page.locator('.ticket .stamp').count()).toBe(2);
    await expect.poll(() => page.getByRole('img', { name: /QR.code/i }).count()).toBe(2);
    await shoot('exchanged');
    expect(shop.complaints).toEqual([]);
  });

  it.each(LOOKS)('by whoever follows the link of a mail, %s', async (name, options) => {
    const { showId, typeId } = await openShow();
    const { reference } = await bookTwo(showId);
    const { text } = await mailOf(site.app.dataDir, 'ticket', reference);
    await using opened = await site.openPage(`/booking${LINK.exec(text!)![1]!}`, options);
    const { page } = opened;
    await page.locator('.ticket img').first().waitFor();
    const shoot = shooting(page, `link ${name}`);
    await chooseBoth({ page, panel: page.locator('main'), typeId, shoot });
    await expect.poll(() => page.locator('.ticket .stamp').count()).toBe(2);
    await expect.poll(() => page.locator('.ticket img').count()).toBe(2);
    await shoot('exchanged');
    expect(opened.complaints).toEqual([]);
  });

  it.each(LOOKS)('by the organiser, free of charge, %s', async (name, options) => {
    const { showId, typeId } = await openShow();
    const { reference } = await bookTwo(showId);
    await using desk = await site.openDesk(showId, options);
    const { page } = desk;
    const panel = page.locator('#bookings');
    await panel.getByRole('button', { name: word('Show all', 'Alles zeigen') }).click();
    const codes = panel.getByRole('link', { name: word('Its code', 'Der Code') });
    await codes.first().waitFor();
    const shoot = shooting(page, `desk ${name}`);
    await chooseBoth({ page, panel, typeId, shoot });
    await panel
      .getByText(word(`The order ${reference} is changed`, `Die Bestellung ${reference} ist geändert`))
      .waitFor();
    await expect.poll(() => codes.count()).toBe(2);
    await shoot('exchanged');
    expect(desk.complaints).toEqual([]);
  });
});
