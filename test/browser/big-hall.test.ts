import { afterAll, beforeAll, expect, it } from 'vitest';
import { arenaPlan } from '../../prisma/plans/arena-plan.ts';
import { accessibilityOf } from '../kit/browser/accessibility.ts';
import { describeWithChromium } from '../kit/browser/chromium.ts';
import { drawnBy, noteDrawing, tasksDuring } from '../kit/browser/page-work.ts';
import { DESKTOP, openIn, PHONE } from '../kit/browser/shop-page.ts';
import { openSite, type Site } from '../kit/browser/site.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { BlockSeats } from '../kit/callers/operations.graphql.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

/** Of one task of the page's main thread until its map can be used, in ms of processor time: three times what it takes at rest. */
const LONGEST_TASK_MS = 400;
const ALL_TASKS_MS = 4_000;
/** Far fewer than seats: a section is a shape, drawn at most a few times until all is known. */
const MOST_OPERATIONS = 2_000;
const MOST_ELEMENTS = 300;

describeWithChromium('a show in an arena of 20,000 seats', () => {
  let site: Site;
  let path: string;
  beforeAll(async () => {
    site = await openSite();
    path = `/shows/${await organiseShow(site.app, { title: 'Arena', plan: arenaPlan() })}`;
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])(
    'can be used after little work of its page, and draws neither seat by seat nor on bitmaps of a size out of all proportion (%s)',
    async (_name, options) => {
      const context = await site.browser.newContext({ locale: 'en-GB', ...options });
      await noteDrawing(context);
      await using opened = new AsyncDisposableStack();
      const tasks = await tasksDuring(site.browser, async () => {
        const shop = opened.use(await openIn(context, site.app.url + path));
        const isUsable = () => performance.getEntriesByName('seat-map-usable').length > 0;
        await shop.page.waitForFunction(isUsable, undefined, { timeout: 60_000 });
        const { sides, pixels, operations, texts } = await drawnBy(shop.page);
        const elements = await shop.page.evaluate(() => document.querySelectorAll('*').length);
        expect(sides.length).toBeGreaterThan(2);
        expect(Math.max(...sides)).toBeLessThanOrEqual(4_096);
        // Two for the map, as large as it is; the rest for names.
        expect(pixels).toBeLessThan(4_000_000);
        expect(operations).toBeLessThan(MOST_OPERATIONS);
        expect(elements).toBeLessThan(MOST_ELEMENTS);
        // Each section tells its name or its number.
        const shown = texts.map((text) => text.replace(/^Section /, '').replace(/0+(?=\d)/, ''));
        const names = arenaPlan().zones.map(({ name }) => name.replace(/^Section /, '').replace(/0+(?=\d)/, ''));
        expect(names.filter((name) => !shown.includes(name))).toEqual([]);
        expect(shop.complaints).toEqual([]);
      });
      expect(tasks.length).toBeGreaterThan(10);
      expect(tasks[0]).toBeLessThan(LONGEST_TASK_MS);
      expect(tasks.reduce((sum, each) => sum + each, 0)).toBeLessThan(ALL_TASKS_MS);
    },
  );

  it('writes on a section how many of its seats are free, and each change of it, and nothing before it knows', async () => {
    const showId = path.slice('/shows/'.length);
    const seatsOf = (section: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${section}-1-${index + 1}`);
    // Sections of 720 seats: 713 is this one's count only.
    await site.app.organiser.data(BlockSeats, { input: { showId, seatIds: seatsOf('U002', 7) } });
    const context = await site.browser.newContext({ locale: 'en-GB', ...DESKTOP });
    await noteDrawing(context);
    await using opened = new AsyncDisposableStack();
    const shop = opened.use(await openIn(context, site.app.url + path));
    const texts = async () => (await drawnBy(shop.page)).texts;
    await expect.poll(texts).toContain('713 free');
    await lockSeats(await site.app.guest(), showId, ['U002-2-1']);
    await expect.poll(texts).toContain('712 free');

    // Connected, and told nothing.
    await shop.page.routeWebSocket('**/graphql', () => undefined);
    await shop.page.reload();
    await expect.poll(async () => (await texts()).filter((text) => /U0\d\d$/.test(text)).length).toBeGreaterThan(5);
    expect((await texts()).filter((text) => text.includes('free'))).toEqual([]);
  });

  it('comes to the section first by a tap, says where one is, and leads back', async () => {
    await using shop = await site.openShop(path, PHONE);
    const { page } = shop;
    const map = page.getByRole('application');
    const box = (await map.boundingBox())!;
    expect(await page.locator('.place').count()).toBe(0);
    // On the upper tier, to the right of the middle.
    const at = { x: box.width / 2 + (box.height - 54) * 0.44, y: (box.height - 54) / 2 };
    await map.tap({ position: at });
    await page.locator('.place', { hasText: /^\s*Whole hall\s*Section U0\d\d \d+ free/ }).waitFor();
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
    /** The page scrolls on for a while when a finger has left it: it rests once ten frames have found it at one place. */
    const restingScroll = () =>
      page.evaluate(async () => {
        let last = scrollY;
        for (let frames = 0; frames < 10; frames += 1) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          if (scrollY !== last) frames = 0;
          last = scrollY;
        }
        return last;
      });
    const swipe = async () => {
      const before = await restingScroll();
      const box = (await map.boundingBox())!;
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
      return (await restingScroll()) - before;
    };
    expect(await swipe()).toBeGreaterThan(50);
    const box = (await map.boundingBox())!;
    await map.tap({ position: { x: box.width / 2 + (box.height - 54) * 0.44, y: (box.height - 54) / 2 } });
    await page.locator('.place').waitFor();
    expect(await swipe()).toBe(0);
  });

  it('says what the pointer is at, and no more once the map glides below it', async () => {
    await using shop = await site.openShop(path, { ...DESKTOP, reducedMotion: 'no-preference' });
    const { page } = shop;
    const map = page.getByRole('application');
    const box = (await map.boundingBox())!;
    const tooltip = page.locator('.tooltip');
    // Into the middle of a section, to the right of the hall's.
    const at = { x: box.x + box.width / 2 + (box.height - 54) * 0.2, y: box.y + (box.height - 54) / 2 + 30 };
    await page.mouse.move(at.x, at.y);
    for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, -300);
    const seatAt = async () => {
      // The pointer comes to the nearest seat of a fine grid of places.
      for (let dx = 0; dx < 40; dx += 4) {
        for (let dy = 0; dy < 40; dy += 4) {
          await page.mouse.move(at.x + dx, at.y + dy);
          if ((await tooltip.count()) > 0) return { x: at.x + dx - box.x, y: at.y + dy - box.y };
        }
      }
      throw new Error('There is no seat near the pointer.');
    };
    const pointer = await seatAt();
    expect(await tooltip.textContent()).toMatch(/^\s*Section L0\d\d, row \d+, seat \d+/);
    const { left, top } = await tooltip.evaluate(({ style }) => ({
      left: Number.parseFloat(style.left),
      top: Number.parseFloat(style.top),
    }));
    expect(Math.hypot(left - pointer.x, top - pointer.y)).toBeLessThan(20);
    // Each frame of the glide is looked at: none shows a tooltip where its seat no longer is.
    const shownWhileGliding = page.evaluate(async () => {
      const shown: number[] = [];
      document.querySelector<HTMLElement>('.zoom button')!.click();
      const until = performance.now() + 400;
      while (performance.now() < until || shown.length < 6) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        shown.push(document.querySelectorAll('.tooltip').length);
      }
      return shown;
    });
    const shown = await shownWhileGliding;
    // The first frame begins the glide.
    expect(shown.slice(2).every((count) => count === 0)).toBe(true);
    await seatAt();
    await page.mouse.wheel(0, -300);
    await tooltip.waitFor({ state: 'detached' });
    expect(shop.complaints).toEqual([]);
  });
});
