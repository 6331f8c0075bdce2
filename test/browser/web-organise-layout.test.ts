import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { squeezedIn } from '../kit/browser/squeezed.ts';
import { CreateAllotment } from '../kit/callers/allotments.graphql.ts';
import { createStandingShow, standingPlan } from '../kit/shows/area-page-show.ts';

describeWithChromium('the organiser’s page of a large house, in German', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  /** 200,000 places to stand, some of which are set aside. */
  async function createLargeShow(): Promise<string> {
    const showId = await createStandingShow(site.app.organiser, { plan: standingPlan({ front: 200_000 }) });
    const areas = [{ areaId: 'front', quantity: 12_500 }];
    const input = { showId, name: 'Sponsoren', access: 'STAFF' as const, areas };
    const { createAllotment } = await site.app.organiser.data(CreateAllotment, { input });
    expect(createAllotment.__typename).toBe('CreateAllotmentSuccess');
    return showId;
  }

  it.each([
    ['on a phone', PHONE],
    ['on a desk', DESKTOP],
  ])('breaks no word and hides no number: %s', async (_name, options) => {
    const showId = await createLargeShow();
    await using desk = await site.openDesk(showId, { ...options, locale: 'de-DE' });
    const { page } = desk;
    await page.locator('.sales-board summary').click();
    await page.locator('#seat-list .disclosure').first().click();
    await page.locator('#seat-list .zones .disclosure').first().click();
    await page.locator('#seat-list .rows .disclosure').nth(1).click();
    await page.locator('#seat-list .seats').waitFor();
    await expect.poll(() => page.locator('[data-area=front] td').allInnerTexts()).toContain('187.500');
    expect(await squeezedIn(page)).toEqual([]);
    // All that areas have is seen at a glance, what is free at last.
    const hidden = await page.locator('.areas-table').evaluate((table) => table.scrollWidth - table.clientWidth);
    expect(hidden).toBe(0);
  });
});
