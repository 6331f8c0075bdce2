import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bowlPlan } from '../../bench/bowl-plan.ts';
import { accessibilityOf } from '../kit/accessibility.ts';
import { describeWithChromium } from '../kit/chromium.ts';
import { organiseShow } from '../kit/organised-show.ts';
import { DESKTOP, openIn, PHONE } from '../kit/shop-page.ts';
import { openSite, type Site } from '../kit/site.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** Notes each size that a canvas is given, from before the page's own code runs. */
const NOTE_BITMAPS = `
  globalThis.bitmaps = [];
  for (const side of ['width', 'height']) {
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, side);
    Object.defineProperty(HTMLCanvasElement.prototype, side, {
      get,
      set(value) { bitmaps.push(value); set.call(this, value); },
    });
  }`;
/** Of a machine that is busy with other tests: what the page takes at rest is measured by npm run frames. */
const USABLE_WITHIN_MS = 20_000;

describeWithChromium('a show in an arena of 20,000 seats', () => {
  let site: Site;
  let path: string;
  beforeAll(async () => {
    site = await openSite();
    path = `/shows/${await organiseShow(site.app, { title: 'Arena', plan: bowlPlan(20_000) })}`;
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])(
    'can be used soon after it is opened, and draws no bitmap of a size out of all proportion (%s)',
    async (_name, options) => {
      const context = await site.browser.newContext({ locale: 'en-GB', ...options });
      await context.addInitScript(NOTE_BITMAPS);
      await using shop = await openIn(context, site.app.url + path);
      const usable = await shop.page.waitForFunction(
        () => performance.getEntriesByName('seat-map-usable')[0]?.startTime,
        undefined,
        { timeout: 60_000 },
      );
      expect(await usable.jsonValue()).toBeLessThan(USABLE_WITHIN_MS);
      const sizes = await shop.page.evaluate<number[]>('bitmaps');
      expect(sizes.length).toBeGreaterThan(2);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
      expect(shop.complaints).toEqual([]);
    },
  );

  it('comes to the section first by a tap, says where one is, and leads back', async () => {
    await using shop = await site.openShop(path, PHONE);
    const { page } = shop;
    const map = page.getByRole('application');
    const box = (await map.boundingBox())!;
    expect(await page.locator('.place').count()).toBe(0);
    // On the upper tier, to the right of the middle.
    const at = { x: box.width / 2 + (box.height - 54) * 0.44, y: (box.height - 54) / 2 };
    await map.tap({ position: at });
    await page.locator('.place', { hasText: /^\s*Whole hall\s*3[A-X] \d+ free/ }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await map.tap({ position: { x: box.width / 2, y: box.height / 2 } });
    await page.locator('.place').waitFor();
    await page.getByRole('button', { name: 'Whole hall', exact: true }).click();
    await page.locator('.place').waitFor({ state: 'detached' });
    expect(shop.complaints).toEqual([]);
  });

  it('lets a finger scroll the page upon the whole hall, and move the map once it is nearer', async () => {
    await using shop = await site.openShop(path, { ...PHONE, viewport: { width: 390, height: 640 } });
    const { page } = shop;
    const map = page.getByRole('application');
    const swipe = async () => {
      const box = (await map.boundingBox())!;
      const before = await page.evaluate(() => scrollY);
      const session = await page.context().newCDPSession(page);
      const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.7];
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', moved: number) =>
        session.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: type === 'touchEnd' ? [] : [{ x, y: y - moved }],
        });
      await touch('touchStart', 0);
      for (let moved = 10; moved <= 150; moved += 10) await touch('touchMove', moved);
      await touch('touchEnd', 150);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      return (await page.evaluate(() => scrollY)) - before;
    };
    expect(await swipe()).toBeGreaterThan(50);
    const box = (await map.boundingBox())!;
    await map.tap({ position: { x: box.width / 2 + (box.height - 54) * 0.44, y: (box.height - 54) / 2 } });
    await page.locator('.place').waitFor();
    expect(await swipe()).toBe(0);
  });
});
