import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { CancelShow, PauseShow, PublishShow } from '../kit/callers/operations.graphql.ts';
import { joinGatheringRoom, joinRoom, setRoom, setSalesStart } from '../kit/shows/gathering-room.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

const DARK_PHONE = { ...PHONE, locale: 'de-DE', colorScheme: 'dark' as const };
const HOUR_S = 3_600;

describeWithChromium('the waiting room of a show', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

  /** A show with a waiting room that is open, and whose places are drawn an hour from now. */
  async function gather(title: string): Promise<string> {
    const showId = await organiseShow(site.app, { title });
    const { token } = await site.app.guest();
    await joinGatheringRoom(site.app.organiser, site.app.client(token), showId);
    return showId;
  }

  const set = (showId: string, room: object) => setRoom(site.app.organiser, showId, room);
  /** The draw is due. */
  const startSales = (showId: string) => setSalesStart(site.app.organiser, showId, -1);

  const isAt = (page: Page, step: string) => page.locator(`[data-room=${step}]`).waitFor();
  const join = (page: Page) => page.getByRole('button', { name: /^(Join the waiting room|In den Warteraum)$/ }).click();
  const shot = (page: Page, name: string) =>
    process.env.SCREENSHOTS
      ? page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png`, fullPage: true })
      : null;

  it('leads a buyer from the countdown over the draw to the tickets', async () => {
    const showId = await organiseShow(site.app, { title: 'Drawn' });
    await setSalesStart(site.app.organiser, showId, HOUR_S);
    await set(showId, { opensAt: inSeconds(HOUR_S / 2), perMinute: 60_000 });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await page.getByRole('heading', { name: 'Not on sale yet' }).waitFor();
    await page.getByText('The waiting room opens in').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'before-desktop');

    await set(showId, { opensAt: inSeconds(-1) });
    await join(page);
    await isAt(page, 'gathering');
    await page.locator('#announcer', { hasText: /^You are in the waiting room\./ }).waitFor({ state: 'attached' });
    await page.locator('.room h2:focus', { hasText: 'You are in' }).waitFor();
    await page.getByText('You may close this page').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'gathering-desktop');
    // Another tab, and the page loaded again, are the same buyer.
    const other = await shop.sibling();
    await isAt(other.page, 'gathering');
    await page.reload();
    await isAt(page, 'gathering');

    await startSales(showId);
    await isAt(page, 'admitted');
    await isAt(other.page, 'admitted');
    await page.locator('#announcer', { hasText: 'It is your turn.' }).waitFor({ state: 'attached' });
    await expect.poll(() => page.title()).toMatch(/^● Your turn! Drawn/);
    await page.locator('.turn [role=timer]').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'admitted-desktop');

    await shop.pick('Zone 1', '1', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await shop.toPayment();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    await page.getByRole('button', { name: 'Choose more seats' }).click();
    await page.getByRole('heading', { name: 'Your turn was for one order' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'paid-desktop');
    await page.getByRole('button', { name: 'Join again' }).click();
    await isAt(page, 'admitted');
    expect([...shop.complaints, ...other.complaints]).toEqual([]);
  });

  it('admits the second when the first leaves, who can join again', async () => {
    const showId = await gather('One at a time');
    await set(showId, { maxActive: 2, perMinute: 60_000 });
    await using first = await site.openShop(`/shows/${showId}`);
    await join(first.page);
    await isAt(first.page, 'gathering');
    await startSales(showId);
    // The buyer who joined with the room is the other active one.
    await isAt(first.page, 'admitted');
    await using second = await site.openShop(`/shows/${showId}`, DARK_PHONE);
    await join(second.page);
    await isAt(second.page, 'waiting');
    // A seat is not taken, and it is said why.
    await second.pick('Zone 1', '1', ['1']);
    await second.page
      .locator('.toast', { hasText: 'Für diese Veranstaltung gibt es zurzeit einen Warteraum' })
      .waitFor();
    await second.page.getByText('Sie sind als Nächstes dran').waitFor();
    await second.page.getByText('Ihre Nummer: 3').waitFor();
    expect(await second.page.title()).toMatch(/^\(1\) One at a time/);
    expect(await accessibilityOf(second.page)).toEqual([]);
    await shot(second.page, 'waiting-phone');
    await first.page.getByRole('button', { name: 'Leave the waiting room' }).click();
    await first.page.getByRole('heading', { name: 'You have left the waiting room' }).waitFor();
    await isAt(second.page, 'admitted');
    expect(await accessibilityOf(second.page)).toEqual([]);
    await shot(second.page, 'admitted-phone');
    await first.page.getByRole('button', { name: 'Join again' }).click();
    await isAt(first.page, 'waiting');
    await first.page.getByText('Your place: 4').waitFor();
    await shot(first.page, 'waiting-desktop');

    // The knob is turned: there is room for one more.
    await set(showId, { maxActive: 3 });
    await isAt(first.page, 'admitted');
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  it('keeps places while sales are paused, and lets everyone in when it is turned off', async () => {
    const { organiser } = site.app;
    const showId = await gather('Paused');
    await using shop = await site.openShop(`/shows/${showId}`, DARK_PHONE);
    const { page } = shop;
    await page.getByText('Wer bis dahin da ist, hat die gleiche Chance').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'open-phone');
    await join(page);
    await isAt(page, 'gathering');
    await shot(page, 'gathering-phone');
    await organiser.data(PauseShow, { input: { showId } });
    await page.getByText('Der Verkauf ruht: Solange').waitFor();
    await organiser.data(PublishShow, { input: { showId } });
    await page.getByText('Der Verkauf ruht: Solange').waitFor({ state: 'detached' });
    await startSales(showId);
    await set(showId, { enabled: false });
    await page.getByRole('heading', { name: 'Plätze wählen' }).waitFor();
    await page.locator('.toast', { hasText: 'Der Warteraum ist geschlossen' }).waitFor();
    // On again, it has the place that was waited for.
    await set(showId, { enabled: true, perMinute: 60_000 });
    await isAt(page, 'admitted');
    expect(shop.complaints).toEqual([]);
  });

  it('is found by who holds a seat of a show that has got one meanwhile, and tells of the end of sales', async () => {
    const showId = await organiseShow(site.app, { title: 'Got one' });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1']);
    await set(showId, { maxActive: 1 });
    const { token } = await site.app.guest();
    await joinRoom(site.app.client(token), showId);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await isAt(page, 'open');
    // What was picked is still there, and can't be held.
    await page.getByRole('button', { name: 'Hold this seat', disabled: true }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shot(page, 'found-desktop');
    await join(page);
    await isAt(page, 'waiting');
    await site.app.organiser.data(CancelShow, { input: { showId } });
    await page.getByRole('heading', { name: 'This show is cancelled' }).waitFor();
    await page.getByText('there is nothing left to wait for').waitFor();
    expect(shop.complaints).toEqual([]);
  });
});

describeWithChromium('a waiting room whose entries cost a proof of work', () => {
  let site: Site;
  beforeAll(async () => {
    const env = { WAITING_ROOM_PROOF: 'always', GUEST_SESSION_PROOF: 'always', PROOF_MAX_NUMBER: '2000' };
    site = await openSite({ env });
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('is joined as any other: the page does the work', async () => {
    const showId = await organiseShow(site.app, { title: 'Costly' });
    await setRoom(site.app.organiser, showId, { perMinute: 60_000 });
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.page.getByRole('button', { name: 'Join the waiting room' }).click();
    await shop.page.locator('[data-room=admitted]').waitFor();
  });
});
