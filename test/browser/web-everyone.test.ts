import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityOf } from '../kit/accessibility.ts';
import { bookSeats, lockSeats } from '../kit/buyer.ts';
import { describeWithChromium } from '../kit/chromium.ts';
import { organiseShow } from '../kit/organised-show.ts';
import { DESKTOP } from '../kit/shop-page.ts';
import { openSite, type Site } from '../kit/site.ts';

vi.setConfig({ testTimeout: 60_000 });

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

  // A window of 1280 pixels at 400 % zoom is 320 wide, at 200 % it is 640.
  it.each([
    ['400 %', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, '11'],
    ['200 %', { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }, '12'],
  ])('is bought on at %s zoom, without scrolling sideways', async (_zoom, options, row) => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`, options);
    const { page } = shop;
    await shop.pick('Block A', '4', [row === '11' ? '3' : '4']);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await shop.reaches('paying');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: /^Pay €/ }).click();
    await shop.reaches('confirmed');
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText('Bis bald!').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('is organised on at 400 % zoom, without scrolling sideways', async () => {
    const showId = await organiseShow(site.app, { title: 'Narrow', rows: 1, seats: 3 });
    await bookSeats(await site.app.guest(), showId, ['Z1-1-2']);
    const narrow = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };
    const path = `/organise/shows/${showId}#token=${site.app.organiserToken}`;
    await using opened = await site.openPage(path, narrow);
    const { page } = opened;
    await page.locator('.live').waitFor();
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    await page.getByRole('button', { name: 'Select Zone 1' }).click();
    await page.locator('.holder').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText('3 gewählt').waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
  });

  it('shows where the focus is, at every stop', async () => {
    await using shop = await site.openShop(`/shows/${site.app.demoShowId}`);
    const { page } = shop;
    await shop.pick('Block A', '3', ['2']);
    expect(await withoutFocusMark(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hold this seat' }).click();
    await shop.reaches('held');
    expect(await withoutFocusMark(page)).toEqual([]);
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await shop.reaches('paying');
    await page.locator('h2:focus').waitFor();
    expect(await withoutFocusMark(page)).toEqual([]);
  });

  it('moves nothing for those who asked for less motion', async () => {
    const showId = await organiseShow(site.app, { title: 'Still', rows: 1, seats: 4 });
    const moving = async (reducedMotion: 'reduce' | 'no-preference', seatId: string) => {
      await using shop = await site.openShop(`/shows/${showId}`, { ...DESKTOP, reducedMotion });
      const { page } = shop;
      // What is drawn above the hall until ten frames after a change: rings, or the same as before.
      const watching = page.evaluate(
        () =>
          new Promise<boolean>((resolve) => {
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
      );
      await lockSeats(await site.app.guest(), showId, [seatId]);
      return await watching;
    };
    expect(await moving('reduce', 'Z1-1-1')).toBe(false);
    expect(await moving('no-preference', 'Z1-1-2')).toBe(true);
  });
});
