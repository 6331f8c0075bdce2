import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, payBooking } from '../kit/callers/buyer.ts';
import { mailOf } from '../kit/product/mails.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

vi.setConfig({ testTimeout: 60_000 });

const SHOTS = process.env.SCREENSHOTS;
const LINK = /https?:\S+\/booking(#\S+)/;
const word = (en: string, de: string) => new RegExp(`${en}|${de}`);

describeWithChromium('a booking that is cancelled by the rules of its show', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function charge(showId: string, returnFee: number): Promise<void> {
    // The show is tomorrow, or later.
    const returnsUntil = new Date(Date.now() + 12 * 3_600_000).toISOString();
    await site.app.organiser.data<object, object>(
      'mutation ($input: UpdateShowInput!) { updateShow(input: $input) { __typename } }',
      { input: { showId, changeRules: { returnsUntil, returnFee, feeTaxRate: 19 } } },
    );
  }

  async function expectFine(page: Page, name: string, what: string): Promise<void> {
    expect(await accessibilityOf(page), what).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/by-rules-${name.replaceAll(/\W+/g, '-')}-${what}.png` });
  }

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, desktop, German', { ...DESKTOP, colorScheme: 'dark' as const, locale: 'de-DE' }],
    ['dark, phone, German', { ...PHONE, colorScheme: 'dark' as const, locale: 'de-DE' }],
  ])(
    'is so by the link of its mail, for what is told, by keyboard, and the organiser sees how (%s)',
    async (name, options) => {
      const showId = await organiseShow(site.app, { title: `By rules, ${name}` });
      await charge(showId, 650);
      const buyer = await site.app.guest();
      const booking = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
      await payBooking(buyer, booking.id);
      const { text } = await mailOf(site.app.dataDir, 'ticket', booking.reference);
      await using opened = await site.openPage(`/booking${LINK.exec(text!)![1]!}`, options);
      const { page } = opened;
      const cancel = page.getByRole('button', { name: word('^Cancel the booking', '^Buchung stornieren') }).first();
      const dialog = page.getByRole('dialog');
      const yes = dialog.getByRole('button', { name: word('Cancel the booking', 'Buchung stornieren') });
      await cancel.press('Enter');
      await dialog
        .getByText(word('You get €67\\.00 back; €13\\.00 is kept', 'Sie bekommen 67,00\\s€ zurück; 13,00\\s€'))
        .waitFor();
      await expectFine(page, name, 'asked');
      // The organiser takes more meanwhile.
      await charge(showId, 1_000);
      await yes.press('Enter');
      const told = page
        .getByRole('alert')
        .filter({ hasText: word('only €60\\.00 would go back', 'nur noch 60,00\\s€ zurück') });
      await told.waitFor();
      // Where one can ask again.
      await expect.poll(() => cancel.evaluate((it) => it === document.activeElement)).toBe(true);
      await told.scrollIntoViewIfNeeded();
      await expectFine(page, name, 'less');
      // All of it, and then nothing goes back.
      await charge(showId, 9_000);
      await cancel.press('Enter');
      await dialog.getByText(word('You get €60\\.00 back', 'Sie bekommen 60,00\\s€ zurück')).waitFor();
      await yes.press('Enter');
      await page
        .getByRole('alert')
        .filter({ hasText: word('no money would go back', 'kein Geld mehr zurück') })
        .waitFor();
      await charge(showId, 1_000);
      await page.reload();
      await cancel.press('Enter');
      await dialog.getByText(word('You get €60\\.00 back', 'Sie bekommen 60,00\\s€ zurück')).waitFor();
      await yes.press('Enter');
      await page.locator('#booking-status:focus').waitFor();
      await page.getByText(word('€20\\.00 of what you paid is not refunded', '20,00\\s€ nicht erstattet')).waitFor();
      await expect.poll(() => page.locator('.ticket .stamp').count()).toBe(2);
      await expectFine(page, name, 'cancelled');

      await using desk = await site.openDesk(showId, options);
      const panel = desk.page.locator('#bookings');
      await panel.getByRole('button', { name: word('^Show all', '^Alles zeigen') }).click();
      const timeline = panel.locator('.timeline');
      await timeline.getByText(word('€20\\.00 kept', '20,00\\s€ einbehalten')).waitFor();
      await timeline.scrollIntoViewIfNeeded();
      await expectFine(desk.page, name, 'timeline');
      if (SHOTS) await panel.screenshot({ path: `${SHOTS}/by-rules-${name.replaceAll(/\W+/g, '-')}-order.png` });
      expect(opened.complaints).toEqual([]);
      expect(desk.complaints).toEqual([]);
    },
  );
});
