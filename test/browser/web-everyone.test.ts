import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { DESKTOP, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { bookSeats, lockSeats } from '../kit/callers/buyer.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

/** What can be reached by the Tab key and does not show, while it has the focus, that it has. */
async function withoutFocusMark(page: Page): Promise<string[]> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const bare: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return null;
      // A radio button is the whole of its card.
      const shown = element.closest('.card') ?? element;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      const isMarked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      return {
        isMarked,
        name: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.trim()}`,
      };
    });
    if (stop === null) break;
    if (!stop.isMarked) bare.push(stop.name);
  }
  return bare;
}

describeWithChromium('the page, for everyone', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  // A window of 1280 pixels at 400 % zoom is 320 wide, at 200 % it is 640; a phone of 390 at 200 % is 195.
  it.each([
    ['400 % zoom', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, '3'],
    ['200 % zoom', { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }, '4'],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4 }, '5'],
  ])('is bought on at %s, without scrolling sideways', async (_zoom, options, seat) => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, options);
    const { page } = shop;
    await shop.pick('Block A', '4', [seat]);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    expect(await accessibilityOf(page)).toEqual([]);
    await shop.toPayment();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: /^Pay €/ }).click();
    await shop.reaches('confirmed');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText('Bis bald!').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it.each([
    ['400 % zoom', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }],
    ['200 % zoom of a phone', { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4 }],
  ])('is organised on at %s, without scrolling sideways', async (_zoom, narrow) => {
    const showId = await organiseShow(site.app, { title: 'Narrow', rows: 1, seats: 3 });
    await bookSeats(await site.app.guest(), showId, ['Z1-1-2']);
    const path = `/organise/shows/${showId}#token=${site.app.organiserToken}`;
    await using opened = await site.openPage(path, narrow);
    const { page } = opened;
    await page.locator('.live').waitFor();
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    await page.getByRole('button', { name: 'Select Zone 1' }).click();
    await page.locator('#marked .holder').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText('3 gewählt').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it.each(['en-GB', 'de-DE'])('shows the whole date and place on a phone at twice the size (%s)', async (locale) => {
    const narrow = { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4, locale };
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, narrow);
    // Each line of the text, and what is to be seen of the paragraph: its room but for the dots before its lines.
    const { lines, left, right } = await shop.page.locator('.show-head .muted').evaluate((paragraph) => {
      const lines = [...paragraph.children].flatMap((part) => {
        const range = document.createRange();
        range.selectNodeContents(part);
        return [...range.getClientRects()].map((rect) => ({ left: rect.left, right: rect.right }));
      });
      const box = paragraph.getBoundingClientRect();
      return { lines, left: box.left + 24, right: Math.min(box.right, innerWidth) };
    });
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter((line) => line.left < left - 0.5 || line.right > right + 0.5)).toEqual([]);
  });

  it.each(['en-GB', 'de-DE'])(
    'lists shows on a phone at twice the size, without scrolling sideways (%s)',
    async (locale) => {
      await organiseShow(site.app, { title: 'Beside the demo' });
      const narrow = { viewport: { width: 195, height: 422 }, deviceScaleFactor: 4, locale };
      await using opened = await site.openPage('/', narrow);
      await opened.page.locator('.show-card').nth(1).waitFor();
      expect(await accessibilityOf(opened.page)).toEqual([]);
    },
  );

  it('shows where the focus is, at every stop', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    await shop.pick('Block A', '3', ['2']);
    expect(await withoutFocusMark(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    expect(await withoutFocusMark(page)).toEqual([]);
    await shop.toPayment();
    await page.locator('h2:focus').waitFor();
    expect(await withoutFocusMark(page)).toEqual([]);
  });

  it('covers nothing that has the focus by the button at the foot of a phone', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, PHONE);
    const { page } = shop;
    await shop.pick('Block C', '8', ['1']);
    const covered: string[] = [];
    for (const key of [...Array(30).fill('Tab'), ...Array(30).fill('Shift+Tab')]) {
      await page.keyboard.press(key);
      const name = await page.evaluate(() => {
        const element = document.activeElement!;
        // Between the page's last stop and its first.
        if (element === document.body) return null;
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        const isSeen = found !== null && (element.contains(found) || found.contains(element));
        return isSeen ? null : (element.getAttribute('aria-label') ?? element.textContent!.trim());
      });
      if (name !== null) covered.push(name);
    }
    expect(covered).toEqual([]);
  });

  it('goes on from the map when the way back to the whole hall was pressed', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    await page.getByRole('button', { name: 'Zoom in' }).press('Enter');
    await page.getByRole('button', { name: 'Zoom in' }).press('Enter');
    await page.getByRole('button', { name: 'Whole hall', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Whole hall', exact: true }).waitFor({ state: 'detached' });
    await page.locator('[role=application]:focus').waitFor();
  });

  it('shows the details from their heading on when one goes back to them, at 400 % zoom', async () => {
    const zoomed = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, zoomed);
    const { page } = shop;
    await shop.pick('Block A', '5', ['1']);
    await page.getByRole('button', { name: 'Hold this seat' }).press('Enter');
    await shop.reaches('held');
    await page.getByRole('button', { name: 'Continue to payment' }).press('Enter');
    await page.getByText('Please enter your name.').waitFor();
    await page.getByLabel('Name').fill('Ada Lovelace');
    // What was wrong is right: it is not said any longer, and the focus stays.
    await page.getByText('Please enter your name.').waitFor({ state: 'detached' });
    await page.locator('#field-name:focus').waitFor();
    await page.getByLabel('E-mail').fill('ada@example.org');
    // The details are left far below their heading: the browser would go back to there.
    const heading = page.getByRole('heading', { name: 'Held for you' });
    expect((await heading.boundingBox())!.y).toBeLessThan(-100);
    await page.getByLabel('E-mail').press('Enter');
    await shop.reaches('paying');
    // The browser’s own scrolling, if there was any, comes with the entry that is gone back to.
    const isBack = page.evaluate(() =>
      new Promise((resolve) => addEventListener('popstate', resolve, { once: true })).then(() => true),
    );
    await page.getByRole('button', { name: 'Change' }).press('Enter');
    await shop.reaches('held');
    expect(await isBack).toBe(true);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const { y } = (await heading.boundingBox())!;
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThan(256);
  });

  it('moves nothing for those who asked for less motion', async () => {
    const showId = await organiseShow(site.app, { title: 'Still', rows: 1, seats: 4 });
    const moving = async (reducedMotion: 'reduce' | 'no-preference', seatId: string) => {
      await using shop = await site.openShop(`/shows/${showId}`, { ...DESKTOP, reducedMotion });
      const { page } = shop;
      // What is drawn above the hall until ten frames after a change: rings, or the same as before.
      await page.evaluate(() => {
        Object.assign(globalThis, {
          watching: new Promise<boolean>((resolve) => {
            const canvas = document.querySelectorAll<HTMLCanvasElement>('.map canvas')[1]!;
            const words = () => document.querySelector('.left')!.textContent;
            const [drawn, said] = [canvas.toDataURL(), words()];
            let frames = 0;
            const look = () => {
              if (words() !== said) frames += 1;
              if (canvas.toDataURL() !== drawn) resolve(true);
              else if (frames === 10) resolve(false);
              else requestAnimationFrame(look);
            };
            look();
          }),
        });
      });
      await lockSeats(await site.app.guest(), showId, [seatId]);
      return await page.evaluate('watching');
    };
    expect(await moving('reduce', 'Z1-1-1')).toBe(false);
    expect(await moving('no-preference', 'Z1-1-2')).toBe(true);
  });
});
