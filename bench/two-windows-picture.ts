import type { Page } from 'playwright-core';
import { openShop } from '../test/kit/browser/shop-page.ts';
import { type AnimationFrame, animatedPng } from './animated-png.ts';
import type { PageStand } from './page-stand.ts';

const WINDOW = { width: 460, height: 560 };
const GAP = 16;
const ZONE = 'Block E';
const ROW = '10';
/** A change is shown as it happens for so many frames. */
const MOVING_FRAMES = 5;
const FRAME_MS = 90;
const PAUSE_MS = 1_600;

/** Two buyers' windows side by side, and one seat: an animated PNG. */
export async function takePicture({ browser, url }: PageStand): Promise<Buffer> {
  const options = { viewport: WINDOW, reducedMotion: 'no-preference', colorScheme: 'light' } as const;
  const left = await openShop(browser, url, options);
  const right = await openShop(browser, url, { ...options, colorScheme: 'dark' });
  const studio = await (await browser.newContext()).newPage();
  const frames: AnimationFrame[] = [];
  const take = async (shown_ms: number) => {
    const [a, b] = await Promise.all([left.page.screenshot(), right.page.screenshot()]);
    const frame = await compose(studio, a, b);
    const last = frames.at(-1);
    if (frame) frames.push({ ...frame, shown_ms });
    else if (last) last.shown_ms += shown_ms;
  };
  const takeMoving = async () => {
    for (let frame = 0; frame < MOVING_FRAMES; frame += 1) await take(FRAME_MS);
    await take(PAUSE_MS);
  };
  await left.pick(ZONE, ROW, ['5']);
  await right.pick(ZONE, ROW, ['5']);
  for (const { page } of [left, right]) {
    const map = page.getByRole('application');
    await page.getByRole('button', { name: /^Seats as a list/ }).click();
    await map.focus();
    // Brings the map near; without the focus, its mark does not hide what happens.
    await map.press('ArrowRight');
    await map.blur();
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForFunction(() => document.getAnimations().length === 0);
  }
  await take(PAUSE_MS);
  await left.page.getByRole('button', { name: 'Hold this seat' }).click();
  await takeMoving();
  await left.reaches('held');
  await take(PAUSE_MS);
  await right.page.getByRole('button', { name: 'Find seats together' }).click();
  await right.page.locator('.alternative').first().waitFor();
  await takeMoving();
  await right.page.locator('.alternative').first().click();
  await right.reaches('held');
  await takeMoving();
  return animatedPng(frames);
}

/** Puts two screenshots side by side; resolves with what is different from the last such picture, null for nothing. */
async function compose(studio: Page, left: Buffer, right: Buffer): Promise<Omit<AnimationFrame, 'shown_ms'> | null> {
  const part = await studio.evaluate(
    async ({ images, gap }) => {
      const scope = globalThis as typeof globalThis & { last?: ImageData };
      const bitmaps = await Promise.all(
        images.map(async (image) => createImageBitmap(await (await fetch(`data:image/png;base64,${image}`)).blob())),
      );
      const width = bitmaps.reduce((sum, bitmap) => sum + bitmap.width, gap);
      const height = bitmaps[0]!.height;
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      let at = 0;
      for (const bitmap of bitmaps) {
        context.drawImage(bitmap, at, 0);
        at += bitmap.width + gap;
      }
      const drawn = context.getImageData(0, 0, width, height);
      const now = new Uint32Array(drawn.data.buffer);
      const before = scope.last ? new Uint32Array(scope.last.data.buffer) : null;
      let [x0, y0, x1, y1] = before ? [width, height, -1, -1] : [0, 0, width - 1, height - 1];
      for (let index = 0; before && index < now.length; index += 1) {
        if (now[index] === before[index]) continue;
        const [x, y] = [index % width, Math.floor(index / width)];
        [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
      }
      if (x1 < 0) return null;
      scope.last = drawn;
      const cut = new OffscreenCanvas(x1 - x0 + 1, y1 - y0 + 1);
      cut.getContext('2d')!.putImageData(drawn, -x0, -y0);
      const bytes = new Uint8Array(await (await cut.convertToBlob({ type: 'image/png' })).arrayBuffer());
      return { x: x0, y: y0, png: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
    },
    { images: [left.toString('base64'), right.toString('base64')], gap: GAP },
  );
  return part && { x: part.x, y: part.y, png: Buffer.from(part.png, 'base64') };
}
