import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { holdQueries, routeSockets } from '../kit/browser/page-network.ts';
import { DESKTOP, PHONE, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('a buyer who cancels a booking', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function buyOne(shop: ShopPage): Promise<void> {
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1']);
    await page.getByRole('button', { name: /^(Hold this seat|Platz reservieren)/ }).click();
    await shop.reaches('held');
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay|bezahlen$/ }).click();
    await shop.reaches('confirmed');
  }

  async function allowReturns(showId: string, changeRules: object): Promise<void> {
    const answer = await site.app.organiser.data<object, object>(
      'mutation ($input: UpdateShowInput!) { updateShow(input: $input) { ... on UpdateShowSuccess { show { id } } } }',
      { input: { showId, changeRules } },
    );
    expect(answer).toEqual({ updateShow: { show: { id: showId } } });
  }

  it('is asked first, keeps the tickets on Escape, and has void ones after yes: by keyboard alone', async () => {
    const showId = await organiseShow(site.app, { title: 'Second thoughts' });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await buyOne(shop);
    await page.getByRole('button', { name: 'Cancel the booking' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Cancel this booking?' });
    await dialog.getByText('The tickets of 1 seat become void, and you get €40.00 back.').waitFor();
    // What takes nothing away has the focus.
    await page.locator('dialog button:focus', { hasText: 'Keep the tickets' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('#order button:focus', { hasText: 'Cancel the booking' }).waitFor();
    await expect.poll(() => page.getByRole('img', { name: /^QR code/ }).count()).toBe(1);

    await page.keyboard.press('Enter');
    await dialog.waitFor();
    // What comes after the answer, the refund and the seat, is told live.
    await holdQueries(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await shop.reaches('ended');
    await page.getByText('VOID', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('img', { name: /^QR code/ }).count()).toBe(0);
    await page.getByRole('heading', { name: 'Your money comes back' }).waitFor();
    await page.locator('#order h2:focus').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.locator('.left', { hasText: '8 tickets left' }).waitFor();
    expect(shop.complaints).toEqual([]);
  });

  it('has void tickets by the answer alone, when nothing else comes through', async () => {
    const showId = await organiseShow(site.app, { title: 'Answered' });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    const sockets = await routeSockets(page);
    await page.reload();
    await page.locator('.live').waitFor();
    await buyOne(shop);
    sockets.silence();
    await holdQueries(page);
    await page.getByRole('button', { name: 'Cancel the booking' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the booking' }).click();
    await page.getByText('VOID', { exact: true }).waitFor();
    await page.getByRole('heading', { name: /^(The order is cancelled|Your money comes back)$/ }).waitFor();
    await page.getByText('See you there!').waitFor({ state: 'detached' });
  });

  it('is asked in German on a phone, in the dark', async () => {
    const showId = await organiseShow(site.app, { title: 'Umentschieden' });
    await using shop = await site.openShop(`/shows/${showId}`, { ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const { page } = shop;
    await buyOne(shop);
    await page.getByRole('button', { name: 'Buchung stornieren' }).click();
    const dialog = page.getByRole('dialog', { name: 'Diese Buchung stornieren?' });
    await dialog.waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Buchung stornieren' }).click();
    await page.getByText('UNGÜLTIG', { exact: true }).waitFor();
  });

  it('is told before the answer what the show keeps, and until when, and afterwards what was kept', async () => {
    const showId = await organiseShow(site.app, { title: 'With rules' });
    // The show is tomorrow, or later.
    const returnsUntil = new Date(Date.now() + 12 * 3_600_000).toISOString();
    const rules = { returnsUntil, returnFee: 650, feeTaxRate: 19 };
    await allowReturns(showId, rules);
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await buyOne(shop);
    await page.getByText(/^You can cancel it until/).waitFor();
    await page.getByRole('button', { name: 'Cancel the booking' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(
        'The tickets of 1 seat become void. You get €33.50 back; €6.50 is kept, as the show says for cancellations.',
      )
      .waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/cancel-by-rules.png` });
    // What was shown is not what goes back any more: nothing is cancelled, and the buyer is asked anew.
    await allowReturns(showId, { ...rules, returnFee: 1_000 });
    await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
    await page.getByRole('alert').filter({ hasText: 'only €30.00 would go back to you now' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel the booking' }).click();
    await dialog.getByText('You get €30.00 back; €10.00 is kept').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the booking' }).click();
    await shop.reaches('ended');
    await page.getByText('€10.00 of what you paid is not refunded.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('finds nothing to cancel by where the show lets nobody, in German', async () => {
    const showId = await organiseShow(site.app, { title: 'Nur Umtausch' });
    await allowReturns(showId, { exchangesUntil: '2098-12-31T12:00:00Z' });
    await using shop = await site.openShop(`/shows/${showId}`, { ...DESKTOP, locale: 'de-DE' });
    await buyOne(shop);
    await shop.page.getByRole('button', { name: 'Tickets umtauschen' }).waitFor();
    expect(await shop.page.getByRole('button', { name: 'Buchung stornieren' }).count()).toBe(0);
  });

  it('is told when it is too late for that', async () => {
    const showId = await organiseShow(site.app, { title: 'Too late' });
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const { page } = shop;
    await buyOne(shop);
    await page.getByRole('button', { name: 'Cancel the booking' }).click();
    // As the server answers when the show has begun meanwhile.
    const refusal = {
      __typename: 'BookingNotCancellableError',
      code: 'BOOKING_NOT_CANCELLABLE',
      message: 'It has begun.',
    };
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('mutation CancelBooking')
        ? route.fulfill({ json: { data: { cancelBooking: refusal } } })
        : route.continue(),
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the booking' }).click();
    await page.getByRole('alert').filter({ hasText: 'This booking can’t be cancelled any more.' }).waitFor();
    // The booking is asked for anew then; its tickets stay.
    await shop.reaches('confirmed');
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    expect(await page.getByText('VOID', { exact: true }).count()).toBe(0);
  });
});
