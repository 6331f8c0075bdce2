import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { holdQueries } from '../kit/browser/page-network.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { CancelShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const ENGLISH = {
  hold: 'Hold this seat',
  pay: /^Pay/,
  seeYou: 'See you there!',
  cancelled: 'This show is cancelled',
  ofNoUse: 'It does not take place: these tickets admit nobody. Your order is kept here.',
  stamp: 'VOID',
  actions: ['Receipt as PDF', 'Cancel the booking'],
  myTickets: 'My tickets',
  status: 'Show cancelled',
  givenUp: 'What you held was given up, and nothing was charged.',
};
const GERMAN: typeof ENGLISH = {
  hold: 'Platz reservieren',
  pay: /bezahlen$/,
  seeYou: 'Bis bald!',
  cancelled: 'Diese Veranstaltung ist abgesagt',
  ofNoUse: 'Sie findet nicht statt: Diese Tickets gelten nicht mehr. Ihre Bestellung bleibt hier erhalten.',
  stamp: 'UNGÜLTIG',
  actions: ['Quittung als PDF', 'Buchung stornieren'],
  myTickets: 'Meine Tickets',
  status: 'Veranstaltung abgesagt',
  givenUp: 'Was Sie reserviert hatten, wurde freigegeben; abgebucht wurde nichts.',
};

describeWithChromium('a show that is cancelled', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ env: { DEMO: 'false' } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['desktop', ENGLISH, DESKTOP],
    ['phone, dark, German', GERMAN, { ...PHONE, colorScheme: 'dark' as const, locale: 'de-DE' }],
  ])(
    'is told at once to one who has tickets, which are stamped, and in their lists (%s)',
    async (name, words, options) => {
      const showId = await organiseShow(site.app, { title: `Off, ${name}` });
      await using shop = await site.openShop(`/shows/${showId}`, options);
      const { page } = shop;
      await shop.pick('Zone 1', '1', ['1']);
      await page.getByRole('button', { name: words.hold }).click();
      await shop.reaches('held');
      await shop.toPayment();
      await page.getByRole('button', { name: words.pay }).click();
      await page.getByRole('heading', { name: words.seeYou }).waitFor();
      await expect.poll(() => page.locator('.ticket img').count()).toBe(1);
      // It also looks for itself; what is told here comes live.
      await holdQueries(page);
      await site.app.organiser.data(CancelShow, { input: { showId } });
      await page.locator('#order').getByRole('heading', { name: words.cancelled }).waitFor();
      await page.locator('#announcer', { hasText: words.cancelled }).waitFor({ state: 'attached' });
      await page.getByText(words.ofNoUse).waitFor();
      expect(await page.locator('.ticket .stamp').allInnerTexts()).toEqual([words.stamp]);
      expect(await page.locator('.ticket img').count()).toBe(0);
      expect(await page.locator('#order .actions').locator('button, a').allInnerTexts()).toEqual(words.actions);
      expect(await accessibilityOf(page)).toEqual([]);
      await page.unroute('**/graphql');

      await page.goto(`${site.app.url}/shows/${showId}`);
      await page.locator('.my-bookings small', { hasText: words.status }).waitFor();
      const other = await organiseShow(site.app, { title: 'Another' });
      await organiseShow(site.app, { title: 'One more' });
      await page.goto(site.app.url);
      const order = page.getByRole('region', { name: words.myTickets }).getByRole('link');
      expect(await order.innerText()).toContain(` · ${words.status} · `);
      await order.press('Enter');
      await page.locator('#order').getByRole('heading', { name: words.cancelled }).waitFor();
      expect(shop.complaints).toEqual([]);
      await site.app.organiser.data(CancelShow, { input: { showId: other } });
    },
  );

  it.each([
    ['desktop, dark', ENGLISH, { ...DESKTOP, colorScheme: 'dark' as const }],
    ['phone, German', GERMAN, { ...PHONE, locale: 'de-DE' }],
  ])('is told to those whose hold ends by it, before and while they pay (%s)', async (name, words, options) => {
    const showId = await organiseShow(site.app, { title: `Given up, ${name}` });
    await using holding = await site.openShop(`/shows/${showId}`, options);
    await using reviewing = await site.openShop(`/shows/${showId}`, options);
    await using looking = await site.openShop(`/shows/${showId}`, options);
    for (const [{ page, pick, reaches }, number] of [
      [holding, '1'],
      [reviewing, '2'],
    ] as const) {
      await pick('Zone 1', '1', [number]);
      await page.getByRole('button', { name: words.hold }).click();
      await reaches('held');
    }
    await reviewing.toPayment();
    await site.app.organiser.data(CancelShow, { input: { showId } });
    for (const { page, reaches } of [holding, reviewing]) {
      await reaches('picking');
      await page.locator('#order').getByRole('heading', { name: words.cancelled }).waitFor();
      await page.locator('#order').getByText(words.givenUp).waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
    }
    // Who held nothing has lost nothing.
    await looking.page.locator('#order').getByRole('heading', { name: words.cancelled }).waitFor();
    expect(await looking.page.getByText(words.givenUp).count()).toBe(0);
    expect([...holding.complaints, ...reviewing.complaints]).toEqual([]);
  });
});
