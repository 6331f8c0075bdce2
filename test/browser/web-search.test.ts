import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { organiseShows } from '../kit/shows/organised-show.ts';

describeWithChromium('the search in a long list of shows', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await organiseShows(site.app, ['Swan Lake', 'Swan Song', 'Requiem', '100 % Jazz']);
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    [
      'desktop',
      DESKTOP,
      { label: 'Show, venue or city', all: 'All shows', none: 'Nothing on sale matches “nowhere”.' },
    ],
    [
      'phone, dark, German',
      { ...PHONE, colorScheme: 'dark' as const, locale: 'de-DE' },
      {
        label: 'Veranstaltung, Ort oder Stadt',
        all: 'Alle Termine',
        none: 'Zu „nowhere“ ist nichts im Verkauf.',
      },
    ],
  ])('finds by title, venue and city, and leads back (%s)', async (_name, options, { label, all, none }) => {
    await using opened = await site.openPage('/', options);
    const { page, complaints } = opened;
    const titles = () => page.locator('.show-card > b').allTextContents();
    const search = async (text: string) => {
      await page.getByLabel(label).fill(text);
      await page.getByLabel(label).press('Enter');
    };
    await page.getByLabel(label).waitFor();
    await search('lisboa SWAN');
    await expect.poll(async () => (await titles()).toSorted()).toEqual(['Swan Lake', 'Swan Song']);
    expect(await page.getByLabel(label).inputValue()).toBe('lisboa SWAN');
    expect(new URL(page.url()).search).toBe('?q=lisboa+SWAN');
    expect(await accessibilityOf(page)).toEqual([]);
    // One that is found is a list of one, not opened at once.
    await search('%');
    await expect.poll(titles).toEqual(['100 % Jazz']);
    await search('nowhere');
    await page.getByText(none).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('link', { name: all }).click();
    await expect.poll(async () => (await titles()).length).toBeGreaterThanOrEqual(5);
    expect(complaints).toEqual([]);
  });
});
