import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bowlPlan } from '../../bench/bowl-plan.ts';
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
});
