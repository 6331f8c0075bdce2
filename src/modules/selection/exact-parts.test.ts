import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planModel } from '../../../test/fixtures/plan-model.ts';
import { orphansLeftBy } from '../../shared/seats/orphans.ts';
import { modelOf } from '../seating/seating-plan-model.ts';
import { leavesOrphans } from './board-orphans.ts';
import { partsOf } from './closeness.ts';
import { countWithoutOrphans, type PickTerms, pickBestSeats, type SeatWish } from './pick-best-seats.ts';
import { SeatBoard } from './seat-board.ts';
import { layoutOf } from './seat-layout.ts';

const STRICT: PickTerms = { focalPoint: { x: 3, y: -1 }, random: () => 0, orphanRule: 'STRICT' };

function wish(quantity: number, categories: ReadonlySet<string> | null = null): SeatWish {
  return { quantity, accessible: 0, companions: 0, categories, zones: null };
}

/** A row a line: `.` free, `d` free and of a dear category, `x` taken. */
function hall(rows: readonly string[]): SeatBoard {
  const plan = planModel(rows.map(({ length }) => length));
  const letterOf = (row: string, number: string) => rows[Number(row) - 1]![Number(number) - 1];
  const seats = plan.seats.map((seat) => ({
    ...seat,
    category: letterOf(seat.row, seat.number) === 'd' ? 'Dear' : 'Stalls',
  }));
  const categories = ['Stalls', 'Dear'].map((name) => ({ name, color: null }));
  const board = new SeatBoard(layoutOf(modelOf({ name: 'Hall', categories, seats, focalPoint: null })));
  for (const [slot, { row, number }] of board.layout.seats.entries()) {
    if (letterOf(row, number) === 'x') board.set(slot, false);
  }
  return board;
}

interface Party {
  minimumRun: number;
  leastPart: number;
  /** Whether dear seats are wanted as well. */
  isRich: boolean;
}

/** How many of a party a row can seat, by trying each choice of seats in it. */
function sizesOf(row: string, { minimumRun, leastPart, isRich }: Party): Set<number> {
  const sizes = new Set<number>();
  for (let choice = 0; choice < 2 ** row.length; choice += 1) {
    const isChosen = (place: number) => ((choice >> place) & 1) === 1;
    const letters = [...row].map((letter, place) => (isChosen(place) ? (letter === 'x' ? '!' : letter) : ' '));
    if (letters.some((letter) => letter === '!' || (letter === 'd' && !isRich))) continue;
    const parts = letters.join('').trim().split(/ +/).filter(Boolean);
    if (parts.some(({ length }) => length < leastPart)) continue;
    const isFree = (place: number) => row[place] !== 'x';
    const change = { length: row.length, isFree, isHeld: () => false, willHold: isChosen };
    if (orphansLeftBy(change, minimumRun).length > 0) continue;
    sizes.add(letters.filter((letter) => letter !== ' ').length);
  }
  return sizes;
}

/** The same of all rows together. */
function sizesOfHall(rows: readonly string[], party: Party): Set<number> {
  let sizes = [0];
  for (const row of rows) {
    const more = [...sizesOf(row, party)];
    sizes = [...new Set(sizes.flatMap((size) => more.map((each) => size + each)))];
  }
  return new Set(sizes);
}

const ROWS = fc.array(fc.stringMatching(/^[.dx]{1,10}$/), { minLength: 1, maxLength: 5 });

describe('a party in parts, under STRICT', () => {
  it('is seated whenever there is any way to do it, and the largest one that can be is told', () => {
    fc.assert(
      fc.property(ROWS, fc.integer({ min: 2, max: 4 }), fc.boolean(), (rows, minimumRun, isRich) => {
        const board = hall(rows);
        const possible = sizesOfHall(rows, { minimumRun, leastPart: 1, isRich });
        const categories = isRich ? null : new Set(['Stalls']);
        for (let quantity = 1; quantity <= 30; quantity += 1) {
          const picked = pickBestSeats(board, wish(quantity, categories), { ...STRICT, minimumRun });
          expect(picked !== null).toBe(possible.has(quantity));
          if (picked === null) {
            const largest = Math.max(...[...possible].filter((size) => size <= quantity));
            const terms = { ...STRICT, minimumRun };
            expect(countWithoutOrphans(board, wish(quantity, categories), terms)).toBe(largest);
            continue;
          }
          expect(new Set(picked.slots).size).toBe(quantity);
          expect(leavesOrphans(board, picked.slots, minimumRun)).toBe(false);
          const seats = picked.slots.map((slot) => board.layout.seats[slot]!);
          if (!isRich) expect(seats.every(({ category }) => category === 'Stalls')).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('has nobody alone whenever that is possible', () => {
    fc.assert(
      fc.property(ROWS, fc.integer({ min: 2, max: 3 }), (rows, minimumRun) => {
        const board = hall(rows);
        const possible = sizesOfHall(rows, { minimumRun, leastPart: 2, isRich: true });
        for (let quantity = 4; quantity <= 30; quantity += 1) {
          const picked = pickBestSeats(board, wish(quantity), { ...STRICT, minimumRun });
          const isApart = picked && partsOf(board.layout, picked.slots).some(({ length }) => length === 1);
          if (possible.has(quantity)) expect(isApart).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is found where the longest parts first lead nowhere', () => {
    // Of five there may be five or three at most; of three three or one.
    const rows = ['.....', '.....', '...', 'xxx', '..', '..'];
    for (const [quantity, isPossible] of Object.entries({ 13: true, 14: true, 15: true, 16: false, 17: true })) {
      const picked = pickBestSeats(hall(rows), wish(Number(quantity)), STRICT);
      expect([quantity, picked !== null]).toEqual([quantity, isPossible]);
    }
    // Pairs alone seat no odd party.
    const pairs = Array.from({ length: 20 }, () => '..');
    expect(pickBestSeats(hall(pairs), wish(13), STRICT)).toBeNull();
    expect(countWithoutOrphans(hall(pairs), wish(13), STRICT)).toBe(12);
  });

  it('may have two parts in one row, with enough seats between them', () => {
    const picked = pickBestSeats(hall(['..dd..']), wish(4, new Set(['Stalls'])), STRICT);
    expect(picked).toEqual({ slots: [0, 1, 4, 5], closeness: 'SPLIT' });
    expect(pickBestSeats(hall(['..d..']), wish(4, new Set(['Stalls'])), STRICT)).toBeNull();
  });
});
