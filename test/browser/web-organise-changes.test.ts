import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE, pickInList } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

vi.setConfig({ testTimeout: 60_000 });

const SHOTS = process.env.SCREENSHOTS;
const word = (en: string, de: string) => new RegExp(`^(${en}|${de})`);

describeWithChromium('tickets of an order on the organiser’s page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function openBooked(title: string, seatIds: string[], options: object) {
    const showId = await organiseShow(site.app, { title });
    const buyer = await site.app.guest();
    const booking = await bookSeats(buyer, showId, seatIds);
    await payBooking(buyer, booking.id);
    const desk = await site.openDesk(showId, options);
    const panel = desk.page.locator('#bookings');
    await panel.getByRole('button', { name: word('Show all', 'Alles zeigen') }).click();
    await panel
      .getByRole('link', { name: word('Its code', 'Der Code') })
      .first()
      .waitFor();
    const shoot = async (what: string) => {
      if (SHOTS) await panel.screenshot({ path: `${SHOTS}/office-${title.replaceAll(/\W+/g, '-')}-${what}.png` });
    };
    return { desk, panel, shoot, showId, reference: booking.reference };
  }

  const isWithin = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

  it.each([
    ['in English on a desktop', { ...DESKTOP }],
    ['in German on a phone, in the dark', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
  ])('are exchanged on the map, and what it costs more is collected, %s', async (name, options) => {
    const { desk, panel, shoot, reference } = await openBooked(`Exchange ${name}`, ['Z1-2-1'], options);
    await using opened = desk;
    const { page } = opened;
    await panel.getByRole('button', { name: word('Exchange tickets', 'Tickets umtauschen') }).press('Enter');
    await panel.getByRole('checkbox').first().press('Space');
    await panel.getByText(word('Now choose a free seat', 'Wählen Sie nun')).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await panel.getByRole('button', { name: word('To the map', 'Zum Plan') }).press('Enter');
    await page.locator('.hall [role=application]:focus').waitFor();
    await pickInList(page, 'Zone 1', '1', ['3']);
    await panel.getByText(word('New seat: .*', 'Neuer Platz: .*')).waitFor();
    // The way back from the map, where the keyboard was brought.
    await panel.locator('.exchange .primary:focus').waitFor();
    await shoot('chosen');
    await panel.getByRole('button', { name: word('See what it costs', 'Zeigen, was es kostet') }).press('Enter');
    await panel.getByText(/^(To collect: €10\.00\.|Zu kassieren: 10,00\s€\.)$/).waitFor();
    await panel.locator('.quoted:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await isWithin(page)).toBe(true);
    await shoot('quoted');
    await panel
      .getByRole('radio', { name: word('By card terminal', 'Mit Kartenterminal|Am Kartenterminal|Per Kartenterminal') })
      .press('Space');
    await panel
      .getByRole('button', { name: word('€10.00 collected: exchange', '10,00.€ kassiert: umtauschen') })
      .press('Enter');
    await panel
      .getByText(word(`The order ${reference} is changed`, `Die Bestellung ${reference} ist geändert`))
      .waitFor();
    await page.locator('#bookings-title:focus').waitFor();
    await panel.getByText(word('not valid any more', 'nicht mehr gültig')).waitFor();
    await panel.getByText(/card_terminal: (paid|bezahlt)/).waitFor();
    await expect.poll(() => panel.getByRole('link', { name: word('Its code', 'Der Code') }).count()).toBe(1);
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('exchanged');
    expect(opened.complaints).toEqual([]);
  });

  it.each([
    ['in English on a desktop', { ...DESKTOP }],
    ['in German on a phone, in the dark', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
  ])('are given back, although the show does not let buyers, free of charge, %s', async (name, options) => {
    const { desk, panel, shoot, reference } = await openBooked(`Return ${name}`, ['Z1-1-1', 'Z1-1-2'], options);
    await using opened = desk;
    const { page } = opened;
    const giveBack = panel.getByRole('button', { name: word('Give tickets back', 'Tickets zurückgeben') });
    await giveBack.press('Enter');
    await panel.getByRole('checkbox').first().press('Space');
    const ask = panel.getByRole('button', { name: word('See what goes back', 'Zeigen, was zurückgeht') });
    await ask.press('Enter');
    await panel.getByText(/^(€40\.00 goes back to the customer\.|40,00\s€ gehen an den Kunden zurück\.)$/).waitFor();
    // Changed one's mind, and once more.
    await panel.getByRole('button', { name: word('Leave it as it is', 'Lassen, wie sie ist') }).press('Enter');
    await panel.locator('.giving-back > button:focus').press('Enter');
    await panel.getByRole('checkbox').first().press('Space');
    await ask.press('Enter');
    await panel.locator('.quoted:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await isWithin(page)).toBe(true);
    await shoot('quoted');
    await panel
      .getByRole('button', { name: word('Give this ticket back', 'Dieses Ticket zurückgeben') })
      .press('Enter');
    await panel
      .getByText(word(`The order ${reference} is changed`, `Die Bestellung ${reference} ist geändert`))
      .waitFor();
    await panel.getByText(word('not valid any more', 'nicht mehr gültig')).waitFor();
    await panel.getByRole('heading', { name: word('Refunds', 'Erstattungen') }).waitFor();
    // The last ticket goes with the order.
    await giveBack.waitFor({ state: 'detached' });
    await page.locator('#refunds .holder', { hasText: reference }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  it('stay as they are where the seat is not free', async () => {
    const { desk, panel } = await openBooked('Taken', ['Z1-1-1', 'Z1-1-2'], DESKTOP);
    await using opened = desk;
    const { page } = opened;
    await panel.getByRole('button', { name: 'Exchange tickets' }).press('Enter');
    await panel.getByRole('checkbox').first().press('Space');
    await pickInList(page, 'Zone 1', '1', ['2']);
    await page.locator('#announcer', { hasText: /seat 2: Sold\.$/ }).waitFor({ state: 'attached' });
    await panel.getByText('Choose a ticket, and then a free seat.').waitFor();
    // Nothing was selected by it either.
    await page.locator('#marked h2').waitFor();
    expect(await page.locator('#marked .lines li').count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });
});
