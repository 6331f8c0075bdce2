import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openShop, type ShopPage } from '../test/kit/browser/shop-page.ts';
import { machine, openPageStand } from './page-stand.ts';
import { spreadOf } from './statistics.ts';
import { takePicture } from './two-windows-picture.ts';

// How soon a hold in one window is seen in another one: `npm run two-windows`. Two buyers' pages on the demo hall; from the
// press on "Hold" in the one until the other has the seat as held, on the clock that both share. With `--picture FILE` it
// makes the animated picture of the README instead.

const ROUNDS = 20;
const ZONE = 'Block D';
const ROW = '9';

const { values } = parseArgs({ options: { picture: { type: 'string' } } });
await using stack = new AsyncDisposableStack();
const stand = await openPageStand(stack);

if (values.picture) {
  await writeFile(values.picture, await takePicture(stand));
  say(`${values.picture} is made.`);
} else {
  const buyer = await openShop(stand.browser, stand.url);
  const watcher = await openShop(stand.browser, stand.url);
  await watcher.pick(ZONE, ROW, []);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    times.push(await seenAfter(buyer, watcher.page, `${(round % 10) + 1}`));
  const { median, min, max } = spreadOf(times);
  say(machine(stand));
  say(
    `A hold is seen in the other window after ${median.toFixed(0)} ms (${min.toFixed(0)}..${max.toFixed(0)}, ${ROUNDS} holds).`,
  );
}

/** Holds a seat, and gives it back; resolves with the time until it was seen, in ms. */
async function seenAfter(buyer: ShopPage, watcher: Page, number: string): Promise<number> {
  const seenAt = watcher.evaluate(
    (label) =>
      new Promise<number>((resolve) => {
        const seat = document.querySelector(`#seat-list button[aria-label^="${label},"]`)!;
        const observer = new MutationObserver(() => {
          if (!seat.classList.contains('seat-held')) return;
          observer.disconnect();
          // The next frame is the one that shows it.
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        });
        observer.observe(seat, { attributes: true });
      }),
    `Seat ${number}`,
  );
  await buyer.pick(ZONE, ROW, [number]);
  const pressedAt = await buyer.page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>('.panel .primary')!;
    const at = performance.timeOrigin + performance.now();
    button.click();
    return at;
  });
  const time = (await seenAt) - pressedAt;
  await buyer.reaches('held');
  await buyer.page.getByRole('button', { name: 'Give the seats back' }).click();
  await buyer.reaches('picking');
  await watcher.locator(`#seat-list .seat-available[aria-label^="Seat ${number},"]`).waitFor();
  return time;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
