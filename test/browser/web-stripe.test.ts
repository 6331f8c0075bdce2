import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE, pickInList } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { UpdateShow } from '../kit/callers/operations.graphql.ts';
import { FakeStripe, WEBHOOK_SECRET } from '../kit/product/fake-stripe.ts';
import { mailOf } from '../kit/product/mails.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

/**
 * What the page uses of Stripe's script, as Stripe's host would serve it: a field, whose content the test's Stripe account acts upon. By
 * what Trusted Types allow.
 */
const SCRIPT = `
  window.Stripe = (publishableKey) => ({
    elements: ({ clientSecret, locale }) => {
      const label = document.createElement('label');
      const input = document.createElement('input');
      label.append(locale === 'de' ? 'Kartennummer' : 'Card number', input);
      const element = { mount: (at) => at.append(label), destroy: () => label.remove() };
      return { clientSecret, input, create: () => element, getElement: () => element };
    },
    async confirmPayment({ elements: { clientSecret, input } }) {
      const message = await window.payAtStripe(publishableKey, clientSecret, input.value);
      return message === null ? {} : { error: { message } };
    },
  });
  window.Stripe.version = 'endive';
`;

describeWithChromium('Stripe’s form on the page', () => {
  let stripe: FakeStripe;
  let site: Site;
  let showId: string;

  beforeAll(async () => {
    stripe = await FakeStripe.start();
    const env = {
      DEMO: 'false',
      STRIPE_SECRET_KEY: 'sk_test_1',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_1',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: stripe.url,
    };
    site = await openSite({ env });
    showId = await openHallShow(site.app.organiser, { zones: 1, rows: 6, seats: 6 });
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await stripe?.[Symbol.asyncDispose]();
  });

  /** The account's side of the form: 4242 pays, 0002 is declined, DE89 is a bank account. */
  async function atStripe(page: Page): Promise<void> {
    await page.route('https://js.stripe.com/**', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: SCRIPT }),
    );
    await page.exposeFunction('payAtStripe', async (key: string, clientSecret: string, number: string) => {
      const intent = [...stripe.intents.values()].find((one) => one.client_secret === clientSecret)!;
      if (key !== 'pk_test_1' || number === '0002') return 'Your card was declined.';
      const { paymentId } = intent.metadata;
      const status = number === 'DE89' ? 'processing' : 'succeeded';
      await tell(`payment_intent.${status}`, stripe.become(paymentId!, status));
      return null;
    });
  }

  async function tell(type: string, object: object): Promise<void> {
    const { body, headers } = stripe.webhook(type, object);
    const url = `${site.app.url}/webhooks/payments/stripe`;
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(body), headers });
    expect(response.status).toBe(204);
  }

  async function toForm(row: string, window = {}) {
    const shop = await site.openShop(`/shows/${showId}`, window);
    await atStripe(shop.page);
    await shop.pick('Zone 1', row, ['1', '2']);
    await shop.page.getByRole('button', { name: /^(Hold 2 seats|2 Plätze reservieren)/ }).click();
    await shop.reaches('held');
    await shop.toPayment();
    return shop;
  }

  /** Stripe's script is what the page may ask another host for. */
  const others = (complaints: readonly string[]) =>
    complaints.filter((complaint) => !complaint.startsWith('asks https://js.stripe.com/'));

  it.each([
    ['a phone', PHONE, '1'],
    ['a wide window in the dark', { colorScheme: 'dark' as const, viewport: { width: 1280, height: 800 } }, '2'],
  ])('is loaded when it is needed, says what is declined, and pays, on %s', async (_where, window, row) => {
    await using shop = await toForm(row, window);
    const { page } = shop;
    expect(shop.complaints).toEqual([]);
    await expect.poll(() => page.getByText('This is a test shop').count()).toBe(0);
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    const field = page.getByLabel('Card number');
    await field.waitFor();
    await field.fill('0002');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: /^Pay €/ }).click();
    await page.getByText('Your card was declined.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await field.fill('4242');
    await field.press('Enter');
    await shop.reaches('confirmed');
    expect(await page.locator('.ticket').count()).toBe(2);
    expect(others(shop.complaints)).toEqual([]);
  });

  it('is open again after the page was loaded anew, in German, and waits for money that takes days', async () => {
    await using shop = await toForm('3', { locale: 'de-AT' });
    const { page } = shop;
    const toForm_ = page.getByRole('button', { name: /^Weiter zur Bezahlung/ });
    await toForm_.click();
    await page.getByLabel('Kartennummer').waitFor();
    await page.reload();
    await shop.reaches('paying');
    // The other tab has not asked before which provider there is.
    const sibling = await shop.sibling();
    await sibling.reaches('paying');
    await sibling.page.getByRole('button', { name: /^Weiter zur Bezahlung/ }).waitFor();
    await sibling.page.close();
    await toForm_.click();
    const field = page.getByLabel('Kartennummer');
    await field.fill('DE89');
    await page.getByRole('button', { name: /bezahlen$/ }).click();
    await shop.reaches('waiting');
    await page.getByText('Ihre Zahlung ist unterwegs').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    const [intent] = [...stripe.intents.values()].filter(({ status }) => status === 'processing');
    await tell('payment_intent.succeeded', stripe.become(intent!.metadata.paymentId!, 'succeeded'));
    await shop.reaches('confirmed');
    expect(others(shop.complaints)).toEqual([]);
  });

  it('takes what an exchange costs more on the page of a mail’s link, which Stripe’s script does not see', async () => {
    const until = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const changeRules = { exchangesUntil: until, exchangeFee: 150 };
    await site.app.organiser.data(UpdateShow, { input: { showId, changeRules } });
    await using shop = await toForm('5');
    await shop.page.getByRole('button', { name: 'Continue to payment' }).click();
    await shop.page.getByLabel('Card number').fill('4242');
    await shop.page.getByLabel('Card number').press('Enter');
    await shop.reaches('confirmed');
    const reference = await shop.page.locator('.reference b').innerText();
    const { text } = await mailOf(site.app.dataDir, 'ticket', reference);
    const [hash] = /#booking_\S+/.exec(text!)!;
    await using opened = await site.openPage(`/booking${hash}`, PHONE);
    const { page } = opened;
    await atStripe(page);
    const quote = async (seat: string) => {
      await page.getByRole('button', { name: 'Exchange tickets' }).press('Enter');
      await page.getByRole('checkbox').first().press('Space');
      await pickInList(page, 'Zone 1', '5', [seat]);
      await page.getByRole('button', { name: 'See what it costs' }).press('Enter');
      await page.getByText('You pay €1.50.').waitFor();
      await page.getByRole('button', { name: 'Continue to payment' }).press('Enter');
      await page.getByLabel('Card number').waitFor();
    };
    await quote('5');
    expect(new URL(page.url()).hash).toBe('');
    expect(await accessibilityOf(page)).toEqual([]);
    // As on the way back from a bank.
    await page.reload();
    await page.getByRole('heading', { name: 'Your booking is confirmed' }).waitFor();
    expect(new URL(page.url()).hash).toBe(hash);
    // The first one is held for some minutes.
    await quote('6');
    await page.getByLabel('Card number').fill('4242');
    await page.getByLabel('Card number').press('Enter');
    await page.locator('.ticket .stamp').waitFor();
    await expect.poll(() => new URL(page.url()).hash).toBe(hash);
    expect(others(opened.complaints)).toEqual([]);
  });

  it('that can’t be loaded is said, and can be tried again', async () => {
    await using shop = await toForm('4');
    const { page } = shop;
    await page.unroute('https://js.stripe.com/**');
    await page.route('https://js.stripe.com/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByText('The payment form could not be loaded.').waitFor();
    await page.unroute('https://js.stripe.com/**');
    await page.route('https://js.stripe.com/**', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: SCRIPT }),
    );
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByLabel('Card number').waitFor();
  });
});
