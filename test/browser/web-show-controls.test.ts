import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { holdQueries } from '../kit/browser/page-network.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { GetShow, PauseShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('the organiser’s hold on the sales', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const statusOf = async (showId: string) => (await site.app.organiser.data(GetShow, { id: showId })).show!.status;

  it('pauses and resumes by keyboard, and buyers see it at once', async () => {
    const showId = await organiseShow(site.app, { title: 'Steered' });
    await using shop = await site.openShop(`/shows/${showId}`);
    await using desk = await site.openDesk(showId);
    const { page } = desk;
    // Both look again by themselves; what is told here comes live.
    await holdQueries(shop.page);
    await holdQueries(page);
    await page.getByRole('button', { name: 'Pause sales' }).press('Enter');
    await page.locator('#show-controls [data-status=PAUSED]').waitFor();
    await page.locator('#show-controls-title:focus').waitFor();
    await page.locator('#announcer', { hasText: 'The show is now: Paused.' }).waitFor({ state: 'attached' });
    await shop.page.getByRole('heading', { name: 'Sales are paused' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resume sales' }).press('Enter');
    await page.locator('#show-controls [data-status=ON_SALE]').waitFor();
    await shop.page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('asks before sales end and before a show is cancelled, and does neither on Escape', async () => {
    const showId = await organiseShow(site.app, { title: 'Ends' });
    await using desk = await site.openDesk(showId, DESKTOP);
    const { page } = desk;
    for (const [action, title, after] of [
      ['End sales', 'End the sales for good?', 'CLOSED'],
      ['Cancel the show', 'Cancel this show?', 'CANCELLED'],
    ] as const) {
      const before = await statusOf(showId);
      await page.locator('#show-controls').getByRole('button', { name: action }).press('Enter');
      const dialog = page.getByRole('dialog', { name: title });
      await page.locator('dialog button:focus', { hasText: 'Leave it as it is' }).waitFor();
      expect(await accessibilityOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await page.locator('#show-controls button:focus', { hasText: action }).waitFor();
      expect(await statusOf(showId)).toBe(before);
      await page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: action }).press('Enter');
      await page.locator(`#show-controls [data-status=${after}]`).waitFor();
      await page.locator('#show-controls-title:focus').waitFor();
    }
    await expect.poll(() => page.locator('#show-controls').getByRole('button').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });

  it('follows what is changed elsewhere, in German, on a phone, in the dark', async () => {
    const showId = await organiseShow(site.app, { title: 'Elsewhere' });
    await using desk = await site.openDesk(showId, { ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const { page } = desk;
    await page.locator('#show-controls .tag', { hasText: 'Im Verkauf' }).waitFor();
    // It also looks for itself; what is told here comes live.
    await holdQueries(page);
    await site.app.organiser.data(PauseShow, { input: { showId } });
    await page.locator('#show-controls .tag', { hasText: 'Verkauf ruht' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Veranstaltung absagen' }).click();
    await page.getByRole('dialog', { name: 'Diese Veranstaltung absagen?' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });
});
