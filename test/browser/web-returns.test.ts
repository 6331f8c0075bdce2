import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const SHOTS = process.env.SCREENSHOTS;
const ALLOW = `mutation ($input: UpdateShowInput!) { updateShow(input: $input) { __typename } }`;

describeWithChromium('a buyer who gives a ticket back', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function allowingShow(title: string): Promise<string> {
    const showId = await organiseShow(site.app, { title });
    const returnsUntil = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const input = {
      showId,
      changeRules: { returnsUntil, returnFee: 500, exchangesUntil: returnsUntil, exchangeFee: 150 },
    };
    expect(await site.app.organiser.data(ALLOW, { input })).toEqual({
      updateShow: { __typename: 'UpdateShowSuccess' },
    });
    return showId;
  }

  async function buyTwo(shop: ShopPage): Promise<void> {
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1', '2']);
    await page.getByRole('button', { name: /^(Hold|\d* ?Plätze reservieren)/ }).click();
    await shop.reaches('held');
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay|bezahlen$/ }).click();
    await shop.reaches('confirmed');
  }

  it('chooses it, sees line by line what comes back, and has a void ticket and the rest: by keyboard alone', async () => {
    const showId = await allowingShow('Half a party');
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await buyTwo(shop);
    await page.getByRole('button', { name: 'Give tickets back' }).press('Enter');
    const ask = page.getByRole('button', { name: 'See what you get back' });
    await page.getByText('Choose the tickets first.').waitFor();
    await page.getByRole('checkbox').first().press('Space');
    await page.getByRole('checkbox').last().press('Space');
    await page.getByText('These are all of your tickets: cancel the booking instead.').waitFor();
    await page.getByRole('checkbox').last().press('Space');
    expect(await accessibilityOf(page)).toEqual([]);
    await ask.press('Enter');
    await page.getByText('You get €35.00 back.').waitFor();
    await page.locator('.returns .lines', { hasText: /[-−]€40\.00/ }).waitFor();
    await page.locator('.returns .lines', { hasText: 'Cancellation fee' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give this ticket back' }).press('Enter');
    await page.getByText('VOID', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('img', { name: /^QR code/ }).count()).toBe(1);
    // The last ticket goes with the booking.
    await page.getByRole('button', { name: 'Give tickets back' }).waitFor({ state: 'detached' });
    await page.locator('.left', { hasText: '7 tickets left' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });

  it('does so in German on a phone, in the dark', async () => {
    const showId = await allowingShow('Halb so viele');
    await using shop = await site.openShop(`/shows/${showId}`, { ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const { page } = shop;
    await buyTwo(shop);
    await page.getByRole('button', { name: 'Tickets zurückgeben' }).click();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Zeigen, was Sie zurückbekommen' }).click();
    await page.getByText(/^Sie bekommen 35,00\s€ zurück\.$/).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dieses Ticket zurückgeben' }).click();
    await expect.poll(() => page.getByRole('img', { name: /QR-Code/ }).count()).toBe(1);
  });

  it.each([
    ['in English on a desktop', { ...DESKTOP }],
    ['in German on a phone, in the dark', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
  ])('exchanges a ticket for a dearer seat of the map, and pays the difference, %s', async (name, options) => {
    const showId = await allowingShow(`Dearer ${name}`);
    await using shop = await site.openShop(`/shows/${showId}`, options);
    const { page } = shop;
    const shoot = async (what: string) => {
      if (SHOTS)
        await page.screenshot({
          path: `${SHOTS}/exchange-${name.replaceAll(/\W+/g, '-')}-${what}.png`,
          fullPage: true,
        });
    };
    const word = (en: string, de: string) => new RegExp(`^(${en}|${de})`);
    const button = (en: string, de: string) => page.getByRole('button', { name: word(en, de) });
    await shop.pick('Zone 1', '2', ['1']);
    await button('Hold', '.*reservieren').click();
    await shop.reaches('held');
    await shop.toPayment();
    await button('Pay', '.*bezahlen').click();
    await shop.reaches('confirmed');

    await button('Exchange tickets', 'Tickets umtauschen').press('Enter');
    await page.getByRole('checkbox').first().press('Space');
    await page.getByText(word('Now choose another seat', 'Wählen Sie nun')).waitFor();
    await shop.pick('Zone 1', '1', ['3']);
    await page.getByText(word('New seat: .*', 'Neuer Platz: .*')).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shoot('chosen');
    await button('See what it costs', 'Zeigen, was es kostet').press('Enter');
    await page.getByText(/^(You pay €11\.50\.|Sie zahlen 11,50\s€\.)$/).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await shoot('quoted');
    const pay = button('Pay €11.50 and exchange', '11,50.€ bezahlen und umtauschen');
    await page.locator('.exchange input[value=tok_declined]').check();
    await pay.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.locator('.exchange input[value=tok_ok]').check();
    await pay.press('Enter');
    await page.getByText(word('VOID', 'UNGÜLTIG')).waitFor();
    await expect.poll(() => page.getByRole('img', { name: /QR.code/i }).count()).toBe(1);
    await shoot('exchanged');
    expect(shop.complaints).toEqual([]);
  });

  it('is not asked where the show does not allow it', async () => {
    const showId = await organiseShow(site.app, { title: 'All or nothing' });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    await buyTwo(shop);
    await shop.page.getByRole('button', { name: 'Cancel the booking' }).waitFor();
    expect(await shop.page.getByRole('button', { name: 'Give tickets back' }).count()).toBe(0);
  });
});
