import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPage } from '../../scripts/bootstrap.mjs';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { type ShopServer, startShopServer } from '../kit/browser/shop-server.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createBooking, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { GetShow, PauseShow, UpdateShow } from '../kit/callers/operations.graphql.ts';
import { openShowsOnOnePlan } from '../kit/shows/hall-show.ts';

/** What the page hears of its elements, to be read by `told`. */
const LISTEN = `
  // axe takes what has no background for white.
  document.documentElement.style.background = 'Canvas';
  window.told = [];
  for (const map of document.querySelectorAll('seatwire-map')) {
    for (const type of ['selectionchange', 'hold', 'holdend', 'refused', 'confirmed', 'connectionchange']) {
      map.addEventListener(type, ({ detail }) => window.told.push({ id: map.id, type, detail: JSON.parse(JSON.stringify(detail)) }));
    }
  }`;

interface Told {
  id: string;
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what is tested.
  detail: any;
}

interface MapPage extends AsyncDisposable {
  page: Page;
  complaints: string[];
  /** The next event of that type, or the last there was. */
  told(type: string, id?: string): Promise<Told>;
  all(): Promise<Told[]>;
}

/** `waitForFunction` would evaluate a text, which the pages' policy forbids. */
async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { message: expression }).toBe(true);
}

