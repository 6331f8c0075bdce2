import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { CancelShow, UpdateShow } from '../kit/callers/operations.graphql.ts';
import { createStandingShow, standingPlan } from '../kit/shows/area-page-show.ts';

vi.setConfig({ testTimeout: 60_000 });

describeWithChromium('limits of a show, places of areas and a cancellation', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ env: { SEAT_LOCK_MAX_SEATS: '20', BUYER_MAX_SEATS: '20' } });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const openForms = async (showId: string, options: object) => {
    const opened = await site.openPage(`/organise/shows/${showId}/edit#token=${site.app.organiserToken}`, options);
    await opened.page.locator('#details').waitFor();
    return opened;
  };

  it('are set by the organiser in German, who is told in German what is refused, and told to buyers before they are reached', async () => {
    const showId = await createStandingShow(site.app.organiser);
    await using forms = await openForms(showId, { ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const { page } = forms;
    const ofLock = page.getByLabel('Plätze in einer Bestellung');
    // What an empty field means is said of all three.
    const limits = page.getByRole('group', { name: 'Wie viel darf ein Käufer zugleich reservieren?' });
    expect(await limits.locator('.field .hint').count()).toBe(0);
    const hintId = await limits.getAttribute('aria-describedby');
    await page.locator(`#${hintId}`, { hasText: /^Bleibt es leer:/ }).waitFor();
    await ofLock.fill('viele');
    await ofLock.press('Enter');
    await page.getByText('Bitte geben Sie eine ganze Zahl ab 1 ein, oder nichts.').waitFor();
    await page.locator('#f-seatsPerLock:focus').waitFor();
    await ofLock.fill('21');
    await ofLock.press('Enter');
    await page.getByText('Das geht hier nicht: nur von 1 bis 20.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await ofLock.fill('3');
    await ofLock.press('Enter');
    await page.locator('#details .done', { hasText: 'Titel, Zeiten und Grenzen sind gespeichert.' }).waitFor();
    await page.reload();
    await expect.poll(() => page.getByLabel('Plätze in einer Bestellung').inputValue()).toBe('3');
    expect(forms.complaints).toEqual([]);

    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    await shop.page.getByText('Up to 3 seats and places at once.').waitFor();
    await shop.pick('Zone 1', '1', ['1', '2']);
    const limit = shop.page.locator('.limit');
    await limit.getByText('2 of 3 seats and places.').waitFor();

    // Other limits reach the open page, and what is picked or held may be more than they allow.
    const setLimit = async (seatsPerLock: number) =>
      await site.app.organiser.data(UpdateShow, { input: { showId, limits: { seatsPerLock } } });
    await setLimit(1);
    await limit.getByText('2 seats and places: at most 1 can be held at once now. Please remove one.').waitFor();
    await setLimit(4);
    await limit.getByText('2 of 4 seats and places.').waitFor();
    await shop.page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
    await setLimit(1);
    await limit
      .getByText('2 seats and places: at most 1 can be held at once now. What you hold stays yours.')
      .waitFor();
    expect(shop.complaints).toEqual([]);
  });

  it('count the places of areas on the organiser’s board, as they are sold and held', async () => {
    const plan = standingPlan({ front: 400, pit: 10 });
    const showId = await createStandingShow(site.app.organiser, { plan });
    const seats = plan.zones.flatMap(({ rows }) => rows.flatMap((row) => row.seats)).length;
    await using desk = await site.openDesk(showId);
    const free = desk.page.locator('[data-figure=free]');
    const held = desk.page.locator('[data-figure=held]');
    await expect.poll(() => free.textContent()).toBe(String(seats + 410));
    await lockSeats(await site.app.guest(), showId, ['Z1-1-1']);
    await expect.poll(() => held.textContent()).toBe('1');
    await desk.page.locator('.left', { hasText: `${seats + 409} tickets left` }).waitFor();
    expect(await accessibilityOf(desk.page)).toEqual([]);
  });

  it('end what a buyer holds at once when the show is cancelled, and say so', async () => {
    const showId = await createStandingShow(site.app.organiser);
    await using shop = await site.openShop(`/shows/${showId}`, DESKTOP);
    await shop.pick('Zone 1', '1', ['1', '2']);
    await shop.page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
    await site.app.organiser.data(CancelShow, { input: { showId } });
    await shop.page.getByText('This show is cancelled').first().waitFor();
    await expect.poll(() => shop.page.getByRole('button', { name: /^Book|^Continue|^To the booking/ }).count()).toBe(0);
    expect(await accessibilityOf(shop.page)).toEqual([]);
    expect(shop.complaints).toEqual([]);
  });
});
