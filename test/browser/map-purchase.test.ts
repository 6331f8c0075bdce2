import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { type MapShop, openMapShop } from '../kit/browser/map-shop.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

/** Folder for pictures of the pages, to be looked at; without it, none are taken. */
const PICTURES = process.env.PICTURES;

describeWithChromium('what <seatwire-map> takes of its page and lets a buyer do', () => {
  let shop: MapShop;
  let showId: string;

  beforeAll(async () => {
    shop = await openMapShop();
    showId = await openHallShow(shop.site.app.organiser, { rows: 5, seats: 8 });
  });
  afterAll(() => shop?.[Symbol.asyncDispose]());

  /** A page with the element, on which that runs before the element is defined. */
  const open = (before: string) =>
    shop.openMap(
      showId,
      `const states = [];
      map.addEventListener('connectionchange', ({ detail: { connection } }) => states.push(connection.state));
      ${before}`,
    );

  it('takes a text, a list or nothing for its tiers, also before it is defined', async () => {
    await using shown = await open("map.tiers = 'Stalls';");
    const { page } = shown;
    const tiersOf = (set: string) => page.evaluate(`${set}; [map.tiers, map.getAttribute('tiers')]`);
    expect(await tiersOf('0')).toEqual([['Stalls'], 'Stalls']);
    expect(await tiersOf("map.tiers = 'Stalls, Balcony'")).toEqual([['Stalls', 'Balcony'], 'Stalls, Balcony']);
    expect(await tiersOf("map.tiers = ['Balcony']")).toEqual([['Balcony'], 'Balcony']);
    expect(await tiersOf("map.tiers = ''")).toEqual([[], null]);
    expect(await tiersOf("map.tiers = 'Stalls'; map.tiers = undefined")).toEqual([[], null]);
    expect(shown.complaints).toEqual([]);
  });

  it('stays open when it gets another function for its token, which is asked from then on', async () => {
    const { token } = await shop.site.app.guest();
    await using shown = await open(`
      const askedBy = [];
      const tokenBy = (name) => () => { askedBy.push(name); return '${token}'; };
      map.token = tokenBy('first');`);
    const { page } = shown;
    await page.evaluate("states.length = 0; map.token = tokenBy('second'); map.select(['Z1-1-1'])");
    expect(await page.evaluate('[map.connection.state, map.selection.length]')).toEqual(['live', 1]);
    await page.evaluate('map.hold()');
    expect(await page.evaluate('askedBy.at(-1)')).toBe('second');
    expect(await page.evaluate('[states, map.lock.seats.length]')).toEqual([[], 1]);
    await page.evaluate('map.release()');
    // A text says that it may be another buyer: it begins anew, the same text once more does not.
    expect(await page.evaluate(`map.token = '${token}'; map.connection.state`)).toBe('idle');
    await expect.poll(() => page.evaluate('map.connection.state')).toBe('live');
    expect(await page.evaluate(`map.token = '${token}'; map.connection.state`)).toBe('live');
    expect(shown.complaints).toEqual([]);
  });

  it('gives the buyer more time for what is held, as often as the show lets one have it', async () => {
    await using shown = await open('');
    const { page } = shown;
    const left = () => page.evaluate('[map.lock.extensionsLeft, Date.parse(map.lock.expiresAt)]') as Promise<number[]>;
    await page.evaluate("map.select(['Z1-2-1']); map.hold()");
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    const [extensions, deadline] = (await left()) as [number, number];
    expect(extensions).toBeGreaterThan(0);
    const more = page.getByRole('button', { name: 'More time' });
    await more.click();
    await expect.poll(async () => (await left())[0]).toBe(extensions - 1);
    expect((await left())[1]).toBeGreaterThan(deadline);
    await expect.poll(() => page.locator('[role=status]').textContent()).toMatch(/^\d+ minutes left to finish/);
    for (let used = 1; used < extensions; used += 1) {
      expect(await page.evaluate('map.extend().then(({ ok }) => ok)')).toBe(true);
    }
    // The element's last button of that kind is gone; who asks all the same is refused.
    await more.waitFor({ state: 'detached' });
    expect(await page.evaluate('map.extend().then(({ ok }) => ok)')).toBe(false);
    await page.evaluate("map.language = 'de'; map.release()");
    await page.getByRole('heading', { name: 'Plätze wählen' }).waitFor();
    expect(shown.complaints).toEqual([]);
  });

  it('gives a held seat back when it is pressed again, and with the last one the hold', async () => {
    await using shown = await open('');
    const { page } = shown;
    const held = () => page.evaluate('(map.lock?.seats ?? []).map(({ seatId }) => seatId)');
    await page.evaluate("map.select(['Z1-3-1', 'Z1-3-2']); map.hold()");
    await expect.poll(held).toEqual(['Z1-3-1', 'Z1-3-2']);
    expect(await page.evaluate("map.update({ addSeatIds: ['Z1-3-3'] }).then(({ ok }) => ok)")).toBe(true);
    expect(await held()).toEqual(['Z1-3-1', 'Z1-3-2', 'Z1-3-3']);
    await page.evaluate("map.update({ addSeatIds: ['Z1-3-4'], removeSeatIds: ['Z1-3-3'] })");
    await expect.poll(held).toEqual(['Z1-3-1', 'Z1-3-2', 'Z1-3-4']);
    for (const name of [/^Seats as a list/, /^Zone 1 /, /^Row 3 /]) {
      const button = page.locator('.seat-list').getByRole('button', { name }).first();
      if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    }
    const press = (number: string) =>
      page
        .locator('.seat-list')
        .getByRole('button', { name: new RegExp(`^Seat ${number},`) })
        .click();
    await press('4');
    await expect.poll(held).toEqual(['Z1-3-1', 'Z1-3-2']);
    await expect.poll(() => page.locator('[role=status]').textContent()).toMatch(/seat 4 removed\.$/);
    await press('1');
    await expect.poll(held).toEqual(['Z1-3-2']);
    await page.evaluate("map.addEventListener('holdend', ({ detail }) => { window.over = detail.lock.lockStatus; })");
    await press('2');
    await expect.poll(() => page.evaluate('window.over')).toBe('RELEASED');
    expect([await held(), shown.complaints]).toEqual([[], []]);
  });

  it('tells that a booking is confirmed also when it was made before the page was loaded', async () => {
    await using shown = await open('');
    const { page } = shown;
    const bookingId = await page.evaluate(`(async () => {
      map.select(['Z1-4-1']);
      const { value: lock, ...refused } = await map.hold();
      if (!lock) throw new Error(JSON.stringify(refused));
      const customer = { name: 'Ada', email: 'ada@example.org' };
      return (await map.boxOffice.createBooking({ lockId: lock.id, customer })).value.id;
    })()`);
    await page.reload();
    await page.getByText('Held until the order is paid.').waitFor();
    await page.evaluate("map.addEventListener('confirmed', ({ detail }) => { window.confirmed = detail; })");
    await page.evaluate(`map.boxOffice.payBooking({ bookingId: '${bookingId}', paymentToken: 'tok_ok' })`);
    await page.getByRole('heading', { name: 'Booked. See you there!' }).waitFor();
    expect(await page.evaluate('[confirmed.lock, confirmed.booking.id]')).toEqual([null, bookingId]);
    const seat = "map.select(['Z1-4-1']).map(({ reason }) => reason)";
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/element-booked.png`, fullPage: true });

    // It is followed: what becomes of it is told, and its seat is free to all again.
    await page.evaluate(`window.became = [];
      map.addEventListener('bookingchange', ({ detail }) => became.push(detail.booking.bookingStatus));
      map.boxOffice.cancelBooking({ bookingId: '${bookingId}' })`);
    await page.getByText('The booking was cancelled and the payment refunded.').first().waitFor();
    expect(await page.evaluate('became.at(-1)')).toBe('REFUNDED');
    expect(await page.getByText('Booked. See you there!').count()).toBe(0);
    await page.evaluate("map.language = 'de'");
    await page.getByText('Die Buchung wurde storniert und die Zahlung erstattet.').first().waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/element-cancelled.png`, fullPage: true });
    await expect.poll(() => page.evaluate(seat)).toEqual([]);
    // Others are chosen: what became of the one before is no longer said.
    expect(await page.getByText('Die Buchung wurde storniert').count()).toBe(0);
    expect(shown.complaints).toEqual([]);
  });
});