describeWithChromium('<seatwire-map> on a page of another origin, under a strict policy', () => {
  let site: Site;
  let shop: ShopServer;
  let shows: string[] = [];

  beforeAll(async () => {
    // The node serves the script as it is built now.
    await buildPage();
    shop = await startShopServer();
    site = await openSite({ env: { ALLOWED_ORIGINS: shop.url } });
    shows = await openShowsOnOnePlan(site.app.organiser, [1, 2, 3], { hall: { rows: 7, seats: 8 } });
    shop.serve('/listen.js', LISTEN);
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
  });

  const element = (showId: string, more = 'id="map"') =>
    `<seatwire-map url="${site.app.url}/graphql" show="${showId}" ${more}></seatwire-map>`;

  /** A page of the shop with these elements, once they are live. */
  async function open(
    body: string,
    { lang = 'en', ...options }: BrowserContextOptions & { lang?: string } = {},
  ): Promise<MapPage> {
    const { host } = new URL(site.app.url);
    const policy =
      `default-src 'none'; script-src 'self' http://${host}; connect-src http://${host} ws://${host}; img-src data:;
      require-trusted-types-for 'script'; trusted-types lit-html`.replaceAll(/\s+/g, ' ');
    shop.serve(
      '/',
      `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark"><title>Shop</title><link rel="icon" href="data:,">
        <main><h1>Shop</h1>${body}</main>
        <script src="./listen.js"></script><script type="module" src="${site.app.url}/map/0.1/seatwire-map.js"></script></html>`,
      policy,
    );
    const context = await site.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...DESKTOP, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(shop.url);
    const all = () => page.evaluate('window.told') as Promise<Told[]>;
    const opened: MapPage = {
      page,
      complaints,
      all,
      async told(type, id = 'map') {
        const last = async () => (await all()).findLast((event) => event.type === type && event.id === id);
        await expect.poll(async () => (await last())?.type, { message: `${type} of #${id}` }).toBe(type);
        return (await last())!;
      },
      [Symbol.asyncDispose]: () => context.close(),
    };
    await until(
      page,
      "[...document.querySelectorAll('seatwire-map')].every((map) => map.connection?.state === 'live' && map.shadowRoot.querySelector('.map') !== null)",
    );
    return opened;
  }

  /** Opens a row of an element's list and presses the seats. */
  async function pick(page: Page, row: string, numbers: readonly string[], id = 'map'): Promise<void> {
    const list = page.locator(`#${id} .seat-list`);
    for (const name of [/^(Seats as a list|Plätze als Liste)/, /^Zone 1 /, new RegExp(`^(Row|Reihe) ${row} `)]) {
      const button = list.getByRole('button', { name }).first();
      if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    }
    for (const number of numbers) {
      await list.getByRole('button', { name: new RegExp(`^(Seat|Platz) ${number},`) }).click();
    }
  }

  it('tells what is chosen, held and confirmed, in one page', async () => {
    await using shown = await open(element(shows[0]!, 'id="map" party-size="2"'));
    const { page, told } = shown;
    await pick(page, '1', ['1', '2']);
    const chosen = await told('selectionchange');
    expect(chosen.detail.seatIds).toHaveLength(2);
    expect(chosen.detail.total).toEqual({ amount: 9_000, currency: 'EUR', exponent: 2 });
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    const { lock } = (await told('hold')).detail;
    expect(lock.seats.map(({ seatId }: { seatId: string }) => seatId).sort()).toEqual(
      [...chosen.detail.seatIds].sort(),
    );
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    expect((await told('selectionchange')).detail.seatIds).toEqual([]);
    // Any page of the buyer's may book: here, the shop's own code.
    const booked = (await page.evaluate(`(async () => {
      const { boxOffice, lock } = document.querySelector('#map');
      const made = await boxOffice.createBooking({ lockId: lock.id, customer: { name: 'Ada', email: 'ada@example.org' } });
      return await boxOffice.payBooking({ bookingId: made.value.id, paymentToken: 'tok_ok' });
    })()`)) as { ok: boolean };
    expect(booked.ok).toBe(true);
    const confirmed = await told('confirmed');
    expect([confirmed.detail.lock.id, confirmed.detail.booking.bookingStatus]).toEqual([lock.id, 'CONFIRMED']);
    await page.getByRole('heading', { name: 'Booked. See you there!' }).waitFor();
    expect((await shown.all()).map(({ type }) => type)).not.toContain('holdend');
    expect(shown.complaints).toEqual([]);
  });

  it('tells what was refused, marks what has gone, and takes what is offered instead', async () => {
    await using shown = await open(element(shows[0]!));
    const { page, told } = shown;
    await page.evaluate("document.querySelector('#map').select(['Z1-2-3', 'Z1-2-4'])");
    const { detail } = await told('selectionchange');
    expect(detail.seatIds).toHaveLength(2);
    // The page does not hear of it before it asks.
    await page.evaluate(`(() => {
      const { boxOffice } = document.querySelector('#map');
      boxOffice.lockSeats = ((ask) => async (input) => { await window.others; return ask.call(boxOffice, input); })(boxOffice.lockSeats);
      window.others = new Promise((resolve) => { window.letGo = resolve; });
    })()`);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await lockSeats(await site.app.guest(), shows[0]!, ['Z1-2-3']);
    await page.evaluate('window.letGo()');
    const refused = await told('refused');
    expect(refused.detail.refusal.__typename).toBe('SeatsUnavailableError');
    expect(refused.detail.refusal.conflicts).toEqual([{ seatId: 'Z1-2-3', reason: expect.any(String) }]);
    expect((await told('selectionchange')).detail.seatIds).toEqual(['Z1-2-4']);
    await page.locator('.alternative').first().click();
    const { lock } = (await told('hold')).detail;
    expect(lock.seats).toHaveLength(2);
    await page.getByRole('button', { name: 'Give the seats back' }).click();
    expect((await told('holdend')).detail.lock).toMatchObject({ id: lock.id, lockStatus: 'RELEASED' });
    expect(shown.complaints).toEqual([]);
  });

  it('follows two shows in one page, each by itself', async () => {
    await using shown = await open(
      `${element(shows[0]!, 'id="first"')}${element(shows[1]!, 'id="second" language="de-AT"')}`,
    );
    const { page, told } = shown;
    await pick(page, '3', ['5'], 'second');
    expect((await told('selectionchange', 'second')).detail.total.amount).toBe(9_000);
    await page.locator('#second').getByRole('button', { name: 'Platz reservieren' }).click();
    const { lock } = (await told('hold', 'second')).detail;
    expect(lock.show.id).toBe(shows[1]);
    const heard = await shown.all();
    expect(heard.filter(({ id, type }) => id === 'first' && type !== 'connectionchange')).toEqual([]);
    // The same seat of the same plan is free in the other show.
    await pick(page, '3', ['5'], 'first');
    expect((await told('selectionchange', 'first')).detail.seatIds).toEqual([lock.seats[0].seatId]);
    expect(await accessibilityOf(page)).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });

  it('is chosen on by the keyboard alone, and says each step', async () => {
    await using shown = await open(element(shows[1]!));
    const { page, told } = shown;
    const spoken = page.locator('#map [role=status]');
    await page.locator('#map .map').focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => spoken.textContent()).toMatch(/row \w+, seat \w+, €[\d.]+, /);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => spoken.textContent()).toMatch(/ picked\.$/);
    const [seatId] = (await told('selectionchange')).detail.seatIds;
    await page.getByRole('button', { name: 'Hold this seat' }).focus();
    await page.keyboard.press('Enter');
    expect((await told('hold')).detail.lock.seats[0].seatId).toBe(seatId);
    // The button is gone: the keyboard is where it has led to.
    await expect
      .poll(() => page.evaluate("document.querySelector('#map').shadowRoot.activeElement?.textContent"))
      .toBe('Held for you');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give the seats back' }).press('Enter');
    await told('holdend');
    expect(shown.complaints).toEqual([]);
  });

  it.each([
    ['a phone, in German', { ...PHONE, lang: 'de' }],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
    ['320 pixels', { viewport: { width: 320, height: 640 } }],
  ] as const)('is accessible, and no wider than its page: %s', async (_how, options) => {
    await using shown = await open(element(shows[1]!, 'id="map" party-size="3" tiers="Stalls"'), options);
    await pick(shown.page, '3', ['1']);
    expect((await shown.told('selectionchange')).detail.seatIds).toHaveLength(1);
    expect(await accessibilityOf(shown.page)).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });

  it('calls seats in its own language, in what it tells, too', async () => {
    await using shown = await open(element(shows[1]!), { lang: 'de' });
    const { page, told } = shown;
    expect(await page.evaluate("document.querySelector('#map').select(['Z1-6-1'])")).toEqual([]);
    const labels = ({ detail }: Told) => (detail.lock ?? detail).seats.map(({ label }: { label: string }) => label);
    expect(labels(await told('selectionchange'))).toEqual(['Zone 1, Reihe 6, Platz 1']);
    await page.getByRole('button', { name: 'Platz reservieren' }).click();
    expect(labels(await told('hold'))).toEqual(['Zone 1, Reihe 6, Platz 1']);
    await page.getByRole('button', { name: 'Plätze zurückgeben' }).click();
    await told('holdend');
  });

  it('holds the best seats of those prices for the party', async () => {
    await using shown = await open(element(shows[1]!, 'id="map" party-size="3" tiers="Balcony"'));
    const { page, told } = shown;
    expect(await page.evaluate("document.querySelector('#map').select(['Z1-1-1', 'Z9'])")).toEqual([
      { seatId: 'Z1-1-1', reason: 'EXCLUDED' },
      { seatId: 'Z9', reason: 'UNKNOWN' },
    ]);
    expect(await page.evaluate("document.querySelector('#map').selection.length")).toBe(0);
    await page.getByRole('button', { name: 'Hold the best 3 seats' }).click();
    const { lock } = (await told('hold')).detail;
    expect(lock.seats.map(({ price }: { price: { amount: number } }) => price.amount)).toEqual([5_800, 5_800, 5_800]);
    await page.getByRole('button', { name: 'Give the seats back' }).click();
    await told('holdend');
  });

  it('has nothing of a show left when it is to show another', async () => {
    await using shown = await open(element(shows[0]!));
    const { page, told } = shown;
    await pick(page, '5', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    const { lock } = (await told('hold')).detail;
    await page.evaluate(`(() => {
      const map = document.querySelector('#map');
      map.show = '${shows[1]}';
      window.atOnce = [map.selection.length, map.lock, map.connection.state, map.shadowRoot.querySelector('.map')];
    })()`);
    expect(await page.evaluate('window.atOnce')).toEqual([0, null, 'idle', null]);
    await until(page, "document.querySelector('#map').connection.state === 'live'");
    await page.getByRole('heading', { name: 'Choose your seats' }).waitFor();
    expect(await page.locator('#map .legend').innerText()).toContain('€90.00');
    // What the other show tells is nobody's business here any more.
    const before = (await shown.all()).length;
    const token = await page.evaluate(`localStorage.getItem('seatwire.token@${site.app.url}')`);
    const guest = site.app.client(token as string);
    const booking = await createBooking(guest, lock.id);
    await payBooking(guest, booking.id);
    await pick(page, '5', ['1']);
    const since = (await shown.all()).slice(before);
    expect(since.map(({ type, detail }) => [type, detail.seatIds])).toEqual([
      ['selectionchange', lock.seats.map(({ seatId }: { seatId: string }) => seatId)],
    ]);
    expect(shown.complaints).toEqual([]);
  });

  it('closes its connections when it leaves the page, and goes on when it comes back', async () => {
    await using shown = await open('');
    const { page } = shown;
    let open_ = 0;
    page.on('websocket', (socket) => {
      open_ += 1;
      socket.on('close', () => {
        open_ -= 1;
      });
    });
    await page.evaluate(`(() => {
      window.map = document.createElement('seatwire-map');
      Object.assign(map, { url: '${site.app.url}/graphql', show: '${shows[0]}', partySize: 1 });
      document.querySelector('main').append(map);
    })()`);
    await until(page, "map.connection?.state === 'live'");
    await page.evaluate('map.holdBest()');
    await until(page, 'map.lock !== null');
    expect(open_).toBeGreaterThan(0);
    await page.evaluate('map.remove()');
    await expect.poll(() => open_).toBe(0);
    expect(
      await page.evaluate('[map.connection.state, map.lock, map.shadowRoot.querySelectorAll("*").length]'),
    ).toEqual(['idle', null, 1]);
    // What was held stays so, and is found again.
    await page.evaluate("document.querySelector('main').append(map)");
    await until(page, "map.lock !== null && map.connection?.state === 'live'");
    await page.evaluate('map.release()');
    expect(shown.complaints).toEqual([]);
  });

  it('says what is wrong, to the buyer in words and to the shop with a hint', async () => {
    await using shown = await open('');
    const { page } = shown;
    const hints: string[] = [];
    page.on('console', (message) => message.type() === 'info' && hints.push(message.text()));
    await page.evaluate(
      "for (let i = 0; i < 2; i++) document.querySelector('main').append(document.createElement('seatwire-map'))",
    );
    await expect.poll(() => hints).toEqual([expect.stringContaining('<seatwire-map> needs the attribute "show"')]);
    await page.evaluate("for (const empty of document.querySelectorAll('seatwire-map')) empty.remove()");
    await page.evaluate(`(() => {
      window.map = document.createElement('seatwire-map');
      window.states = [];
      map.addEventListener('connectionchange', ({ detail: { connection } }) => states.push([connection.state, connection.hint]));
      Object.assign(map, { url: '${site.app.url}/nowhere', show: '${shows[0]}' });
      document.querySelector('main').append(map);
    })()`);
    await until(page, "states.some(([state]) => state === 'wrongUrl')");
    expect(await page.evaluate("states.find(([state]) => state === 'wrongUrl')[1]")).toContain('/graphql');
    await page.locator('seatwire-map .notice').getByText('The live map is not available here.').waitFor();
    await page.evaluate(
      `Object.assign(map, { url: '${site.app.url}/graphql', show: 'show_01k8000000e008002ymwrqw009' })`,
    );
    await until(page, "map.connection?.state === 'notFound'");
    await page.locator('seatwire-map .notice').getByText('This show can’t be found.').waitFor();
  });

  it('follows a change of prices', async () => {
    await using shown = await open(element(shows[2]!, 'id="map" max-price="13500"'));
    const { page, told } = shown;
    const { organiser, database } = site.app;
    // Nobody holds anything there: prices would not change.
    const showId = shows[2]!;
    await page.evaluate("document.querySelector('#map').select(['Z1-7-1'])");
    expect((await told('selectionchange')).detail.total.amount).toBe(13_500);
    const { show } = await organiser.data(GetShow, { id: showId });
    const tier = show!.priceTiers.find(({ price }) => price.amount === 13_500)!;
    await organiser.data(PauseShow, { input: { showId } });
    await database.query(`UPDATE shows SET updated_at = now() - interval '3 seconds' WHERE id = $1`, [showId]);
    await organiser.data(UpdateShow, { input: { showId, priceTiers: [{ id: tier.id, price: 13_600 }] } });
    await page.locator('#map .tiers').getByText('€136.00').waitFor();
    // It is dearer now than what is looked for.
    expect((await told('selectionchange')).detail.seatIds).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });
});
