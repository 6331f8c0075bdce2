import type { Browser } from 'playwright-core';

/** How long it may take from opening a show to a map that can be used, by the number of its seats. */
export const OPENINGS = [
  { seats: 20_000, goal_ms: 1_500 },
  { seats: 60_000, goal_ms: 3_000 },
] as const;

const TIMES = 5;
const MARK = 'seat-map-usable';
const WITHIN_MS = 120_000;

/** Opens a show's page a few times, each in a browser window without a cache; resolves with the times in ms. */
export async function timesToOpen(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number },
): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const context = await browser.newContext({ viewport, locale: 'en-GB' });
    try {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, MARK, { timeout: WITHIN_MS });
      times.push(await page.evaluate((mark) => performance.getEntriesByName(mark)[0]!.startTime, MARK));
    } finally {
      await context.close();
    }
  }
  return times;
}
