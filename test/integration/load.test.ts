import { describe, expect, it } from 'vitest';
import { loadReport } from '../kit/load/load-figures.ts';
import type { LoadOptions } from '../kit/load/load-options.ts';
import { LoadError, playLoad } from '../kit/load/play-load.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { runProduct } from '../kit/product/product-process.ts';

interface Sold {
  bookings: number;
  tickets: number;
}

/** What the installation has of it. */
async function soldOf({ database }: TestApp): Promise<Sold> {
  const [sold] = await database.query<Sold>(
    `SELECT count(DISTINCT b.id)::int AS bookings, count(*)::int AS tickets
       FROM bookings b JOIN tickets t ON t.booking_id = b.id WHERE b.status = 'CONFIRMED'`,
  );
  return sold!;
}

/** Locks and bookings that seats still wait for. */
async function heldOf({ database }: TestApp): Promise<number> {
  const [{ held } = { held: Number.NaN }] = await database.query<{ held: number }>(
    `SELECT (SELECT count(*)::int FROM seat_locks WHERE status = 'ACTIVE')
          + (SELECT count(*)::int FROM bookings WHERE status = 'PENDING_PAYMENT') AS held`,
  );
  return held;
}

function optionsFor(app: TestApp, given: Partial<LoadOptions> = {}): LoadOptions {
  const url = new URL('/graphql', app.url).href;
  return { url, showId: app.demoShowId, buyers: 4, duration_ms: 600_000, think_ms: 0, payingPercent: 100, ...given };
}

describe('npm run load', () => {
  it('plays buyers who sell the installation tickets, and counts what came of it', async () => {
    await using app = await startTestApp({ env: { DEMO: 'true' } });
    const stop = new AbortController();
    const played = playLoad(optionsFor(app), stop.signal);
    await expect.poll(async () => (await soldOf(app)).bookings, { timeout: 100_000 }).toBeGreaterThan(5);
    stop.abort();
    const { figures } = await played;
    const sold = await soldOf(app);
    expect(figures.steps.pay.done).toBe(sold.bookings);
    expect(figures.ticketsSold).toBe(sold.tickets);
    expect(figures.steps.open.done).toBeGreaterThan(0);
    expect(figures.steps.see.done).toBeGreaterThan(0);
    expect(figures.steps.lock.p50_ms).toBeLessThanOrEqual(figures.steps.lock.p99_ms);
    // Whoever held something when all went home has given it back.
    expect(await heldOf(app)).toBe(0);
    expect(loadReport(figures)).toMatch(/4 buyers at a time/);
  });

  it('says in one line where nothing can be played', async () => {
    await using app = await startTestApp({ env: { DEMO: 'true' } });
    const { signal } = new AbortController();
    const options = optionsFor(app);
    await expect(playLoad({ ...options, showId: 'show_01h455vb4pex5vsknk084sn02q' }, signal)).rejects.toThrow(
      LoadError,
    );
    await expect(playLoad({ ...options, url: 'http://127.0.0.1:1/graphql' }, signal)).rejects.toThrow(/No answer/);
  });

  it('ends at Ctrl-C with its figures, and leaves nothing held', async () => {
    await using app = await startTestApp({ env: { DEMO: 'true' } });
    const args = ['--url', app.url, '--show', app.demoShowId, '--buyers', '3', '--minutes', '10'];
    const load = runProduct('scripts/load.ts', {}, [...args, '--think-seconds', '0.05', '--paying-percent', '100']);
    await expect
      .poll(async () => (await app.database.query('SELECT FROM seat_locks')).length, { timeout: 100_000 })
      .toBeGreaterThan(0);
    expect(await load.stop('SIGINT')).toBe(0);
    expect(load.lines.find((line) => line.startsWith('take seats'))).toMatch(/take seats +\d+ /);
    expect(await heldOf(app)).toBe(0);
  });

  it('names the option that is wrong', async () => {
    const load = runProduct('scripts/load.ts', {}, ['--buyers', 'many']);
    expect(await load.ended).toBe(2);
    expect(load.lines[0]).toBe('--buyers must be a number from 1 to 20000.');
  });
});
