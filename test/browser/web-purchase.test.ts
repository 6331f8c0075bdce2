import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats } from '../kit/callers/buyer.ts';

describeWithChromium('buying on the seat map page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('goes from the map to the tickets, over a declined card and two reloads', async () => {
    await using shop = await site.openShop('/');
    const { page } = shop;
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/shows/${site.app.demoShowId}`);
    await shop.pick('Block B', '5', ['3', '4']);
    await page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
    await expect.poll(() => page.locator('.countdown b').innerText()).toMatch(/^(5:0[01]|4:[0-5]\d)$/);
    await page.getByRole('button', { name: 'More time' }).click();
    await page.locator('.countdown b', { hasText: /^(7:0[01]|6:[0-5]\d)$/ }).waitFor();

    await page.reload();
    await shop.reaches('held');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByText('Please enter your name.').waitFor();
    await shop.toPayment();

    await page.getByLabel('Is declined').check();
    await page.getByRole('button', { name: 'Pay €178.00' }).click();
    await page.getByText('The card was declined.').waitFor();

    // Who it is for can still be mended; what was typed wrong is said at its field.
    await page.locator('.customer').getByRole('button', { name: 'Change' }).press('Enter');
    await page.locator('#field-name:focus').waitFor();
    await page.getByLabel(/^E-mail/).fill('ada@example');
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await page.locator('#field-email:focus[aria-invalid=true]').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave as it is' }).press('Enter');
    await page.locator('.customer button:focus').waitFor();
    await page.locator('.customer button:focus').press('Enter');
    await page.getByLabel(/^E-mail/).fill('ada.king@example.org');
    await page.getByLabel(/^E-mail/).press('Enter');
    await page.locator('.customer b', { hasText: 'ada.king@example.org' }).waitFor();
    await page.locator('.customer button:focus').waitFor();
    await page.reload();
    await shop.reaches('paying');
    await page.locator('.customer b', { hasText: 'ada.king@example.org' }).waitFor();
    await page.getByRole('button', { name: 'Pay €178.00' }).click();
    await shop.reaches('confirmed');
    const reference = await page.locator('.reference b').innerText();
    expect(reference).toMatch(/^\w{4}-\w{4}$/);
    await expect.poll(() => page.getByRole('img', { name: /QR code for Block B, row 5/ }).count()).toBe(2);

    await page.reload();
    await page.getByText(reference, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Choose more seats' }).click();
    await page.getByRole('button', { name: reference }).waitFor();
    expect(shop.complaints).toEqual([]);
  });

  it('shows an international address as it was typed, where it is entered and before it is paid', async () => {
    await using shop = await site.openShop('/');
    const { page } = shop;
    await shop.pick('Block B', '6', ['3']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    await page.getByLabel('Name').fill('Jörg');
    const field = page.getByLabel(/^E-mail/i);
    await field.pressSequentially('jörg@bücher.example');
    expect(await field.inputValue()).toBe('jörg@bücher.example');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.locator('.customer', { hasText: 'jörg@bücher.example' }).waitFor();
    expect(shop.complaints).toEqual([]);
  });

  it('shows two windows one seat: the loser sees it go, is refused, and takes an alternative', async () => {
    await using winner = await site.openShop('/');
    await using loser = await site.openShop('/');
    await winner.pick('Block E', '10', ['5', '6']);
    await loser.pick('Block E', '10', ['6', '7']);
    await winner.page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await winner.reaches('held');
    await loser.page.getByText('One of your seats has just gone.').waitFor();

    await loser.page.getByRole('button', { name: 'Find seats together' }).click();
    await loser.page
      .getByRole('button', { name: /^Take Row \d+ · Seats \d+, \d+ Block E €68\.00$/ })
      .first()
      .click();
    await loser.reaches('held');
    await expect.poll(() => loser.page.locator('.lines li').count()).toBe(2);
    expect(loser.complaints).toEqual([]);
  });

  it('goes on with the seats that are left', async () => {
    await using shop = await site.openShop('/', PHONE);
    await shop.pick('Block C', '9', ['1', '2', '3']);
    await lockSeats(await site.app.guest(), site.app.demoShowId, ['C-9-1']);
    await shop.page.getByRole('button', { name: 'Go on without' }).click();
    await shop.page.getByRole('button', { name: 'Hold 2 seats' }).click();
    await shop.reaches('held');
  });

  it('adds seats to a hold and gives one back; says when a seat to be added has gone', async () => {
    await using shop = await site.openShop('/', PHONE);
    const { page } = shop;
    const lines = page.locator('.lines li');
    await shop.pick('Block A', '11', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    // The last seat goes back with the hold.
    await expect.poll(() => page.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
    await shop.pick('Block A', '11', ['2', '3']);
    await lines.nth(2).waitFor();
    await page.locator('.total', { hasText: '€63.00' }).waitFor();
    await page.getByRole('button', { name: 'Remove Block A, row 11, seat 2' }).press('Enter');
    await page.getByText('Block A, row 11, seat 2 removed.').waitFor({ state: 'attached' });
    await page.locator('.total', { hasText: '€42.00' }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: /^Remove/ }).count()).toBe(2);
    await expect
      .poll(() => lines.allInnerTexts())
      .toEqual([expect.stringMatching(/Seat 1\b/), expect.stringMatching(/Seat 3\b/)]);

    // Nothing is left to be removed: the focus is not lost with the button.
    await page.getByRole('button', { name: 'Remove Block A, row 11, seat 3' }).press('Enter');
    await page.locator('h2:focus').waitFor();
    await expect.poll(() => lines.count()).toBe(1);

    // Taken while the buyer’s request is on its way.
    const quicker = await site.app.guest();
    let isFirst = true;
    await page.route('**/graphql', async (route) => {
      if (isFirst && route.request().postData()?.includes('mutation UpdateLock')) {
        isFirst = false;
        await lockSeats(quicker, site.app.demoShowId, ['A-11-4']);
      }
      await route.continue();
    });
    await shop.pick('Block A', '11', ['4']);
    await page.getByText('that seat has just gone').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.reload();
    await shop.reaches('held');
    await expect.poll(() => lines.count()).toBe(1);
    expect(shop.complaints).toEqual([]);
  });

  it('shows the same hold in a second tab, and both let it go', async () => {
    await using shop = await site.openShop('/');
    await shop.pick('Block D', '12', ['1']);
    const tab = await shop.sibling();
    await shop.page.getByRole('button', { name: 'Hold this seat' }).click();
    await tab.reaches('held');
    await tab.page.getByRole('button', { name: 'Give the seats back' }).click();
    await tab.reaches('picking');
    await shop.reaches('picking');
  });

  it('follows in a second tab what is booked and paid in the first, whose details stay its own', async () => {
    await using shop = await site.openShop('/');
    const { page } = shop;
    await shop.pick('Block D', '12', ['2']);
    const tab = await shop.sibling();
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await tab.reaches('held');
    await shop.toPayment();
    // Nothing is booked yet: what was typed is in that tab only.
    await tab.reaches('held');
    expect(await tab.page.getByLabel('Name').inputValue()).toBe('');
    await page.getByLabel('Is declined').check();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.locator('.problem').waitFor();
    await tab.reaches('paying');
    await tab.page.locator('.customer', { hasText: 'ada@example.org' }).waitFor();
    await tab.page.getByRole('button', { name: /^Pay/ }).click();
    await tab.reaches('confirmed');
    await shop.reaches('confirmed');
    expect([...shop.complaints, ...tab.complaints]).toEqual([]);
  });

  it('waits for a bank that answers later', async () => {
    await using shop = await site.openShop('/');
    await shop.pick('Block D', '11', ['1']);
    await shop.page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.page.getByLabel('Name').fill('Ada Lovelace');
    await shop.page.getByLabel('E-mail').fill('ada@example.org');
    await shop.page.getByRole('button', { name: 'Continue to payment' }).click();
    await shop.page.getByLabel('Bank answers later').check();
    await shop.page.getByRole('button', { name: /^Pay/ }).click();
    await shop.page.getByText('Waiting for the bank').waitFor();
    await shop.reaches('confirmed');
    expect(shop.complaints).toEqual([]);
  });

  it('is bought on by keyboard alone', async () => {
    await using shop = await site.openShop('/');
    const { page } = shop;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // Skip to the list of seats.
    const pressTo = async (name: string | RegExp) => {
      const target = page.getByRole('button', { name }).first();
      for (let presses = 0; presses < 60; presses += 1) {
        if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
    };
    await pressTo(/^Seats as a list/);
    await pressTo('Block F');
    await pressTo(/^Row 9 /);
    await pressTo(/^Seat 4,/);
    await page.getByText('Block F, row 9, seat 4 picked.').waitFor({ state: 'attached' });
    for (let presses = 0; presses < 60; presses += 1) {
      if (await page.getByRole('button', { name: 'Hold this seat' }).evaluate((it) => it === document.activeElement))
        break;
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await shop.reaches('held');
    // The focus is at the new part's heading.
    await page.locator('h2:focus').waitFor();
    // Past the button for more time, and the promo code.
    for (let stop = 0; stop < 3; stop += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('Ada Lovelace');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ada@example.org');
    await page.keyboard.press('Enter');
    await shop.reaches('paying');
    await page.locator('h2:focus').waitFor();
    await page.keyboard.press('Tab');
    // Past the button to change the address.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await shop.reaches('confirmed');
    expect(shop.complaints).toEqual([]);
  });

  it('takes taps on the map itself: the first comes closer, the second picks', async () => {
    await using shop = await site.openShop('/', PHONE);
    const map = shop.page.getByRole('application');
    const box = (await map.boundingBox())!;
    const at = { x: box.width * 0.5, y: box.height * 0.4 };
    await map.tap({ position: at });
    await map.press('ArrowRight');
    await map.press('Enter');
    await shop.page.getByRole('button', { name: 'Hold this seat' }).waitFor();
  });
});
