import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { ApiClient } from './api-client.ts';
import { bowlPlan } from './bowl-plan.ts';
import { OPENINGS, timesToOpen } from './opening.ts';
import { machine, openPageStand } from './page-stand.ts';
import { spreadOf } from './statistics.ts';

// How smoothly the seat map page moves: `npm run frames`. The real page in headless Chromium without a GPU, on the product in
// a process of its own; the time between animation frames while a pointer pans the map, at rest, and under live changes.
// Before that, the time from opening a large show to its usable map.

const WARM_UP_S = 1;
const CHANGES_A_SECOND = 500;
const SEATS_A_CHANGE = 25;
const ZOOM_STEPS = [0, 3, 5] as const;
const WHEEL_STEP_PX = 300;
const SEATS_FROM_TOP = 0.25;
const DEMO_PLAN = fileURLToPath(new URL('../prisma/plans/riethsporthalle.json', import.meta.url));

interface Frames {
  median_ms: number;
  p99_ms: number;
  longest_ms: number;
  /** Processor time of the page's main thread, for each frame: what a busy machine leaves as it is. */
  cpu_ms: number;
  changes: number;
}

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, profile: { type: 'string' }, only: { type: 'string' } },
});
const seconds = Number(values.seconds);

await using stack = new AsyncDisposableStack();
const stand = await openPageStand(stack);
const { url, browser } = stand;
const api = new ApiClient(url, stand.organiserToken);

say(machine(stand));
if (!values.only || values.only === 'opening') await sayOpenings();
say(
  `Frames while panning for ${seconds} s in a window of 1280 × 860, device pixel ratio 1. At 60 a second a frame is 16.7 ms.\n`,
);
say('| Seats | Zoom | Changes/s | Median ms | p99 ms | Longest ms | CPU per frame ms |');
say('| ----: | ---: | --------: | --------: | -----: | ---------: | ---------------: |');
const plans = { demo: JSON.parse(await readFile(DEMO_PLAN, 'utf8')), bowl: bowlPlan(20_000) };
for (const [name, plan] of Object.entries(plans)) {
  if (values.only && values.only !== name) continue;
  const { showId, seatIds } = await api.openShow(plan);
  for (const zoom of ZOOM_STEPS) {
    for (const isChanging of [false, true]) {
      const frames = await measure(browser, { showId, seatIds, zoom, isChanging });
      const cells = [seatIds.length.toLocaleString('en'), `+${zoom}`, frames.changes.toFixed(0)];
      const figures = [frames.median_ms, frames.p99_ms, frames.longest_ms, frames.cpu_ms].map((ms) => ms.toFixed(1));
      say(`| ${[...cells, ...figures].join(' | ')} |`);
    }
  }
}

async function sayOpenings(): Promise<void> {
  say('From opening a show to its usable map, windows of 1280 × 860 and 390 × 844.\n');
  say('| Seats | Width | Median ms | Longest ms | Goal ms | Reached |');
  say('| ----: | ----: | --------: | ---------: | ------: | :------ |');
  for (const { seats, goal_ms } of OPENINGS) {
    const { showId, seatIds } = await api.openShow(bowlPlan(seats));
    for (const viewport of [
      { width: 1280, height: 860 },
      { width: 390, height: 844 },
    ]) {
      const { median, max } = spreadOf(await timesToOpen(browser, `${url}/shows/${showId}`, viewport));
      const figures = [median, max, goal_ms].map((ms) => ms.toFixed(0));
      const reached = median <= goal_ms ? 'yes' : 'no';
      say(`| ${[seatIds.length.toLocaleString('en'), viewport.width, ...figures, reached].join(' | ')} |`);
      if (median > goal_ms) process.exitCode = 1;
    }
  }
  say('');
}

interface Scene {
  showId: string;
  seatIds: readonly string[];
  /** How often the wheel was turned: each time 1.6 times nearer. */
  zoom: number;
  isChanging: boolean;
}

