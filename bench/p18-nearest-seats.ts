import { closenessOf, type SeatCloseness } from '../src/modules/selection/closeness.ts';
import { pickBestSeats } from '../src/modules/selection/pick-best-seats.ts';
import { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { SeatLayout } from '../src/modules/selection/seat-layout.ts';
import { type Random, randomOf } from '../test/kit/basics/random.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { bowl, type Hall, hallOfAisles } from './seat-halls.ts';
import { leavesOrphan, windowAt, windowsOf } from './seat-pickers.ts';

const STEPS = ['together, no orphan', 'together', 'neighbouring rows', 'split', 'scattered'] as const;
type Step = (typeof STEPS)[number];

/** Distances are compared as rounded: sums in another order differ in their last digits. */
const DIGITS = 6;

export const benchmark: Benchmark = {
  id: 'P18',
  title: 'Best seats: mean distance from the focal point at each step of the ladder; time to pick',
  needs: [],
  async prepare(stand) {
    const small = await hallOfAisles(10, 4);
    const samples = stand.size(40, 4);
    const large = await Promise.all([stand.size(20_000, 2_000), stand.size(60_000, 6_000)].map(bowl));
    for (const { layout } of large) layout.links();
    return {
      async measure(round) {
        const random = randomOf(round);
        return { ...distances(small, samples, random), ...times(large, stand.size(20_000, 500), random) };
      },
      comparisons: STEPS.map((step) => ({
        name: `mean distance from the focal point, ${step} / the best by brute force`,
        unit: '',
        ours: step,
        reference: `best ${step}`,
        goal: { most: 1 },
      })),
      remarks: large.map(({ name }) => ({
        figure: name,
        name: `99th percentile of a pick in a half sold ${name}, parties of 1 to 8`,
        unit: 'ms',
      })),
    };
  },
};

/** Halls sold at random until each step of the ladder was reached so many times. */
function distances(hall: Hall, samples: number, random: Random): Figures {
  const figures: Record<string, number> = {};
  const left = new Map<Step, number>(STEPS.map((step) => [step, samples]));
  while (left.size > 0) {
    const board = new SeatBoard(hall.layout);
    const soldOf100 = random.integer(40, 99);
    for (const slot of board.free.keys()) if (random.integer(0, 99) < soldOf100) board.set(slot, false);
    const quantity = random.integer(2, 5);
    const picked = pickBestSeats(
      board,
      { quantity, accessible: 0, companions: 0, categories: null, zones: null },
      { focalPoint: hall.focalPoint, random: () => random.integer(0, 2 ** 30 - 1) / 2 ** 30 },
    );
    if (!picked) continue;
    const best = bestByBruteForce(hall, board, quantity);
    const remaining = best && left.get(best.step);
    if (!best || !remaining) continue;
    const { step, least } = best;
    if (remaining === 1) left.delete(step);
    else left.set(step, remaining - 1);
    const add = (name: string, distance: number) => {
      figures[name] = round((figures[name] ?? 0) + distance / quantity / samples);
    };
    add(step, distanceOf(hall, picked.slots));
    add(`best ${step}`, least);
  }
  return figures;
}

/**
 * The best step of the ladder that there is for the party, and the least distance there: by trying everything. Null when it can
 * only sit in more than two parts.
 */
function bestByBruteForce(hall: Hall, board: SeatBoard, quantity: number): { step: Step; least: number } | null {
  const { layout } = hall;
  const windows = (size: number) => windowsOf(board, size, layout.isReserved);
  const least = (choices: readonly number[][]) => Math.min(...choices.map((slots) => distanceOf(hall, slots)));
  const whole = windows(quantity);
  const slotsFrom = (firsts: number[]) => firsts.map((first) => windowAt(first, quantity)!);
  const good = whole.filter((first) => !leavesOrphan(board, first, quantity));
  if (good.length > 0) return { step: 'together, no orphan', least: least(slotsFrom(good)) };
  if (whole.length > 0) return { step: 'together', least: least(slotsFrom(whole)) };
  const pairs = pairsOfParts(windows, quantity);
  const of = (closeness: SeatCloseness) => preferringNoOrphan(board, choicesOf(layout, pairs, closeness));
  for (const [closeness, step] of [
    ['ADJACENT_ROWS', 'neighbouring rows'],
    ['SPLIT', 'split'],
    ['SCATTERED', 'scattered'],
  ] as const) {
    const choices = of(closeness);
    if (choices.length > 0) return { step, least: least(choices) };
  }
  return null;
}

/** All pairs of parts. */
function pairsOfParts(windows: (size: number) => number[], quantity: number): [number[], number[]][] {
  const pairs: [number[], number[]][] = [];
  for (let size = 1; size * 2 <= quantity; size += 1) {
    for (const a of windows(size)) {
      for (const b of windows(quantity - size)) pairs.push([windowAt(a, size)!, windowAt(b, quantity - size)!]);
    }
  }
  return pairs;
}

function choicesOf(layout: SeatLayout, pairs: readonly [number[], number[]][], closeness: SeatCloseness) {
  return pairs.filter(
    ([a, b]) => !a.some((slot) => b.includes(slot)) && closenessOf(layout, [...a, ...b]) === closeness,
  );
}

function preferringNoOrphan(board: SeatBoard, pairs: readonly [number[], number[]][]): number[][] {
  const good = pairs.filter((parts) => parts.every((part) => !leavesOrphan(board, part[0]!, part.length)));
  return (good.length > 0 ? good : pairs).map(([a, b]) => [...a, ...b]);
}

function distanceOf({ layout, focalPoint }: Hall, slots: readonly number[]): number {
  return slots.reduce((sum, slot) => {
    const { x, y } = layout.seats[slot]!;
    return sum + Math.hypot(x - focalPoint.x, y - focalPoint.y);
  }, 0);
}

function round(value: number): number {
  return Number(value.toFixed(DIGITS));
}

/** The 99th percentile of picks, each of another party, in halls of which half the seats are sold, in part one by one. */
function times(halls: readonly Hall[], picks: number, random: Random): Figures {
  return Object.fromEntries(
    halls.map(({ name, layout, focalPoint }) => {
      const board = new SeatBoard(layout);
      for (const slot of board.free.keys()) if (random.integer(0, 1) === 0) board.set(slot, false);
      const taken_ms = Array.from({ length: picks }, () => {
        const quantity = random.integer(1, 8);
        const wish = { quantity, accessible: 0, companions: 0, categories: null, zones: null };
        const began = performance.now();
        pickBestSeats(board, wish, { focalPoint, random: Math.random });
        return performance.now() - began;
      }).sort((a, b) => a - b);
      return [name, taken_ms[Math.floor(picks * 0.99)]!];
    }),
  );
}
