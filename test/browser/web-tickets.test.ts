import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { mailOf } from '../kit/product/mails.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const GERMAN = { ...DESKTOP, locale: 'de-AT' };

const planOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/plans/${name}.json`, import.meta.url), 'utf8')) as object;

/** The buttons of the list of seats that open something, as they are named. */
const openers = (page: Page) =>
  page
    .locator('#seat-list .zones .disclosure > span')
    .evaluateAll((names) => names.map(({ textContent }) => textContent));

const opener = (page: Page, name: string) => page.locator('#seat-list .disclosure', { hasText: name });

async function payFor({ page, reaches, toPayment }: ShopPage, words: { hold: RegExp; pay: RegExp }): Promise<void> {
  await page.getByRole('button', { name: words.hold }).click();
  await reaches('held');
  await toPayment();
  await page.getByRole('button', { name: words.pay }).click();
  await reaches('confirmed');
}

function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

describeWithChromium('labels and tickets on the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ env: { DEMO: 'false' } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('opens one of two rows of the same name, and tells them apart', async () => {
    const showId = await organiseShow(site.app, { title: 'Two halves', plan: planOf('two-halves') });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await opener(page, 'Seats as a list').click();
    await opener(page, 'Floor').click();
    await expect.poll(() => openers(page)).toEqual(['Floor', 'Row K, left, seats 1–3', 'Row K, right, seats 4–6']);
    await opener(page, 'Row K, right').click();
    await expect.poll(() => page.locator('#seat-list .seat').allInnerTexts()).toEqual(['4', '5', '6']);
    await opener(page, 'Row K, left').click();
    await expect.poll(() => page.locator('#seat-list .seat').allInnerTexts()).toEqual(['1', '2', '3']);
    expect(shop.complaints).toEqual([]);
  });

  it('names seats that lack a number or a row', async () => {
    const showId = await organiseShow(site.app, { title: 'Blank', plan: planOf('blank-labels') });
    await using shop = await site.openShop(`/shows/${showId}`, GERMAN);
    const { page } = shop;
    await opener(page, 'Plätze als Liste').click();
    await opener(page, 'Floor').click();
    await expect.poll(() => openers(page)).toEqual(['Floor', 'Plätze ohne Reihe', 'Reihe B']);
    await opener(page, 'Reihe B').click();
    await page.getByRole('button', { name: /^Platz ohne Nummer, / }).click();
    await expect.poll(() => page.locator('.lines .line-name b').allInnerTexts()).toEqual(['Reihe B']);
  });

  it('says of a wheelchair place that it is one, from the map to the ticket', async () => {
    const showId = await organiseShow(site.app, { title: 'Wheelchairs', plan: planOf('wheelchairs') });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await page.locator('.legend .looks', { hasText: 'Wheelchair place' }).waitFor();
    // Its hall has no companion seats to ask for.
    await page.getByLabel('Wheelchair places').selectOption('1');
    await page.locator('.best form button').click();
    await page.locator('.proposal').first().getByText('1 wheelchair place').waitFor();
    await expect.poll(() => page.getByLabel('Companion seats').count()).toBe(0);
    await shop.pick('Floor', 'A', ['3', '4']);
    const seats = page.locator('#seat-list .seat');
    const isMarked = (all: Element[]) => all.map((seat) => (seat.querySelector('.wheelchair')?.clientWidth ?? 0) > 10);
    await expect.poll(() => seats.evaluateAll(isMarked)).toEqual([false, false, false, true, true, true]);
    // For who hears it the name says so, once.
    await page.getByRole('button', { name: 'Seat 4, €40.00, Stalls, Wheelchair place', exact: true }).waitFor();
    const lines = () => page.locator('.lines small').allInnerTexts();
    const told = ['Floor · Stalls', 'Floor · Stalls · Wheelchair place'];
    await expect.poll(lines).toEqual(told);
    await payFor(shop, { hold: /^Hold 2 seats/, pay: /^Pay/ });
    const tickets = page.locator('.ticket');
    await expect.poll(() => tickets.count()).toBe(2);
    await tickets.filter({ hasText: 'Row A · Seat 4' }).getByText('Wheelchair place').waitFor();
    await expect.poll(() => page.locator('.tickets').getByText('Wheelchair place').count()).toBe(1);
    expect(shop.complaints).toEqual([]);
  });

  it('calls a chair a chair from the list to the ticket, and writes to the buyer in the page’s language', async () => {
    const showId = await organiseShow(site.app, { title: 'Dinner', plan: planOf('tables') });
    await using shop = await site.openShop(`/shows/${showId}`, GERMAN);
    const { page } = shop;
    await opener(page, 'Plätze als Liste').click();
    await opener(page, 'Floor').click();
    await opener(page, 'Table 7').click();
    await page.getByRole('button', { name: /^Chair 1, / }).click();
    await page.getByRole('button', { name: /^Chair 2, / }).click();
    await expect
      .poll(() => page.locator('.lines .line-name b').allInnerTexts())
      .toEqual(['Table 7 · Chair 1', 'Table 7 · Chair 2']);
    await payFor(shop, { hold: /^2 Plätze reservieren/, pay: /bezahlen$/ });
    await expect.poll(() => page.locator('.ticket b:visible').first().innerText()).toBe('Table 7 · Chair 1');
    await page.getByRole('img', { name: 'QR-Code für Floor, Table 7, Chair 1' }).waitFor();
    const mail = await mailOf(site.app.dataDir, 'ticket', await page.locator('.reference b').innerText());
    expect(mail.subject).toContain('Ihre Tickets für Dinner');
    expect(mail.text).toContain('Floor, Table 7, Chair 2');
    expect(shop.complaints).toEqual([]);
  });

  it('prints tickets, each in one piece with all that the door asks for, and nothing else', async () => {
    const title = 'Ein Sommernachtstraum in der Fassung für Kammerorchester und Erzähler';
    const showId = await organiseShow(site.app, { title, rows: 1, seats: 8 });
    await using shop = await site.openShop(`/shows/${showId}`, { ...GERMAN, colorScheme: 'dark' });
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1', '2', '3', '4', '5', '6', '7', '8']);
    await payFor(shop, { hold: /^8 Plätze reservieren/, pay: /bezahlen$/ });
    const reference = await page.locator('.reference b').innerText();
    const calendar = page.getByRole('link', { name: 'In den Kalender' });
    await expect.poll(() => calendar.getAttribute('href')).toMatch(/^\/calendar\/booking_\w{26}\.[\w-]{22}\.ics$/);

    const images = page.locator('.ticket img');
    await expect.poll(() => images.count()).toBe(8);
    const isComplete = (all: HTMLElement[]) => all.every((image) => (image as HTMLImageElement).naturalWidth > 0);
    await expect.poll(() => images.evaluateAll(isComplete)).toBe(true);

    await page.emulateMedia({ media: 'print' });
    const seen = await page.locator('body').innerText();
    for (const chrome of ['Saalplan', 'Tickets drucken', 'Weitere Plätze', 'Bis bald!', 'Preise', 'Programm'])
      expect(seen).not.toContain(chrome);
    const tickets = await page.locator('.ticket').allInnerTexts();
    expect(tickets).toHaveLength(8);
    for (const [index, ticket] of tickets.entries()) {
      for (const fact of [
        title,
        'Coliseu, Lisboa',
        'Zone 1',
        `Reihe 1 · Platz ${index + 1}`,
        '40,00',
        'Ada Lovelace',
        reference,
      ])
        expect(ticket).toContain(fact);
      // In the venue's time, and which that is.
      expect(ticket).toMatch(/\d{2}:\d{2} (WES?Z|MESZ|GMT|UTC|OEZ)/);
    }
    const box = await page.locator('.ticket img').first().boundingBox();
    expect(box!.width).toBeGreaterThan(180); // CSS pixels: nearly 50 mm
    for (const format of ['A4', 'Letter']) expect(pagesOf(await page.pdf({ format }))).toBe(4);

    await page.emulateMedia({ media: 'screen' });
    await site.app.organiser.data<object, object>(
      'mutation ($id: ID!) { cancelBooking(input: { bookingId: $id }) { __typename } }',
      { id: new URL(page.url()).searchParams.get('booking') },
    );
    await shop.reaches('ended');
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.locator('.ticket .stamp').allInnerTexts()).toEqual(Array(8).fill('UNGÜLTIG'));
    await expect.poll(() => page.locator('.ticket img').count()).toBe(0);
  });
});
