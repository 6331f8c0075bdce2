import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { type MapShop, openMapShop } from '../kit/browser/map-shop.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { createStandingShow } from '../kit/shows/area-page-show.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

const LISTEN = `
  const told = [];
  map.addEventListener('selectionchange', ({ detail }) => told.push([detail.areas, detail.total?.amount]));`;

describeWithChromium('places without numbers in <seatwire-map>', () => {
  let shop: MapShop;
  beforeAll(async () => {
    shop = await openMapShop();
  });
  afterAll(() => shop?.[Symbol.asyncDispose]());

  it.each([
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ])('are chosen by steps or by a method, held with seats, changed and given back (%s)', async (name, window) => {
    const showId = await createStandingShow(shop.site.app.organiser);
    await using shown = await shop.openMap(showId, LISTEN, window);
    const { page, complaints } = shown;
    const steps = page.locator('.bar .area-steps');
    const more = (area: string) => steps.getByRole('button', { name: `One more: ${area}`, exact: true });
    await more('Standing, front').click();
    await more('Standing, front').click();
    const front = { areaId: 'front', ticketTypeId: null };
    expect(await page.evaluate('told.at(-1)')).toEqual([[{ ...front, quantity: 2 }], 6_000]);
    expect(await page.evaluate('map.selectedAreas')).toEqual([{ ...front, quantity: 2 }]);
    // As many as there are, and no more.
    const wanted = [
      { areaId: 'pit', ticketTypeId: null, quantity: 9 },
      { areaId: 'moat', ticketTypeId: null, quantity: 1 },
    ];
    expect(await page.evaluate(`map.selectAreas(${JSON.stringify(wanted)})`)).toEqual([
      { ...wanted[0], quantity: 4, reason: 'SOLD_OUT' },
      { ...wanted[1], reason: 'UNKNOWN' },
    ]);
    await page.getByText('5 × Pit').waitFor();
    await page.evaluate("map.select(['Z1-1-1'])");
    expect(await page.evaluate('told.at(-1)[1]')).toBe(5 * 3_000 + 4_500);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/element-${name}.png`, fullPage: true });
    expect(await accessibilityOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Hold 6 places' }).click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    expect(await page.evaluate('map.lock.areas.map(({ area, quantity }) => [area.areaId, quantity])')).toEqual([
      ['pit', 5],
    ]);
    await steps.getByText('Sold out').waitFor();
    await steps.getByRole('button', { name: 'One fewer: Pit' }).click();
    await page.getByText('4 × Pit').waitFor();
    await steps.getByText('1 free').waitFor();
    await page.getByRole('button', { name: 'Give the seats back' }).click();
    await page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
    await steps.getByText('5 free').waitFor();
    expect(complaints).toEqual([]);
  });
});
