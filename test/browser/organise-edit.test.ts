import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, lockSeats } from '../kit/callers/buyer.ts';
import { GetShow, PauseShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

vi.setConfig({ testTimeout: 60_000 });
const SHOTS = process.env.SCREENSHOTS;

describeWithChromium('the organiser’s forms for a show', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const openForms = async (showId: string, options?: object) => {
    const opened = await site.openPage(`/organise/shows/${showId}/edit#token=${site.app.organiserToken}`, options);
    await opened.page.locator('#details').waitFor();
    return opened;
  };
  const showOf = async (showId: string) => (await site.app.organiser.data(GetShow, { id: showId })).show!;

  it('change title and times by the clocks of the venue, the end of sales among them', async () => {
    const showId = await organiseShow(site.app, { title: 'Before' });
    await using forms = await openForms(showId);
    const { page } = forms;
    const title = page.getByLabel('Title', { exact: true });
    await title.fill(' ');
    await title.press('Enter');
    await page.getByText('Please fill this in.').waitFor();
    await page.locator('#f-title:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await title.fill('After');
    await page.getByLabel('Begins (clocks in Lisboa)').fill('2098-07-15T20:30');
    // What sells beyond the beginning.
    const end = page.getByLabel('Sales end (clocks in Lisboa)');
    await end.fill('2020-01-01T10:00');
    await title.press('Enter');
    await page.getByText('Sales have to end after they start.').waitFor();
    await page.locator('#f-salesEndAt:focus').waitFor();
    await end.fill('2098-07-15T21:00');
    await title.press('Enter');
    await page.locator('#details .done', { hasText: 'Title, times and limits are saved.' }).waitFor();
    await page.locator('#announcer', { hasText: 'Title, times and limits are saved.' }).waitFor({ state: 'attached' });
    expect(await showOf(showId)).toMatchObject({
      title: 'After',
      startsAt: '2098-07-15T19:30:00.000Z',
      salesEndAt: '2098-07-15T20:00:00.000Z',
    });
    await end.fill('');
    await page.locator('#details .done').waitFor({ state: 'detached' });
    await title.press('Enter');
    // Once the page has the answer: while it waits for one, nothing is sent.
    await page.locator('#details .done', { hasText: 'Title, times and limits are saved.' }).waitFor();
    expect((await showOf(showId)).salesEndAt).toBeNull();
    // Sales may be ended by a time that is past; it is said.
    await page.getByLabel('Sales start (clocks in Lisboa)').fill('');
    await end.fill('2020-01-01T10:00');
    await title.press('Enter');
    await page.locator('#details .done', { hasText: 'By these times sales are over' }).waitFor();
    expect(forms.complaints).toEqual([]);
  });

  it('pause the sales and change the prices at once, by keyboard, and the buyers’ page has them', async () => {
    const showId = await organiseShow(site.app, { title: 'Dearer' });
    await using shop = await site.openShop(`/shows/${showId}`);
    await using forms = await openForms(showId);
    const { page } = forms;
    await page.locator('#prices').getByRole('button', { name: 'Pause sales' }).press('Enter');
    await page.getByText('Sales are paused: resume them').waitFor();
    await page.locator('#prices-title:focus').waitFor();
    const price = page.getByLabel('Stalls, Price (EUR)');
    await price.fill('lots');
    await price.press('Enter');
    await page.getByText('Please enter a price such as 45.00.').waitFor();
    await page.locator('#f-tier-0-price-0:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await price.fill('55,50');
    // A node may still sell at the old prices just after a pause: the page waits for the server's two seconds.
    await price.press('Enter');
    await page.locator('#prices .done', { hasText: 'The prices are saved.' }).waitFor();
    await expect.poll(() => price.inputValue()).toBe('55.50');
    await shop.page.locator('.tiers b', { hasText: '€55.50' }).waitFor();
    expect(forms.complaints).toEqual([]);
  });

  it('say why prices can’t change while seats are held, and keep what was typed', async () => {
    const showId = await organiseShow(site.app, { title: 'Held' });
    await lockSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await site.app.organiser.data(PauseShow, { input: { showId } });
    await using forms = await openForms(showId);
    const { page } = forms;
    await page.getByLabel('Stalls, Price (EUR)').fill('10');
    await page.getByRole('button', { name: 'Save the prices' }).click();
    await page.getByRole('alert').filter({ hasText: 'Seats are held at the present prices.' }).waitFor();
    await expect.poll(() => page.getByLabel('Stalls, Price (EUR)').inputValue()).toBe('10');
  });

  it.each([
    ['in English on a desktop', DESKTOP],
    ['in German on a phone, in the dark', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
  ])('let buyers give tickets back, whose open pages hear of it, %s', async (name, options) => {
    const showId = await organiseShow(site.app, { title: `Returns ${name}` });
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.pick('Zone 1', '1', ['1', '2']);
    await shop.page.getByRole('button', { name: /^Hold/ }).click();
    await shop.reaches('held');
    await shop.toPayment();
    await shop.page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    await shop.page.getByRole('button', { name: 'Cancel the booking' }).waitFor();
    expect(await shop.page.getByRole('button', { name: 'Give tickets back' }).count()).toBe(0);

    await using forms = await openForms(showId, options);
    const { page } = forms;
    const form = page.locator('#changes');
    const until = form.locator('#f-returnsUntil');
    const fee = form.locator('#f-returnFee');
    await until.fill('2020-01-01T10:00');
    await fee.fill('lots');
    await fee.press('Enter');
    await form.getByText(/^(That is past\.|Das ist vorbei\.)/).waitFor();
    await form.getByText(/^(Please enter a price|Bitte geben Sie einen Preis)/).waitFor();
    await page.locator('#f-returnsUntil:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await until.fill('2097-07-15T20:30');
    await fee.fill('1000000000000');
    await fee.press('Enter');
    // What only the server knows is said at its field, too.
    await page.locator('#f-returnFee:focus').waitFor();
    await fee.fill('3');
    await form.locator('#f-feeTaxRate').fill('19');
    await form.locator('#f-keepsFees').selectOption('false');
    await fee.press('Enter');
    await form
      .locator('.done', { hasText: /^(What buyers may do is saved|Was Käufer dürfen, ist gespeichert)/ })
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    if (SHOTS) await form.screenshot({ path: `${SHOTS}/change-rules-${name.replaceAll(/\W+/g, '-')}.png` });
    const { data } = await site.app.organiser.request(
      `query ($id: ID!) { show(id: $id) { changeRules { returnsUntil returnFee { amount } exchangesUntil feeTaxRate keepsFees } } }`,
      { id: showId },
    );
    expect(data).toEqual({
      show: {
        changeRules: {
          returnsUntil: '2097-07-15T19:30:00.000Z',
          returnFee: { amount: 300 },
          exchangesUntil: null,
          feeTaxRate: 19,
          keepsFees: false,
        },
      },
    });
    await shop.page.getByRole('button', { name: 'Give tickets back' }).waitFor();
    expect(await shop.page.getByRole('button', { name: 'Exchange tickets' }).count()).toBe(0);
    expect([...forms.complaints, ...shop.complaints]).toEqual([]);
  });

  it('change ticket types, fees and taxes by finger, with money as Germans type it', async () => {
    const { id: showId } = await createPricedShow(site.app.organiser);
    await bookSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await site.app.organiser.data(PauseShow, { input: { showId } });
    await using forms = await openForms(showId, { ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const { page } = forms;
    await page.getByRole('button', { name: 'Ticketart Student entfernen' }).tap();
    await page.locator('#add-type:focus').waitFor();
    await page.getByRole('button', { name: 'Ticketart hinzufügen' }).tap();
    await page.locator('#f-type-2-name:focus').waitFor();
    await page.getByRole('textbox', { name: 'Ticketart 3' }).fill('Gruppe');
    await page.getByLabel('Stalls, Gruppe').fill('1.234,5');
    await page.getByLabel('Stalls, Steuer darin, %').fill('7,7');
    await page.getByRole('button', { name: 'Gebühr Shipping entfernen' }).tap();
    await page.locator('#f-fee-0-value').fill('12,5');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Preise speichern' }).tap();
    await page.locator('#prices .done', { hasText: 'Die Preise sind gespeichert.' }).waitFor();
    await expect.poll(() => page.getByLabel('Stalls, Gruppe').inputValue()).toBe('1234,50');
    const { data } = await site.app.organiser.request(
      `query ($id: ID!) { show(id: $id) { ticketTypes { name } fees { name percent taxRate } priceTiers { taxRate prices { price { amount } } } } }`,
      { id: showId },
    );
    expect(data).toMatchObject({
      show: {
        ticketTypes: [{ name: 'Adult' }, { name: 'Child' }, { name: 'Gruppe' }],
        fees: [{ name: 'Service fee', percent: 12.5, taxRate: 19 }],
        priceTiers: [
          {
            taxRate: 7.7,
            prices: [{ price: { amount: 4_550 } }, { price: { amount: 2_000 } }, { price: { amount: 123_450 } }],
          },
          { taxRate: 7, prices: [{}, {}] },
        ],
      },
    });
    expect(forms.complaints).toEqual([]);
  });

  it.each([
    ['light, desktop', DESKTOP],
    ['German, dark, phone', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const }],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4, locale: 'de-DE' }],
    ['forced colours', { ...DESKTOP, forcedColors: 'active' as const }],
  ])('are shown without a finding of axe (%s)', async (_name, options) => {
    const { id: showId } = await createPricedShow(site.app.organiser);
    await using forms = await openForms(showId, options);
    expect(await accessibilityOf(forms.page)).toEqual([]);
  });
});
