import { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { Hall } from './seat-halls.ts';
import { isTogether, type SeatPicker, singleSeats } from './seat-pickers.ts';

/** How many of a hundred parties have so many people. */
const WEIGHTS: readonly [size: number, weight: number][] = [
  [1, 8],
  [2, 44],
  [3, 12],
  [4, 22],
  [5, 5],
  [6, 6],
  [7, 1],
  [8, 2],
];

/** Refused one after the other; then the sale is over. */
const REFUSALS = 200;

export interface SaleFigures {
  /** Share of the hall's ordinary seats that was sold when a party of 2, of 4 was refused first. */
  soldAtRefusal: { 2: number; 4: number };
  /** … when one of them was refused or not seated side by side first. */
  soldTogether: { 2: number; 4: number };
  /** Single seats when so many per cent were sold, or at the end where it came before. */
  singles: { 80: number; 95: number; 100: number };
  /** Of a thousand parties that got seats, those that were not side by side. */
  splitPerThousand: number;
  /** Wheelchair places and companion seats that went to parties who had asked for none. */
  reservedLost: number;
}

/** Sells a hall to parties in the order in which they come, none of which asks for a wheelchair place. */
export function sell({ layout }: Hall, pick: SeatPicker, random: () => number): SaleFigures {
  const board = new SeatBoard(layout);
  const ordinary = layout.seats.length - layout.reserved.length;
  const figures: SaleFigures = {
    soldAtRefusal: { 2: 0, 4: 0 },
    soldTogether: { 2: 0, 4: 0 },
    singles: { 80: -1, 95: -1, 100: -1 },
    splitPerThousand: 0,
    reservedLost: 0,
  };
  let [sold, seated, split, refusals] = [0, 0, 0, 0];
  const noteFirst = (of: { 2: number; 4: number }, size: number) => {
    if ((size === 2 || size === 4) && of[size] === 0) of[size] = sold / ordinary;
  };
  while (refusals < REFUSALS && sold < ordinary) {
    const size = partySize(random);
    const slots = pick(board, size);
    if (!slots || !isTogether(board, slots)) noteFirst(figures.soldTogether, size);
    if (!slots) {
      noteFirst(figures.soldAtRefusal, size);
      refusals += 1;
      continue;
    }
    refusals = 0;
    seated += 1;
    if (!isTogether(board, slots)) split += 1;
    for (const slot of slots) {
      board.set(slot, false);
      if (layout.isReserved[slot] === 1) figures.reservedLost += 1;
      else sold += 1;
    }
    for (const percent of [80, 95] as const) {
      if (figures.singles[percent] < 0 && sold >= (ordinary * percent) / 100) {
        figures.singles[percent] = singleSeats(board);
      }
    }
  }
  for (const size of [2, 4]) {
    noteFirst(figures.soldAtRefusal, size);
    noteFirst(figures.soldTogether, size);
  }
  figures.singles[100] = singleSeats(board);
  for (const percent of [80, 95] as const) {
    if (figures.singles[percent] < 0) figures.singles[percent] = figures.singles[100];
  }
  figures.splitPerThousand = (split / seated) * 1_000;
  return figures;
}

function partySize(random: () => number): number {
  let left = random() * WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [size, weight] of WEIGHTS) {
    left -= weight;
    if (left < 0) return size;
  }
  return 1;
}
