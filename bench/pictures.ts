import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openPage } from '../test/kit/browser/shop-page.ts';
import { makeShow } from './organiser-making.ts';
import { sellShow } from './organiser-selling.ts';
import { openPageStand } from './page-stand.ts';
import { smallPng } from './small-png.ts';

// `npm run pictures` makes the pictures of docs/organisers.md anew: it starts the product without any show, and makes, sells and changes one
// in the browser as an organiser does. What is to be seen there is waited for, so a page that has changed too much for its picture fails.

const FOLDER = new URL('../docs/images/', import.meta.url);
const VIEWPORT = { width: 1_180, height: 820 };
/** In which each part of the page is to be seen as a whole. */
const HIGH_VIEWPORT = { ...VIEWPORT, height: 2_400 };
const WINDOW = { viewport: VIEWPORT, colorScheme: 'light' } as const;

await using stack = new AsyncDisposableStack();
const stand = await openPageStand(stack, { DEMO: 'false' });
const { page } = stack.use(
  await openPage(stand.browser, `${stand.url}/organise#token=${stand.organiserToken}`, WINDOW),
);
await mkdir(FOLDER, { recursive: true });

/** Writes a picture of the window, of all of the page, or of the part of it, once it stands still. */
async function shoot(name: string, of: 'window' | 'page' | { part: string }): Promise<void> {
  const isPart = typeof of === 'object';
  await page.mouse.move(0, 0);
  if (isPart) await page.setViewportSize(HIGH_VIEWPORT);
  if (of === 'page') await page.evaluate(() => scrollTo(0, 0));
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() => document.getAnimations().length === 0);
  const png = isPart ? await page.locator(of.part).screenshot() : await page.screenshot({ fullPage: of === 'page' });
  if (isPart) await page.setViewportSize(VIEWPORT);
  const file = new URL(`${name}.png`, FOLDER);
  const small = smallPng(png);
  await writeFile(file, small);
  process.stdout.write(`${fileURLToPath(file)}: ${Math.ceil(small.length / 1_000)} kB\n`);
}

const showId = await makeShow({ page, shoot });
await sellShow({ page, shoot, stand, showId });
