import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { holdQueries } from '../kit/browser/page-network.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { GetShow, PauseShow, PublishShow, UpdateShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

describeWithChromium('what an organiser changes, on open pages', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('is seen and heard at once in every window, without a reload: a pause, prices, and that sales go on', async () => {
    const { organiser, database } = site.app;
    const showId = await organiseShow(site.app, { title: 'Fado Night' });
    await using desktop = await site.openShop(`/shows/${showId}`, DESKTOP);
    const context = await site.browser.newContext({ ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const german = await context.newPage();
    const sockets: string[] = [];
    german.on('websocket', (socket) => sockets.push(socket.url()));
    await german.goto(`${site.app.url}/shows/${showId}`);
    await german.getByRole('heading', { name: 'Plätze wählen' }).waitFor();
    await desktop.pick('Zone 1', '1', ['1']);
    await desktop.page.locator('.tiers b', { hasText: '€40.00' }).waitFor();
    // While sales are paused the page also looks for itself; what is told here comes live.
    await holdQueries(desktop.page);
    await holdQueries(german);

    await organiser.data(PauseShow, { input: { showId } });
    await desktop.page.getByRole('heading', { name: 'Sales are paused' }).waitFor();
    await german.getByRole('heading', { name: 'Der Verkauf ruht' }).waitFor();
    await german.locator('#announcer', { hasText: 'Der Verkauf ruht.' }).waitFor({ state: 'attached' });
    expect(await accessibilityOf(desktop.page)).toEqual([]);
    expect(await accessibilityOf(german)).toEqual([]);

    await database.query(`UPDATE shows SET updated_at = now() - interval '3 seconds' WHERE id = $1`, [showId]);
    const { show } = await organiser.data(GetShow, { id: showId });
    const [tier] = show!.priceTiers;
    await organiser.data(UpdateShow, { input: { showId, priceTiers: [{ id: tier!.id, price: 5_550 }] } });
    await desktop.page.locator('.tiers b', { hasText: '€55.50' }).waitFor();
    await desktop.page.locator('#announcer', { hasText: 'New prices:' }).waitFor({ state: 'attached' });
    await desktop.page.locator('#order', { hasText: '€55.50' }).waitFor();
    await desktop.page.getByRole('button', { name: /^Seat 1, .*€55\.50/ }).waitFor();
    await german.locator('.tiers b', { hasText: /55,50\s€/ }).waitFor();

    await organiser.data(PublishShow, { input: { showId } });
    await german.getByRole('heading', { name: 'Plätze wählen' }).waitFor();
    await german.locator('#announcer', { hasText: 'Der Verkauf geht weiter.' }).waitFor({ state: 'attached' });
    await desktop.page.getByRole('button', { name: /Hold this seat.*€55\.50/s }).waitFor();
    // The map and the show come over one.
    expect(sockets).toHaveLength(1);
    await context.close();
  });
});
