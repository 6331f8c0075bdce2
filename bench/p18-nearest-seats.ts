import { pickBestSeats } from '../src/modules/selection/pick-best-seats.ts';
import { SeatBoard } from '../src/modules/selection/seat-board.ts';
import { type Random, randomOf } from '../test/kit/basics/random.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { bestByBruteForce, distanceOf, STEPS, type Step } from './brute-force.ts';
import { type FigureTable, figure, ratio, units } from './figure-table.ts';
import { fractionsFrom } from './fractions.ts';
import { measureDistances } from './pick-distances.ts';
import { bowl, demoHall, type Hall, hallOfAisles } from './seat-halls.ts';
import { PICKERS, seatPickers } from './seat-pickers.ts';
import { sell } from './seat-sale.ts';

/** Distances are compared as rounded: sums in another order differ in their last digits. */
const DIGITS = 6;

export const benchmark: Benchmark = {
  id: 'P18',
  title: 'Best seats: mean distance from the focal point on each step of the ladder, and during sales; time to pick',
  needs: [],
  async prepare(stand) {
    const small = await hallOfAisles(10, 4);
    const samples = stand.size(40, 4);
    const large = await Promise.all([stand.size(20_000, 2_000), stand.size(60_000, 6_000)].map(bowl));
    for (const { layout } of large) layout.links();
    const sold = [await demoHall(), await hallOfAisles(), large[0]!];
    return {
      async measure(round) {
        const random = randomOf(round);
        return {
          ...distances(small, samples, random),
          ...times(large, stand.size(20_000, 500), random),
          ...Object.assign({}, ...sold.map((hall) => distancesInSales(hall, round))),
        };
      },
      comparisons: [
        ...STEPS.map((step) => ({
          name: `mean distance from the focal point, ${step} / the best by brute force`,
          unit: '',
          ours: step,
          reference: `best ${step}`,
          goal: { most: 1 },
          timed: false,
        })),
        ...sold.map(({ name }) => ({
          name: `mean distance from the focal point, ${name} being sold / the best by brute force at each choice`,
          unit: '',
          ours: `${name}: ours chosen`,
          reference: `${name}: ours nearestGood`,
          goal: { most: 1 },
          timed: false,
        })),
      ],
      tables: [STEPS_TABLE, salesTable(sold), timesTable(large)],
    };
  },
};

const STEPS_TABLE: FigureTable = {
  name: 'P18: steps',
  heads: ['Step', 'Ours', 'Best', 'Ratio'],
  lines: STEPS.map((step) => [
    step,
    [figure(step, units.count)],
    [figure(`best ${step}`, units.count)],
    [ratio(step, `best ${step}`)],
  ]),
};

function salesTable(halls: readonly Hall[]): FigureTable {
  return {
    name: 'P18: sales',
    heads: ['Hall', 'Choice', 'Mean distance', 'Best', 'Ratio', 'Nearest', 'Ratio'],
    lines: halls.flatMap(({ name: hall }) =>
      PICKERS.map(({ picker, words }) => {
        const [chosen, best, nearest] = ['chosen', 'nearestGood', 'nearest'].map((it) => `${hall}: ${picker} ${it}`);
        return [
          hall,
          words,
          [figure(chosen!, units.count)],
          [figure(best!, units.count)],
          [ratio(chosen!, best!)],
          [figure(nearest!, units.count)],
          [ratio(chosen!, nearest!)],
        ];
      }),
    ),
  };
}

function timesTable(halls: readonly Hall[]): FigureTable {
  return {
    name: 'P18: times',
    heads: ['Half sold', '99th percentile of a choice, µs'],
    lines: halls.map(({ name }) => [name, [figure(name, units.tenths)]]),
  };
}

/** Each picker sells the hall to the same parties, as in P17. */
function distancesInSales(hall: Hall, round: number): Figures {
  const pickers = seatPickers(hall, fractionsFrom(round));
  return Object.assign(
    {},
    ...PICKERS.map(({ picker }) => {
      const meter = measureDistances(hall);
      sell(hall, pickers[picker], fractionsFrom(1_000 + round), meter.watch);
      return Object.fromEntries(
        Object.entries(meter.result()).map(([name, distance]) => [`${hall.name}: ${picker} ${name}`, distance]),
      );
    }),
  );
}

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

function round(value: number): number {
  return Number(value.toFixed(DIGITS));
}

/** The 99th percentile of picks, each of another party, in halls of which half the seats are sold, in part one by one. */
function times(halls: readonly Hall[], picks: number, random: Random): Figures {
  return Object.fromEntries(
    halls.map(({ name, layout, focalPoint }) => {
      const board = new SeatBoard(layout);
      for (const slot of board.free.keys()) if (random.integer(0, 1) === 0) board.set(slot, false);
      const taken_us = Array.from({ length: picks }, () => {
        const quantity = random.integer(1, 8);
        const wish = { quantity, accessible: 0, companions: 0, categories: null, zones: null };
        const began = performance.now();
        pickBestSeats(board, wish, { focalPoint, random: Math.random });
        return (performance.now() - began) * 1_000;
      }).sort((a, b) => a - b);
      return [name, taken_us[Math.floor(picks * 0.99)]!];
    }),
  );
}
