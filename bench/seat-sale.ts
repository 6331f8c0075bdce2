import { SeatBoard } from '../src/modules/selection/seat-board.ts';
import type { Hall } from './seat-halls.ts';
import { canSeat, runsOf } from './seat-packing.ts';
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
const LARGEST = Math.max(...WEIGHTS.map(([size]) => size));

/** Refused one after the other; then the sale is over. */
const REFUSALS = 200;

/** A share of the hall's ordinary seats for a party of 2, of 4, and of any size. */
export type Shares = Record<2 | 4 | 'any', number>;

export interface SaleFigures {
  /** Share of the hall's ordinary seats that was sold when such a party was refused first. */
  soldAtRefusal: Shares;
  /** … when one of them was refused or not seated side by side first. */
  soldTogether: Shares;
  /** Single seats when so many per cent were sold, or at the end where it came before. */
  singles: { 80: number; 95: number; 100: number };
  /** Of a thousand parties that got seats, those that were not side by side. */
  splitPerThousand: number;
  /** Wheelchair places and companion seats that went to parties who had asked for none. */
  reservedLost: number;
}

/** Is told of each choice before the seats are taken. */
export type Watcher = (board: SeatBoard, slots: readonly number[]) => void;

/** Sells a hall to parties in the order in which they come, none of which asks for a wheelchair place. */
export function sell(hall: Hall, pick: SeatPicker, random: () => number, watch?: Watcher): SaleFigures {
  const { layout } = hall;
  const board = new SeatBoard(layout);
  const ordinary = ordinarySeats(hall);
  const figures: SaleFigures = {
    soldAtRefusal: noShares(),
    soldTogether: noShares(),
    singles: { 80: -1, 95: -1, 100: -1 },
    splitPerThousand: 0,
    reservedLost: 0,
  };
  let [sold, seated, split, refusals] = [0, 0, 0, 0];
  while (refusals < REFUSALS && sold < ordinary) {
    const size = partySize(random);
    const slots = pick(board, size);
    if (!slots || !isTogether(board, slots)) noteFirst(figures.soldTogether, size, sold / ordinary);
    if (!slots) {
      noteFirst(figures.soldAtRefusal, size, sold / ordinary);
      refusals += 1;
      continue;
    }
    watch?.(board, slots);
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
  noteEnd(figures.soldAtRefusal, sold / ordinary);
  noteEnd(figures.soldTogether, sold / ordinary);
  figures.singles[100] = singleSeats(board);
  for (const percent of [80, 95] as const) {
    if (figures.singles[percent] < 0) figures.singles[percent] = figures.singles[100];
  }
  figures.splitPerThousand = (split / seated) * 1_000;
  return figures;
}

/**
 * The optimum for the same parties: who is there may be moved to other seats whenever one more comes, and everybody who can sit
 * side by side then is seated. So nobody is refused before there are fewer seats than people, and no way of choosing among the
 * seats for everybody, not even one that knows who is still to come, seats all side by side for longer. Throws where that could
 * not be shown.
 */
export function sellOptimally(hall: Hall, random: () => number): Shares {
  const runs = runsOf(hall.layout);
  const ordinary = ordinarySeats(hall);
  const shares = noShares();
  const seated = new Array<number>(LARGEST + 1).fill(0);
  let [sold, refusals] = [0, 0];
  while (refusals < REFUSALS && sold < ordinary) {
    const size = partySize(random);
    seated[size]! += 1;
    if (sold + size <= ordinary) {
      if (!canSeat(runs, seated))
        throw new Error(`No way was found to seat another party of ${size} in the ${hall.name}.`);
      sold += size;
      refusals = 0;
      continue;
    }
    seated[size]! -= 1;
    noteFirst(shares, size, sold / ordinary);
    refusals += 1;
  }
  noteEnd(shares, sold / ordinary);
  return shares;
}

function ordinarySeats({ layout }: Hall): number {
  return layout.seats.length - layout.reserved.length;
}

/** Nothing is noted yet. */
function noShares(): Shares {
  return { 2: -1, 4: -1, any: -1 };
}

function noteFirst(shares: Shares, size: number, share: number): void {
  if (shares.any < 0) shares.any = share;
  if ((size === 2 || size === 4) && shares[size] < 0) shares[size] = share;
}

/** Where nobody was refused, that is the share at the end. */
function noteEnd(shares: Shares, share: number): void {
  for (const size of [2, 4, 'any'] as const) if (shares[size] < 0) shares[size] = share;
}

function partySize(random: () => number): number {
  let left = random() * WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [size, weight] of WEIGHTS) {
    left -= weight;
    if (left < 0) return size;
  }
  return 1;
}
