import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { CancelShow, CloseShow, PauseShow, PublishShow } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

/** Of the time that a hold or a payment has, this much passes by itself. */
const SECONDS_SEEN = 2;

describeWithChromium('the states of the seat map page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  /** Presses a button of a notice and takes the hindrance away, in one moment: the button goes when the page gets through by itself. */
  const pressWhenThere = (page: Page, name: string, hindrance: string) =>
    page.waitForFunction(
      ([text, flag]) => {
        const button = [...document.querySelectorAll<HTMLElement>('.notice button')].find(
          (it) => it.textContent === text,
        );
        if (!button) return false;
        Object.assign(globalThis, { [flag!]: false });
        button.focus();
        button.click();
        return true;
      },
      [name, hindrance],
    );

  it.each([
    ['light, desktop', DESKTOP],
    ['dark, phone', { ...PHONE, colorScheme: 'dark' as const }],
  ])('has no finding of axe from the map to the tickets (%s)', async (_name, options) => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, options);
    const { page } = shop;
    expect(await accessibilityOf(page)).toEqual([]);
    const row = options === DESKTOP ? '8' : '9';
    await shop.pick('Block B', row, ['1', '2']);
    expect(await accessibilityOf(page)).toEqual([]);
    await lockSeats(await site.app.guest(), site.app.demoShowId, [`B-${row}-1`]);
    await page.getByRole('button', { name: 'Find seats together' }).click();
    await page.locator('.alternative').first().waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.locator('.alternative').first().click();
    await shop.reaches('held');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByText('Please enter your name.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await shop.toPayment();
    await page.getByLabel('Is declined').check();
    await page.getByRole('button', { name: /^Pay €/ }).click();
    await page.getByText('The card was declined.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('radio', { name: 'Test card: Pays', exact: true }).check();
    await page.getByRole('button', { name: /^Pay €/ }).click();
    await shop.reaches('confirmed');
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('says quietly that the connection is lost and when it tries again, goes on with what was missed, and says no more', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    const routes: WebSocketRoute[] = [];
    // Whether the server is away is asked of the page: that it is back and that somebody presses is one moment there, before
    // which the page’s own attempts fail.
    await page.routeWebSocket('**/graphql', async (route) => {
      if (await page.evaluate('globalThis.isAway === true')) return await route.close({ code: 1012 });
      routes.push(route);
      route.connectToServer();
    });
    await page.reload();
    await page.locator('.live').waitFor();
    await page.evaluate('globalThis.isAway = true');
    for (const route of routes) await route.close({ code: 1012 });
    await page.getByText('Connection lost.').waitFor();
    await page.getByText(/Next attempt in \d+ s\./).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await lockSeats(await site.app.guest(), site.app.demoShowId, ['F-14-1']);
    await pressWhenThere(page, 'Try now', 'isAway');
    await page.locator('.live').waitFor();
    await page.getByText('Connection lost.').waitFor({ state: 'detached' });
    await page.locator('.hall [role=application]:focus').waitFor();
    await shop.pick('Block F', '14', []);
    await page.getByRole('button', { name: /^Seat 1,.*Held by someone/ }).waitFor();
  });

  it('says in words, and to those who hear it, that no live connection comes through', async () => {
    const context = await site.browser.newContext({ ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
    const page = await context.newPage();
    // A network that lets no WebSocket through, and everything else.
    await page.addInitScript(() => {
      const Socket = WebSocket;
      const blocking = Object.assign(globalThis, { isBlocking: true });
      globalThis.WebSocket = class extends Socket {
        constructor(url: string | URL, protocol?: string | string[]) {
          super(blocking.isBlocking ? `${url}/blocked` : url, protocol);
        }
      };
    });
    await page.goto(`${site.app.url}/shows/${site.app.demoShowId}`);
    const notice = page.locator('.notice');
    await notice.getByText('Ihr Netzwerk lässt keine Live-Verbindung durch.').waitFor();
    await notice.getByText(/Nächster Versuch in \d+ s\./).waitFor();
    await page.locator('#announcer', { hasText: 'Ihr Netzwerk lässt keine' }).waitFor({ state: 'attached' });
    expect(await accessibilityOf(page)).toEqual([]);
    await pressWhenThere(page, 'Jetzt versuchen', 'isBlocking');
    await page.locator('.live').waitFor();
    await notice.waitFor({ state: 'detached' });
    await page.locator('#announcer', { hasText: 'Der Plan ist wieder live.' }).waitFor({ state: 'attached' });
    await context.close();
  });

  it('takes no seat for free before the map has come', async () => {
    const context = await site.browser.newContext({ ...DESKTOP, locale: 'en-GB' });
    const page = await context.newPage();
    const routes: WebSocketRoute[] = [];
    await page.routeWebSocket('**/graphql', (route) => void routes.push(route));
    await page.goto(`${site.app.url}/shows/${site.app.demoShowId}`);
    await page.getByText('Connecting').waitFor();
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    await page.getByRole('button', { name: /^Block D/ }).click();
    await page.getByRole('button', { name: /^Row 9 / }).click();
    const seat = page.getByRole('button', { name: /^Seat 1,/ });
    await expect.poll(() => seat.getAttribute('aria-disabled')).toBe('true');
    await expect.poll(() => seat.getAttribute('aria-label')).toContain('Not known yet');
    await seat.press('Enter');
    await page
      .locator('#announcer', { hasText: 'Block D, row 9, seat 1: Not known yet.' })
      .waitFor({ state: 'attached' });
    expect(await page.getByRole('button', { name: /^Hold/ }).count()).toBe(0);
    await context.close();
  });

  it('lists the shows when there are several, in the venue’s time, with what is left', async () => {
    const showId = await organiseShow(site.app, { title: 'Fado Night', rows: 1, seats: 3 });
    await organiseShow(site.app, { title: 'Later', salesStartIn_s: 3_600 });
    await organiseShow(site.app, { title: 'Gift', price: 0 });
    const resting = await organiseShow(site.app, { title: 'Resting' });
    await site.app.organiser.data(PauseShow, { input: { showId: resting } });
    const context = await site.browser.newContext({ ...DESKTOP, locale: 'de-DE', timezoneId: 'America/New_York' });
    const page = await context.newPage();
    await page.goto(site.app.url);
    const card = page.getByRole('link', { name: /Fado Night/ });
    await card.waitFor();
    await expect.poll(() => card.innerText()).toMatch(/noch 3 Plätze/);
    await expect.poll(() => card.innerText()).toMatch(/WEZ|WESZ|GMT|UTC/);
    await expect.poll(() => card.innerText()).toMatch(/ab 30,00\s€/);
    await page.getByRole('link', { name: /Later.*Im Verkauf ab/s }).waitFor();
    await page.getByRole('link', { name: /Resting.*Der Verkauf ruht/s }).waitFor();
    await page.getByRole('link', { name: /Gift.*noch 8 Plätze\s+Kostenlos$/s }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await card.click();
    await page.getByRole('heading', { name: 'Fado Night' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('3 tickets left').waitFor();
    const toList = page.getByRole('link', { name: 'All shows' });
    await expect.poll(() => toList.getAttribute('href')).toBe('/');
    await lockSeats(await site.app.guest(), showId, ['Z1-1-1', 'Z1-1-2']);
    await page.getByText('One ticket left').waitFor();
    await toList.click();
    await page.getByRole('link', { name: /Fado Night.*One ticket left/s }).waitFor();
    await expect.poll(() => toList.count()).toBe(0);
    await context.close();
  });

  it('counts down to the beginning of the sale, and opens by itself', async () => {
    const showId = await organiseShow(site.app, { title: 'Soon', salesStartIn_s: 60 });
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.page.getByText('Not on sale yet').waitFor();
    await expect.poll(() => shop.page.locator('.begins b').innerText()).toMatch(/^(1:00|0:[0-5]\d)$/);
    expect(await accessibilityOf(shop.page)).toEqual([]);
    // Not so long, then: the page is told of it, and opens when it comes.
    await site.app.database.query(`UPDATE shows SET sales_start_at = now() + interval '8 seconds' WHERE id = $1`, [
      showId,
    ]);
    await shop.page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
    await shop.pick('Zone 1', '1', ['1']);
    await shop.page.getByRole('button', { name: 'Hold this seat' }).waitFor();
  });

  it('says sold out, and that seats are back', async () => {
    const showId = await organiseShow(site.app, { title: 'Small', rows: 1, seats: 2 });
    const guest = await site.app.guest();
    const lock = await lockSeats(guest, showId, ['Z1-1-1', 'Z1-1-2']);
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.page.getByRole('heading', { name: 'Sold out' }).waitFor();
    expect(await accessibilityOf(shop.page)).toEqual([]);
    await guest.request('mutation ($id: ID!) { releaseLock(input: { lockId: $id }) { __typename } }', { id: lock.id });
    await shop.page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
  });

  it('says that sales are paused, and opens by itself when they go on', async () => {
    const showId = await organiseShow(site.app, { title: 'Paused' });
    await site.app.organiser.data(PauseShow, { input: { showId } });
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.page.getByRole('heading', { name: 'Sales are paused' }).waitFor();
    expect(await accessibilityOf(shop.page)).toEqual([]);
    await site.app.organiser.data(PublishShow, { input: { showId } });
    await shop.page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
  });

  it('learns from a refusal that sales were paused meanwhile, and keeps what was chosen', async () => {
    const showId = await organiseShow(site.app, { title: 'Paused meanwhile' });
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.pick('Zone 1', '1', ['1']);
    // After the button was pressed, before the request arrives.
    await shop.page.route('**/graphql', async (route) => {
      const isHold = route.request().postData()?.includes('mutation LockSeats') ?? false;
      if (isHold) await site.app.organiser.data(PauseShow, { input: { showId } });
      await route.continue();
    });
    await shop.page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.page.getByText('Seats can’t be had at the moment.').waitFor();
    expect(await accessibilityOf(shop.page)).toEqual([]);
    await shop.page.getByRole('button', { name: 'Clear' }).click();
    await shop.page.getByRole('heading', { name: 'Sales are paused' }).waitFor();
  });

  it.each([
    ['closed', 'Sales have ended'],
    ['cancelled', 'This show is cancelled'],
  ])('says that a show is %s, at once', async (status, title) => {
    const showId = await organiseShow(site.app, { title: status });
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
    if (status === 'closed') await site.app.organiser.data(CloseShow, { input: { showId } });
    else await site.app.organiser.data(CancelShow, { input: { showId } });
    await shop.page.getByRole('heading', { name: title }).waitFor();
    expect(await accessibilityOf(shop.page)).toEqual([]);
    await shop.page.reload();
    await shop.page.getByRole('heading', { name: title }).waitFor();
  });

  it('says that there is no such show, and that the server is away', async () => {
    const context = await site.browser.newContext({ ...DESKTOP, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${site.app.url}/shows/show_none`);
    await page.getByRole('heading', { name: 'There is no such show.' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.route('**/graphql', (route) => route.abort());
    await page.goto(site.app.url);
    await page.getByText('The box office does not answer.').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'What’s on' }).waitFor();
    await context.close();
  });

  it('sends the same key again when the answer to a hold was lost: it is held once', async () => {
    const showId = await organiseShow(site.app, { title: 'Lossy', rows: 1, seats: 4 });
    await using shop = await site.openShop(`/shows/${showId}`);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1']);
    let isLost = true;
    await page.route('**/graphql', async (route) => {
      const isHold = route.request().postData()?.includes('mutation LockSeats');
      if (!isHold || !isLost) return route.continue();
      isLost = false;
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await page.getByText('The box office did not answer.').waitFor();
    await page
      .getByRole('button', { name: 'Hold this seat' })
      .or(page.getByRole('button', { name: 'Find seats together' }))
      .click();
    await shop.reaches('held');
    await expect.poll(() => page.locator('.lines li').count()).toBe(1);
  });
});

describeWithChromium('a box office without shows', () => {
  it('says that nothing is on, to buyers and to organisers', async () => {
    await using site = await openSite({ env: { DEMO: 'false' } });
    await using opened = await site.openPage('/');
    await opened.page.getByText('Nothing is on sale at the moment.').waitFor();
    expect(await accessibilityOf(opened.page)).toEqual([]);
    await opened.page.goto(`${site.app.url}/organise#token=${site.app.organiserToken}`);
    await opened.page.getByText('You have no shows yet.', { exact: false }).waitFor();
    expect(await accessibilityOf(opened.page)).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });
});

describeWithChromium('a hold that ends', () => {
  it('is said, and its seats are free again', async () => {
    await using site = await openSite({ sandbox: true });
    const client = site.app.client();
    const { sandboxCreateShow } = await client.data<{ sandboxCreateShow: { show: { id: string } } }, object>(
      'mutation { sandboxCreateShow(input: {}) { ... on SandboxCreateShowSuccess { show { id } } } }',
    );
    const showId = sandboxCreateShow.show.id;
    /** What the show waits for comes sooner, but for some seconds: the page sees them pass. */
    const passTime = async () => {
      const [due] = await site.app.database.query<{ left_s: number }>(
        `SELECT extract(epoch FROM max(expires_at) - now())::float8 AS left_s
           FROM (SELECT expires_at FROM seat_locks WHERE status = 'ACTIVE'
                 UNION ALL SELECT expires_at FROM bookings WHERE status = 'PENDING_PAYMENT') AS waiting`,
      );
      const input = { showId, seconds: Math.floor(due!.left_s - SECONDS_SEEN) };
      await client.data(
        'mutation ($input: SandboxAdvanceClockInput!) { sandboxAdvanceClock(input: $input) { __typename } }',
        {
          input,
        },
      );
    };
    await using shop = await site.openShop(`/shows/${showId}`);
    await shop.pick('Hall', 'A', ['1']);
    await shop.page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await shop.page.getByLabel('Name').fill('Ada');
    await passTime();
    await shop.page.getByText('Your hold has ended.').waitFor();
    await shop.reaches('picking');
    // Neither the choice nor what was typed is lost.
    await shop.page.getByRole('button', { name: 'Hold the same seats again' }).click();
    await shop.reaches('held');
    await expect.poll(() => shop.page.getByLabel('Name').inputValue()).toBe('Ada');
    await shop.page.getByLabel('E-mail').fill('ada@example.org');
    await shop.page.getByRole('button', { name: 'Continue to payment' }).click();
    await shop.page.getByLabel('Is declined').check();
    await shop.page.getByRole('button', { name: /^Pay/ }).click();
    await shop.page.getByText('The card was declined.').waitFor();
    await passTime();
    await shop.reaches('ended');
    await shop.page.getByRole('heading', { name: 'The time is up' }).waitFor();
    expect(await accessibilityOf(shop.page)).toEqual([]);
    await shop.page.getByRole('button', { name: 'Hold the same seats again' }).click();
    await shop.reaches('held');
    await expect.poll(() => shop.page.getByLabel('E-mail').inputValue()).toBe('ada@example.org');
  });
});
