import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { holdQueries } from '../kit/browser/page-network.ts';
import { PHONE, type ShopPage } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { createBooking, lockSeats, payBooking } from '../kit/callers/buyer.ts';
import { BlockSeats, CreateShow, UnblockSeats } from '../kit/callers/operations.graphql.ts';
import { organiseShow, organiseShows } from '../kit/shows/organised-show.ts';

describeWithChromium('what buyers and organisers met', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  async function toPayment(shop: ShopPage, row: string, number: string): Promise<void> {
    await shop.pick('Block D', row, [number]);
    await shop.page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await shop.page.getByLabel('Name').fill('Ada Lovelace');
    await shop.page.getByLabel('E-mail').fill('ada@exmaple.org');
    await shop.page.getByRole('button', { name: 'Continue to payment' }).click();
    await shop.reaches('paying');
  }

  it('shows the address before it is paid, and takes another one', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, PHONE);
    const { page } = shop;
    await toPayment(shop, '8', '1');
    await page.locator('.customer', { hasText: 'ada@exmaple.org' }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change' }).click();
    await shop.reaches('held');
    await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.locator('.customer', { hasText: 'ada@example.org' }).waitFor();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    expect(shop.complaints).toEqual([]);
  });

  it('books what costs nothing without a card', async () => {
    const showId = await organiseShow(site.app, { title: 'Open day', price: 0 });
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    await shop.pick('Zone 1', '1', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await shop.reaches('paying');
    await expect.poll(() => page.locator('.card').count()).toBe(0);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await shop.reaches('confirmed');
    expect(shop.complaints).toEqual([]);
  });

  it('stays within the show when one goes back: from the payment to the details, from tickets to the map', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    await toPayment(shop, '9', '1');
    await page.goBack();
    await shop.reaches('held');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await shop.reaches('paying');
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    const tickets = page.url();
    await page.getByRole('button', { name: 'Choose more seats' }).click();
    await shop.reaches('picking');
    await page.locator('.my-bookings .disclosure').first().click();
    await shop.reaches('confirmed');
    await expect.poll(() => page.url()).toBe(tickets);
    await page.goBack();
    await shop.reaches('picking');
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/shows/${site.app.demoShowId}`);
    expect(shop.complaints).toEqual([]);
  });

  it.each([
    ['bought a moment ago', '2'],
    ['opened again', '3'],
  ])('stamps the tickets of a booking that is cancelled while they are looked at, %s', async (when, number) => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    await toPayment(shop, '8', number);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await shop.reaches('confirmed');
    if (when === 'opened again') {
      await page.reload();
      await shop.reaches('confirmed');
    }
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    await holdQueries(page);
    const bookingId = new URL(page.url()).searchParams.get('booking')!;
    await cancelAsOrganiser(bookingId);
    await shop.reaches('ended');
    await page.getByText('VOID', { exact: true }).waitFor();
    await expect.poll(() => page.getByText('See you there!').count()).toBe(0);
    await expect.poll(() => page.getByRole('img', { name: /^QR code/ }).count()).toBe(0);
    expect(await accessibilityOf(page)).toEqual([]);
  });

  async function cancelAsOrganiser(bookingId: string): Promise<void> {
    const response = await fetch(`${site.app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${site.app.organiserToken}` },
      body: JSON.stringify({
        query:
          'mutation($input: CancelBookingInput!) { cancelBooking(input: $input) { __typename ... on Error { message } } }',
        variables: { input: { bookingId, idempotencyKey: bookingId } },
      }),
    });
    expect(await response.json()).toMatchObject({ data: { cancelBooking: { __typename: 'CancelBookingSuccess' } } });
  }

  it('says what a tapped seat is that can’t be had, and what became of a cancelled order', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    await lockSeats(await site.app.guest(), site.app.demoShowId, ['D-7-1']);
    await shop.pick('Block D', '7', []);
    await page.getByRole('button', { name: /^Seat 1,.*Held by someone/ }).press('Enter');
    const toast = page.locator('.toast', { hasText: 'Block D, row 7, seat 1: Held by someone.' });
    // Over whatever part of the page is in sight. It goes by itself: one look at it.
    const { position, top } = await toast.evaluate((element) => ({
      position: getComputedStyle(element).position,
      top: element.getBoundingClientRect().top,
    }));
    expect(position).toBe('fixed');
    expect(top).toBeLessThan(50);
    await toPayment(shop, '7', '2');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await shop.reaches('picking');
    await page.locator('.toast', { hasText: 'The seats are free again.' }).waitFor();
  });

  it('says what a seat is that a finger taps on the map and that can’t be had', async () => {
    const showId = await organiseShow(site.app, { title: 'Tapped', rows: 1, seats: 3 });
    const middle = 'Z1-1-2';
    await using shop = await site.openShop(`/shows/${showId}`, PHONE);
    const { page } = shop;
    const map = page.getByRole('application');
    /** The middle one of three seats is in the middle of the map, but for the strip below it. */
    const tapMiddle = async () => {
      const { width, height } = (await map.boundingBox())!;
      await map.tap({ position: { x: width / 2, y: (height - 54) / 2 } });
    };
    const toast = page.locator('.toast');
    await shop.pick('Zone 1', '1', []);
    const buyer = await site.app.guest();
    const states: [string, () => Promise<unknown>][] = [
      ['Not for sale', () => site.app.organiser.data(BlockSeats, { input: { showId, seatIds: [middle] } })],
      [
        'Held by someone',
        async () => {
          await site.app.organiser.data(UnblockSeats, { input: { showId, seatIds: [middle] } });
          await lockSeats(buyer, showId, [middle]);
        },
      ],
      [
        'Sold',
        async () => {
          const { viewer } = await buyer.data<{ viewer: { activeLocks: { id: string }[] } }, object>(
            '{ viewer { activeLocks { id } } }',
            {},
          );
          const booking = await createBooking(buyer, viewer.activeLocks[0]!.id);
          await payBooking(buyer, booking.id);
        },
      ],
    ];
    for (const [state, change] of states) {
      await change();
      await page.getByRole('button', { name: new RegExp(`^Seat 2,.*${state}`) }).waitFor();
      await tapMiddle();
      // It goes by itself: one look at it.
      const { top, bottom } = await toast
        .filter({ hasText: `Zone 1, row 1, seat 2: ${state}.` })
        .evaluate((element) => element.getBoundingClientRect().toJSON() as { top: number; bottom: number });
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(844);
    }
    await shop.reaches('picking');
    expect(shop.complaints).toEqual([]);
  });

  it('keeps what was typed over a reload', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, PHONE);
    const { page } = shop;
    await shop.pick('Block D', '6', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example');
    await page.reload();
    await shop.reaches('held');
    await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example');
  });

  it('has the prices of blocks and rows in its list', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    await shop.pick('Block B', '9', []);
    await page.getByRole('button', { name: /^Block B .*€34\.00 – €89\.00/ }).waitFor();
    await page.getByRole('button', { name: /^Row 9 .* · €\d+\.00/ }).waitFor();
  });

  it('opens a draft’s map for its organiser', async () => {
    const published = await organiseShow(site.app, { title: 'Model' });
    const { show } = (
      await (
        await fetch(`${site.app.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: `{ show(id: "${published}") { plan { id } } }` }),
        })
      ).json()
    ).data;
    const created = await site.app.organiser.data(CreateShow, {
      input: {
        planId: show.plan.id,
        title: 'Draft',
        startsAt: new Date(Date.now() + 86_400_000).toISOString(),
        currency: 'EUR',
        priceTiers: [
          { name: 'Stalls', category: 'Stalls', price: 4_000 },
          { name: 'Balcony', category: 'Balcony', price: 3_000 },
        ],
      },
    });
    if (created.createShow.__typename !== 'CreateShowSuccess') throw new Error(JSON.stringify(created));
    const { id: showId } = created.createShow.show;
    const { blockSeats } = await site.app.organiser.data(BlockSeats, { input: { showId, seatIds: ['Z1-1-1'] } });
    if (blockSeats.__typename !== 'BlockSeatsSuccess') throw new Error(JSON.stringify(blockSeats));
    await using opened = await site.openPage(`/organise/shows/${showId}#token=${site.app.organiserToken}`);
    await opened.page.locator('.live').waitFor();
    const figures = opened.page.locator('.sales-board dd');
    await expect.poll(() => figures.allInnerTexts()).toEqual(['€0.00', '0', '0', '1', '7']);
    expect(await opened.page.getByText('The live map has ended.').count()).toBe(0);
  });

  it.each(['/nowhere', '/plans/none.json', '/tickets/NONE.png', '/calendar/none.ics', '/assets/none.js'])(
    'says in a browser that there is nothing at %s',
    async (path) => {
      await using opened = await site.openPage(path, PHONE);
      await opened.page.getByRole('heading', { name: 'There is nothing at this address.' }).waitFor();
      await opened.page.getByRole('link', { name: 'All shows' }).waitFor();
      expect(await accessibilityOf(opened.page)).toEqual([]);
    },
  );

  it('keeps edges and prices’ colours in forced colours', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, { forcedColors: 'active' });
    const look = (selector: string) =>
      shop.page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const { borderTopWidth, borderTopStyle, backgroundColor } = getComputedStyle(element);
          return { width: borderTopWidth, style: borderTopStyle, background: backgroundColor };
        });
    const edge = (width: string, style: string) => expect.objectContaining({ width, style });
    expect(await look('.panel')).toEqual(edge('1px', 'solid'));
    await lockSeats(await site.app.guest(), site.app.demoShowId, ['D-10-1']);
    await shop.pick('Block D', '10', ['2']);
    await shop.page.getByRole('button', { name: /^Seat 1,.*Held by someone/ }).press('Enter');
    // Gone again in a moment.
    expect(await look('.toast')).toEqual(edge('1px', 'solid'));
    // What was picked and what can't be had are told apart by their edges.
    expect(await look('.seat-list .seat-picked')).toEqual(edge('3px', 'solid'));
    expect(await look('.seat-list .seat-held')).toEqual(edge('1px', 'dashed'));
    for (const selector of ['.seat-list', '.hall', '.zoom', '.actions .primary', '.seat-list .seat-available']) {
      expect({ selector, ...(await look(selector)) }).toEqual({
        selector,
        ...(await look('.panel')),
        background: expect.any(String),
      });
    }
    const [live, panel] = await Promise.all([look('.live i'), look('.panel')]);
    expect(live.background).not.toBe(panel.background);
    // What an organiser reads of a seat, and the show's status, keep their edges, too.
    const path = `/organise/shows/${site.app.demoShowId}#token=${site.app.organiserToken}`;
    await using desk = await site.openPage(path, { forcedColors: 'active' });
    for (const selector of ['.tag', '.panel']) {
      const { borderTopStyle, borderTopWidth } = await desk.page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element));
      expect({ selector, edge: `${borderTopWidth} ${borderTopStyle}` }).toEqual({ selector, edge: '1px solid' });
    }
    const [first, second] = await Promise.all([
      look('.tiers li:nth-child(1) .dot'),
      look('.tiers li:nth-child(2) .dot'),
    ]);
    expect(first.background).not.toBe(second.background);
  });

  it('leads to all shows, page by page, buyers and organisers: beyond a hundred', async () => {
    const titles = Array.from({ length: 104 }, (_, index) => `Night ${index + 1}`);
    await organiseShows(site.app, titles);
    for (const path of ['/', `/organise#token=${site.app.organiserToken}`]) {
      await using opened = await site.openPage(path);
      const cards = opened.page.locator('.show-card');
      const more = opened.page.getByRole('button', { name: 'Show more' });
      for (const count of [50, 100]) {
        await cards.nth(count - 1).waitFor();
        await expect.poll(() => cards.count()).toBe(count);
        await more.click();
      }
      await more.waitFor({ state: 'detached' });
      const listed = await cards.locator(':scope > b').allTextContents();
      expect(listed.length).toBeGreaterThanOrEqual(titles.length);
      expect(listed.filter((title) => title.startsWith('Night ')).sort()).toEqual([...titles].sort());
      expect(opened.complaints).toEqual([]);
    }
  });
});
