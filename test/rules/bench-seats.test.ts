import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { figure, ratio, renderTable, units } from '../../bench/figure-table.ts';
import { fractionsFrom } from '../../bench/fractions.ts';
import { measureDistances } from '../../bench/pick-distances.ts';
import { inPlace, mergedResults } from '../../bench/published-results.ts';
import { hallOfAisles } from '../../bench/seat-halls.ts';
import { canSeat, runsOf } from '../../bench/seat-packing.ts';
import { PICKERS, seatPickers } from '../../bench/seat-pickers.ts';
import { sell, sellOptimally } from '../../bench/seat-sale.ts';
import { randomOf } from '../kit/basics/random.ts';

const SEEDS = [1, 2, 3, 4, 5];
const small = await hallOfAisles(10, 4);

/** By size, how many of these parties there are. */
function bySize(sizes: readonly number[]): number[] {
  const parties = new Array<number>(9).fill(0);
  for (const size of sizes) parties[size]! += 1;
  return parties;
}

/** By trying everything. */
function canSeatForSure(left: readonly number[], [party, ...others]: readonly number[]): boolean {
  if (party === undefined) return true;
  return left.some((length, run) => length >= party && canSeatForSure(left.with(run, length - party), others));
}

describe('seating all parties side by side', () => {
  it('is said to be possible only where it is, and found where seats are few', () => {
    expect(canSeat([3, 3], bySize([2, 2, 2]))).toBe(false);
    expect(canSeat([7, 1], bySize([4, 3, 1]))).toBe(true);
    expect(canSeat([5, 4], bySize([3, 3, 2]))).toBe(true);
    expect(canSeat([2], bySize([3]))).toBe(false);
    const random = randomOf(7);
    let possible = 0;
    for (let sample = 0; sample < 500; sample += 1) {
      const runs = Array.from({ length: random.integer(1, 4) }, () => random.integer(1, 8));
      const parties = Array.from({ length: random.integer(1, 6) }, () => random.integer(1, 4));
      const isPossible = canSeatForSure(runs, parties);
      if (canSeat(runs, bySize(parties))) expect(isPossible, `${parties} in ${runs}`).toBe(true);
      if (isPossible) possible += 1;
    }
    expect(possible).toBeGreaterThan(100);
  });

  it('looks at runs of seats that are for everybody', () => {
    const ordinary = small.layout.seats.length - small.layout.reserved.length;
    expect(runsOf(small.layout).reduce((sum, length) => sum + length, 0)).toBe(ordinary);
    expect([...new Set(runsOf(small.layout))].sort()).toEqual([6, 8]);
  });
});

describe.each(SEEDS)('a sale, seed %i', (seed) => {
  const pickers = seatPickers(small, fractionsFrom(seed));
  const parties = () => fractionsFrom(1_000 + seed);

  it('seats everybody side by side for no longer than the optimum', () => {
    const optimum = sellOptimally(small, parties());
    // The others have more seats to give: they take wheelchair places, too.
    for (const picker of ['ours', 'documentedLadder'] as const) {
      const { soldTogether } = sell(small, pickers[picker], parties());
      expect(soldTogether.any, picker).toBeLessThanOrEqual(optimum.any);
    }
    expect(optimum.any).toBeGreaterThan(0.97);
    for (const size of [2, 4] as const) expect(optimum[size]).toBeGreaterThanOrEqual(optimum.any);
  });

  it('is measured against the nearest seats there were at each choice', () => {
    const distances = Object.fromEntries(
      PICKERS.map(({ picker }) => {
        const meter = measureDistances(small);
        sell(small, pickers[picker], parties(), meter.watch);
        return [picker, meter.result()];
      }),
    );
    for (const { chosen, nearestGood, nearest } of Object.values(distances)) {
      expect(chosen).toBeGreaterThanOrEqual(nearest);
      expect(nearestGood).toBeGreaterThanOrEqual(nearest);
    }
    expect(distances.ours!.chosen).toBe(distances.ours!.nearestGood);
    expect(distances.anyWindow!.chosen).toBeGreaterThan(1.5 * distances.anyWindow!.nearestGood);
  });

  it('loses wheelchair places only to those who do not leave them alone', () => {
    const lost = Object.fromEntries(
      PICKERS.map(({ picker }) => [picker, sell(small, pickers[picker], parties()).reservedLost]),
    );
    expect(lost).toMatchObject({ ours: 0, documentedLadder: 0, firstFit: small.layout.reserved.length });
  });
});

describe('what is published', () => {
  const run = (time: string, ...lines: string[]) =>
    [`${time}Z, a machine.`, '', '| #   | What |', '| --- | ---- |', ...lines].join('\n');

  it('replaces the rows and remarks of the same benchmarks, and leaves those of others', () => {
    const first = run('2026-11-01T10:00', '| P1  | old |', '| P17 | old |', '', '- P1: old', '- P17: old');
    const second = run('2026-11-02T10:00', '| P17 | old |');
    const added = run('2026-11-03T10:00', '| P17 | new |', '', '- P17: new');
    expect(mergedResults(`${first}\n\n${second}`, added, ['P17'])).toBe(
      `${run('2026-11-01T10:00', '| P1  | old |', '', '- P1: old')}\n\n${added}`,
    );
    expect(mergedResults('', added, ['P17'])).toBe(added);
  });

  it('is put between the marks of its place, and nowhere else', () => {
    const page = 'before\n<!-- P17: sales -->\n\n<!-- /P17: sales -->\nafter';
    const once = inPlace(page, 'P17: sales', () => 'table');
    expect(once).toBe('before\n<!-- P17: sales -->\n\ntable\n\n<!-- /P17: sales -->\nafter');
    expect(inPlace(once, 'P17: sales', (known) => `${known}, again`)).toBe(once.replace('table', 'table, again'));
    expect(() => inPlace(page, 'P18: sales', () => '')).toThrow('no place');
  });

  it('has the medians of the rounds, and of their ratios', () => {
    const rounds = [
      { ours: 0.5, theirs: 1 },
      { ours: 0.9, theirs: 1 },
      { ours: 0.8, theirs: 2 },
    ];
    const lines = [['hall', [figure('ours', units.percent), figure('theirs', units.count)], [ratio('ours', 'theirs')]]];
    expect(renderTable({ name: 'any', heads: ['Hall', 'Figures', 'Ratio'], lines }, rounds)).toBe(
      '| Hall | Figures | Ratio |\n| --- | --- | --- |\n| hall | 80.00 %, 1 | 0.50 |',
    );
  });

  it.each(['p17-best-seats', 'p18-nearest-seats', 'p19-best-seats-load'])(
    'has a place in docs/best-seats.md for each table of %s',
    async (file) => {
      const source = await readFile(new URL(`../../bench/${file}.ts`, import.meta.url), 'utf8');
      const names = [...source.matchAll(/name: '(P\d+: [a-z]+)'/g)].map((match) => match[1]!);
      expect(names).not.toEqual([]);
      const page = await readFile(new URL('../../docs/best-seats.md', import.meta.url), 'utf8');
      for (const name of names) expect(() => inPlace(page, name, () => 'table')).not.toThrow();
    },
  );
});