async function measure(on: Browser, { showId, seatIds, zoom, isChanging }: Scene): Promise<Frames> {
  const context = await on.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/shows/${showId}`);
    await page.locator('.live').waitFor();
    const box = (await page.getByRole('application').boundingBox())!;
    // Where there are seats: in the middle of a bowl there are none.
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * SEATS_FROM_TOP);
    for (let step = 0; step < zoom; step += 1) await page.mouse.wheel(0, -WHEEL_STEP_PX);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    const changing = new AbortController();
    const changes = isChanging ? keepChanging(showId, seatIds, changing.signal) : Promise.resolve(0);
    await pan(page, WARM_UP_S);
    const session = await context.newCDPSession(page);
    if (values.profile) await session.send('Profiler.enable').then(() => session.send('Profiler.start'));
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await workOf(session);
    const intervals = await pan(page, seconds);
    const cpu_s = (await workOf(session)) - before;
    if (values.profile)
      await saveProfile(session, `${values.profile}-${seatIds.length}-${zoom}-${isChanging}.cpuprofile`);
    changing.abort();
    return {
      median_ms: spreadOf(intervals).median,
      p99_ms: [...intervals].sort((a, b) => a - b)[Math.floor(intervals.length * 0.99)]!,
      longest_ms: spreadOf(intervals).max,
      cpu_ms: (cpu_s * 1_000) / intervals.length,
      changes: await changes,
    };
  } finally {
    await context.close();
  }
}

/** Moves the pressed pointer on a wide path, once a frame as a browser does; resolves with the times between frames, in ms. */
function pan(page: Page, duration_s: number): Promise<number[]> {
  return page.evaluate(async (duration_ms) => {
    const map = document.querySelector('.map')!;
    const { left, top, width, height } = map.getBoundingClientRect();
    const times: number[] = [];
    await new Promise<void>((resolve) => {
      const next = (now: number) => {
        times.push(now);
        const turn = (now / 3_000) * 2 * Math.PI;
        const clientX = left + width * (0.5 + 0.45 * Math.sin(turn));
        const clientY = top + height * (0.5 + 0.45 * Math.sin(turn * 1.7));
        map.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, pointerType: 'mouse', clientX, clientY }));
        if (now - times[0]! < duration_ms) requestAnimationFrame(next);
        else resolve();
      };
      requestAnimationFrame(next);
    });
    return times.slice(1).map((time, index) => time - times[index]!);
  }, duration_s * 1_000);
}

/** Blocks and unblocks seats all over the hall until told to stop; resolves with the seats changed per second. */
async function keepChanging(showId: string, seatIds: readonly string[], signal: AbortSignal): Promise<number> {
  const every_ms = (1_000 * SEATS_A_CHANGE) / CHANGES_A_SECOND;
  const began = performance.now();
  const blocked: string[][] = [];
  let changes = 0;
  for (let turn = 0; !signal.aborted; turn += 1) {
    const freed = turn % 2 === 1 ? blocked.shift() : undefined;
    if (freed) await api.change('unblockSeats', showId, freed);
    else {
      // Another stretch of the hall each time.
      const start = (turn * 7_919) % (seatIds.length - SEATS_A_CHANGE);
      const free = seatIds.slice(start, start + SEATS_A_CHANGE).filter((id) => !blocked.flat().includes(id));
      if (free.length > 0) await api.change('blockSeats', showId, free);
      blocked.push(free);
    }
    changes += SEATS_A_CHANGE;
    const wait_ms = began + (turn + 1) * every_ms - performance.now();
    if (wait_ms > 0) await delay(wait_ms);
  }
  const rate = changes / ((performance.now() - began) / 1_000);
  for (const rest of blocked) if (rest.length > 0) await api.change('unblockSeats', showId, rest);
  return rate;
}

async function workOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

async function saveProfile(session: CDPSession, file: string): Promise<void> {
  const { profile } = await session.send('Profiler.stop');
  await writeFile(file, JSON.stringify(profile));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
