import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { squeezedIn } from '../kit/browser/squeezed.ts';
import { standingPlan } from '../kit/shows/area-page-show.ts';
import { createShowOver } from '../kit/shows/priced-show.ts';

describeWithChromium('an order of ticket types, fees and places, in German', () => {
  let site: Site;
  let showId: string;
  beforeAll(async () => {
    site = await openSite();
    const types = [{ name: 'Erwachsene' }, { name: 'Ermäßigt', note: 'Schüler, Studierende und Schwerbehinderte' }];
    const tier = (category: string, name: string) => {
      return { name, category, price: 14_550, taxRate: 7, prices: [{ ticketType: 'Ermäßigt', price: 9_950 }] };
    };
    const show = await createShowOver(site.app.organiser, standingPlan({ front: 100_000 }), {
      title: 'Der Freischütz',
      ticketTypes: types,
      priceTiers: [
        tier('Stalls', 'Parkett Sperrsitz vorne'),
        tier('Balcony', 'Erster Rang Mitte'),
        tier('Standing', 'Stehplatz'),
      ],
      fees: [{ name: 'Vorverkaufsgebühr', basis: 'PER_TICKET', percent: 7.5, taxRate: 19 }],
    });
    showId = show.id;
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    [320, ['1', '2']],
    [360, ['4', '5']],
    [390, ['7', '8']],
  ])('stays within its panel at each step: %i pixels', async (width, seats) => {
    const window = { ...PHONE, viewport: { width, height: 844 }, locale: 'de-DE' };
    await using shop = await site.openShop(`/shows/${showId}`, window);
    const { page } = shop;
    await shop.pick('Zone 1', '1', seats);
    await page.locator('.lines .type').nth(1).waitFor();
    await page.getByRole('button', { name: 'Einer mehr: Standing, front, Ermäßigt' }).first().click();
    expect(await squeezedIn(page)).toEqual([]);
    await page.locator('.actions .primary').click();
    await shop.reaches('held');
    await page.locator('.tax').first().waitFor();
    expect(await squeezedIn(page)).toEqual([]);
    await shop.toPayment();
    expect(await squeezedIn(page)).toEqual([]);
    await page.getByRole('button', { name: /bezahlen$/ }).click();
    await shop.reaches('confirmed');
    await page.locator('.ticket').nth(2).waitFor();
    expect(await squeezedIn(page)).toEqual([]);
  });
});
