import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { type MapShop, openMapShop } from '../kit/browser/map-shop.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { PauseShow, PublishShow } from '../kit/callers/operations.graphql.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';

/** Long enough to be seen, short enough to be waited for. */
const HOLD_MS = 10_000;

describeWithChromium('what <seatwire-map> says of a hold and of sales', () => {
  let shop: MapShop;
  beforeAll(async () => {
    shop = await openMapShop({ SEAT_LOCK_TTL_MS: String(HOLD_MS) });
  });
  afterAll(() => shop?.[Symbol.asyncDispose]());

  it('says what fees come on top, that the time was up, and that sales are paused and go on, and holds the same seats as the same types again', async () => {
    const { organiser } = shop.site.app;
    const { id: showId, ticketTypes } = await createPricedShow(organiser, { zones: 1, rows: 4, seats: 6 });
    await using shown = await shop.openMap(showId, '', PHONE);
    const { page } = shown;
    await page.evaluate("map.select(['Z1-1-1', 'Z1-1-2'])");
    const fees = page.getByText('Plus fees: Service fee 10% per ticket, Shipping €3.90');
    await fees.waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    // With its fees.
    await page.getByText('Total: €104.00').waitFor();
    await fees.waitFor({ state: 'detached' });
    const child = ticketTypes.find(({ name }) => name === 'Child')!.id;
    await page.evaluate(`map.update({ setTicketTypes: [{ seatId: 'Z1-1-2', ticketTypeId: '${child}' }] })`);
    await page.getByText('Total: €75.95').waitFor();

    const again = page.getByRole('button', { name: 'Hold the same seats again' });
    await again.waitFor({ timeout: 40_000 });
    await page.getByText('Your hold has ended. Your choice is still here.').first().waitFor();
    expect(await page.evaluate('map.selection.map(({ seatId }) => seatId)')).toEqual(['Z1-1-1', 'Z1-1-2']);
    await expect.poll(() => page.locator('[role=status]').textContent()).toContain('Your hold has ended.');
    expect(await accessibilityOf(page)).toEqual([]);

    await organiser.data(PauseShow, { input: { showId } });
    await page.locator('.bar').getByText('Sales are paused.').waitFor();
    expect(await again.getAttribute('aria-disabled')).toBe('true');
    expect(await accessibilityOf(page)).toEqual([]);
    await organiser.data(PublishShow, { input: { showId } });
    await page.locator('.bar').getByText('Sales are paused.').waitFor({ state: 'detached' });
    await again.click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    await page.getByText('Total: €75.95').waitFor();
  });
});
