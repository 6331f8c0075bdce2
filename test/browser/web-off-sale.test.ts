import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { CancelShow, PauseShow, PublishShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('what would be refused', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  /** Presses a button that is disabled, by pointer and by keyboard; resolves with what it is described by. */
  async function pressInVain(page: Page, name: RegExp): Promise<string> {
    const sent: string[] = [];
    const listen = (request: { postData(): string | null }) => void sent.push(request.postData() ?? '');
    const button = page.getByRole('button', { name, disabled: true });
    await button.waitFor();
    page.on('request', listen);
    await button.click({ force: true });
    await button.press('Enter');
    page.off('request', listen);
    expect(sent.filter((body) => body.includes('mutation'))).toEqual([]);
    const reason = await button.getAttribute('aria-describedby');
    return (await page.locator(`#${reason}`).textContent())!;
  }

  it.each([
    ['desktop', DESKTOP],
    ['phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ])('can’t be pressed while sales are paused, and says why (%s)', async (_name, options) => {
    const { organiser } = site.app;
    const showId = await organiseShow(site.app, { title: 'Paused' });
    await using shop = await site.openShop(`/shows/${showId}`, options);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1']);
    await organiser.data(PauseShow, { input: { showId } });
    expect(await pressInVain(page, /^Hold this seat/)).toBe('Sales are paused.');
    expect(await accessibilityOf(page)).toEqual([]);
    // A tap on a free seat is answered, too, and one that was picked can be let go.
    await page
      .locator('#seat-list')
      .getByRole('button', { name: /^Seat 2,/ })
      .press('Enter');
    await page.locator('.toast', { hasText: /^Sales are paused\.$/ }).waitFor();
    await page
      .locator('#seat-list')
      .getByRole('button', { name: /^Seat 1,/ })
      .press('Enter');
    await page.locator('#announcer', { hasText: 'Zone 1, row 1, seat 1 removed.' }).waitFor({ state: 'attached' });
    await organiser.data(PublishShow, { input: { showId } });
    await page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
    await shop.pick('Zone 1', '1', ['2']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
  });

  it('adds no seat to what is held while sales are paused, and goes on to the tickets', async () => {
    const { organiser } = site.app;
    const showId = await organiseShow(site.app, { title: 'Held and paused' });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByText('One more?').waitFor();
    await organiser.data(PauseShow, { input: { showId } });
    await page.getByText('One more?').waitFor({ state: 'detached' });
    await page
      .locator('#seat-list')
      .getByRole('button', { name: /^Seat 2,/ })
      .press('Enter');
    await page.locator('.toast', { hasText: /^Sales are paused\.$/ }).waitFor();
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    await expect.poll(() => page.locator('.tickets li').count()).toBe(1);
  });

  it('ends when the show is cancelled: what is held before the payment, and at it', async () => {
    const { organiser } = site.app;
    const showId = await organiseShow(site.app, { title: 'Cancelled' });
    await using held = await site.openShop(`/shows/${showId}`);
    await using paying = await site.openShop(`/shows/${showId}`, { ...DESKTOP, locale: 'de-DE' });
    for (const [shop, seat] of [
      [held, '1'],
      [paying, '2'],
    ] as const) {
      await shop.pick('Zone 1', '1', [seat]);
      await shop.page.getByRole('button', { name: /^(Hold this seat|Platz reservieren)/ }).click();
      await shop.reaches('held');
      await shop.page.getByLabel('Name').fill('Ada Lovelace');
      await shop.page.getByLabel(/^E-mail/i).fill('ada@example.org');
    }
    await paying.page.getByRole('button', { name: 'Weiter zur Bezahlung' }).click();
    await paying.reaches('paying');
    await organiser.data(CancelShow, { input: { showId } });
    await held.page.getByText('What you held was given up, and nothing was charged.').first().waitFor();
    expect(await held.page.getByRole('button', { name: /^Continue to payment/ }).count()).toBe(0);
    await paying.page
      .getByText('Was Sie reserviert hatten, wurde freigegeben; abgebucht wurde nichts.')
      .first()
      .waitFor();
    expect(await accessibilityOf(paying.page)).toEqual([]);
  });

  it('is told to buyers and organisers alike once the show has begun, with no seats left to hope for', async () => {
    const showId = await organiseShow(site.app, { title: 'Begun', startsIn_s: -3_600 });
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.page.getByRole('heading', { name: 'Sales have ended' }).waitFor();
    await expect.poll(() => shop.page.getByText(/seats? left/i).count()).toBe(0);
    await using desk = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`);
    await desk.page.locator('.show-controls .tag', { hasText: /^Sales have ended$/ }).waitFor();
    await desk.page.getByRole('link', { name: 'All shows' }).click();
    await desk.page.getByRole('link', { name: /^Sales have ended · .*Begun/s }).click();
    // Once paused they can't go on, and that is said before it is tried.
    await desk.page.getByRole('button', { name: 'Pause sales' }).click();
    const whyNot = 'The time for sales is over. Set a later end of sales first.';
    expect(await pressInVain(desk.page, /^Resume sales$/)).toBe(whyNot);
    expect(await accessibilityOf(desk.page)).toEqual([]);
    expect([...shop.complaints, ...desk.complaints]).toEqual([]);
  });
});
