import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planModel } from '../../../test/fixtures/plan-model.ts';
import { orphansLeftBy } from '../../shared/seats/orphans.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { closenessOf, partsOf, type SeatCloseness } from './closeness.ts';
import { countMatching, type PickTerms, pickBestSeats, type SeatWish, searchBestSeats } from './pick-best-seats.ts';
import { SeatBoard } from './seat-board.ts';
import { layoutOf } from './seat-layout.ts';

const FOCAL_POINT = { x: 3, y: -1 };
const TERMS: PickTerms = { focalPoint: FOCAL_POINT, random: () => 0 };

function wish(quantity: number, more: Partial<SeatWish> = {}): SeatWish {
  return { quantity, accessible: 0, companions: 0, categories: null, zones: null, ...more };
}

function boardOf(plan: SeatingPlanModel, takenIds: readonly string[] = []): SeatBoard {
  const board = new SeatBoard(layoutOf(plan));
  for (const seatId of takenIds) board.set(board.layout.slotOf.get(seatId)!, false);
  return board;
}

/** A hall as letters, a row a line: `.` free, `x` taken, `w` wheelchair place, `c` companion seat, a blank is an aisle. */
function hall(...rows: string[]): SeatBoard {
  let segment = -1;
  const letters = rows.map((row) => [...row.replaceAll(' ', '')]);
  const segments = rows.map((row) =>
    row.split(' ').flatMap((part) => {
      segment += 1;
      return Array.from(part, () => segment);
    }),
  );
  const idsOf = (letter: string) =>
    letters.flatMap((row, index) => row.flatMap((it, place) => (it === letter ? [`${index + 1}-${place + 1}`] : [])));
  const plan = planModel(
    letters.map(({ length }) => length),
    { segments, accessible: idsOf('w'), companion: idsOf('c') },
  );
  return boardOf(plan, idsOf('x'));
}

/** The board, and how often somebody has looked whether one of its seats is free. */
function countingLooks(board: SeatBoard): { counted: SeatBoard; looks(): number } {
  let looks = 0;
  const free = new Proxy(board.free, {
    get: (target, name) => {
      looks += 1;
      return Reflect.get(target, name, target);
    },
  });
  return { counted: Object.create(board, { free: { value: free } }) as SeatBoard, looks: () => looks };
}

function pick(board: SeatBoard, asked: SeatWish, terms: Partial<PickTerms> = {}) {
  const picked = pickBestSeats(board, asked, { ...TERMS, ...terms });
  return picked && { closeness: picked.closeness, ids: picked.slots.map((slot) => board.layout.seats[slot]!.id) };
}

describe('the best seats', () => {
  it('are side by side, nearest to the focal point', () => {
    expect(pick(hall('.......', '.......'), wish(3))).toEqual({ closeness: 'TOGETHER', ids: ['1-3', '1-4', '1-5'] });
  });

  it('leave no single seat where there is another choice', () => {
    expect(pick(hall('xxx...x', '.......'), wish(2))).toEqual({ closeness: 'TOGETHER', ids: ['2-3', '2-4'] });
    expect(pick(hall('xxx...x', 'xxxxxxx'), wish(2))?.closeness).toBe('TOGETHER');
  });

  it('are looked for in steps where a party can not sit together', () => {
    const pausesOf = (board: SeatBoard, asked: SeatWish, terms: Partial<PickTerms> = {}) =>
      [...searchBestSeats(board, asked, { ...TERMS, ...terms })].length;
    expect(pausesOf(hall('....'), wish(3))).toBe(0);
    expect(pausesOf(hall('..x..', 'xxxxx'), wish(4))).toBeGreaterThan(2);
    expect(pausesOf(hall('..x..x..'), wish(5), { orphanRule: 'STRICT' })).toBe(3);
    expect(pausesOf(hall('..x..'), wish(5))).toBe(0);
  });

  it('are those of the lane that one keeps to, as long as it has some', () => {
    expect(pick(hall('....', '....'), wish(4), { lane: 1 })?.ids[0]).toBe('2-1');
    expect(pick(hall('....', '...x'), wish(4), { lane: 1 })?.ids[0]).toBe('1-1');
  });

  it('are in neighbouring rows where no row has room for the party', () => {
    expect(pick(hall('..xxx..', 'xxx..xx', 'xxx..xx'), wish(4))).toEqual({
      closeness: 'ADJACENT_ROWS',
      ids: ['2-4', '2-5', '3-4', '3-5'],
    });
  });

  it('are on one side of an aisle before they are on both', () => {
    const rows = ['..xx xx..', '..xx xxxx', 'xx.. ..xx'];
    expect(pick(hall(...rows), wish(4))).toEqual({ closeness: 'ADJACENT_ROWS', ids: ['1-1', '1-2', '2-1', '2-2'] });
    expect(pick(hall('xx.. ..xx', 'xxxx xxxx'), wish(4))?.closeness).toBe('SPLIT');
  });

  it('let nobody sit alone as long as that can be', () => {
    expect(pick(hall('.x.x...', 'xxxxxxx', 'xxxx.xx', 'xxxxx..'), wish(4))).toEqual({
      closeness: 'SPLIT',
      ids: ['1-5', '1-6', '4-6', '4-7'],
    });
    expect(pick(hall('.x.x.xx'), wish(3))).toEqual({ closeness: 'SCATTERED', ids: ['1-1', '1-3', '1-5'] });
  });

  it('are none where there are not enough, and it is told how many there are', () => {
    const board = hall('.x.wxc');
    expect(pick(board, wish(3))).toBeNull();
    expect(countMatching(board, wish(3))).toBe(2);
    expect(countMatching(board, wish(4, { accessible: 1, companions: 1 }))).toBe(4);
    expect(countMatching(board, wish(4, { accessible: 2 }))).toBe(3);
  });

  it('are of the categories and zones that were asked for', () => {
    const board = hall('....', '....', '....');
    expect(pick(board, wish(2, { categories: new Set(['Balcony']) }))?.ids).toEqual(['2-3', '2-4']);
    expect(pick(board, wish(2, { zones: new Set(['Hall']) }))?.ids).toEqual(['1-3', '1-4']);
    expect(pick(board, wish(2, { zones: new Set(['Elsewhere']) }))).toBeNull();
    expect(countMatching(board, wish(5, { categories: new Set(['Balcony']) }))).toBe(4);
  });

  it('are chosen at random among equals, and among as many of the best as is wanted', () => {
    const board = hall('.......');
    const chosen = (among: number) => {
      const ids = Array.from({ length: 20 }, (_, at) => pick(board, wish(2), { random: () => at / 20, among })!.ids[0]);
      return new Set(ids);
    };
    expect(chosen(1)).toEqual(new Set(['1-3', '1-4']));
    expect(chosen(4).size).toBe(4);
  });
});

describe('wheelchair places and companion seats', () => {
  it('are for nobody who did not ask for them, however few others there are', () => {
    expect(pick(hall('.wc.wc'), wish(3))).toBeNull();
    expect(pick(hall('xxwcxx', '......'), wish(4))?.ids).not.toContain('1-3');
  });

  it('come side by side with the party where a row has them so', () => {
    expect(pick(hall('..wc..', '.wc...'), wish(4, { accessible: 1, companions: 1 }))).toEqual({
      closeness: 'TOGETHER',
      ids: ['1-2', '1-3', '1-4', '1-5'],
    });
  });

  it('are never more than were asked for', () => {
    const picked = pick(hall('wwcc....'), wish(3, { accessible: 1 }))!;
    expect(picked.ids).toEqual(expect.arrayContaining(['1-2']));
    expect(picked.ids.filter((id) => ['1-1', '1-2', '1-3', '1-4'].includes(id))).toHaveLength(1);
  });

  it('are the nearest ones of all that are side by side with the party', () => {
    const rows = fc.array(fc.string({ unit: fc.constantFrom('.', '.', 'w', 'c', 'x'), minLength: 4, maxLength: 9 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }), (letters, quantity, asked) => {
        const companions = Math.min(asked, quantity - 1);
        const board = hall(...letters);
        const windows = letters.flatMap((row, index) =>
          Array.from(row, (_, first) => ({ seats: row.slice(first, first + quantity), first, index })),
        );
        const count = (text: string, letter: string) => text.split(letter).length - 1;
        const fitting = windows.filter(
          ({ seats }) =>
            seats.length === quantity &&
            !seats.includes('x') &&
            count(seats, 'w') === 1 &&
            count(seats, 'c') === companions,
        );
        if (fitting.length === 0) return;
        const costOf = (ids: readonly string[]) =>
          ids.reduce((sum, id) => {
            const [row, seat] = id.split('-').map(Number) as [number, number];
            return sum + Math.hypot(seat - 1 - FOCAL_POINT.x, row - 1 - FOCAL_POINT.y);
          }, 0);
        const least = Math.min(
          ...fitting.map(({ first, index }) =>
            costOf(Array.from({ length: quantity }, (_, at) => `${index + 1}-${first + at + 1}`)),
          ),
        );
        const picked = pick(board, wish(quantity, { accessible: 1, companions }))!;
        expect(picked.closeness).toBe('TOGETHER');
        expect(costOf(picked.ids)).toBeCloseTo(least, 6);
      }),
    );
  });

  it('are found in one pass over their rows, also in a hall that has nothing else', () => {
    const board = hall(...Array.from({ length: 4 }, () => 'w'.repeat(100)));
    const { counted, looks } = countingLooks(board);
    expect(pickBestSeats(counted, wish(50, { accessible: 50 }), TERMS)!.closeness).toBe('TOGETHER');
    expect(looks()).toBeLessThan(4 * 400);
  });

  it('are in one block with the party, companions near them', () => {
    const picked = pick(hall('w.x.c..', 'xxxxxxx', 'w......'), wish(2, { accessible: 1, companions: 1 }))!;
    expect(picked.ids).toEqual(['1-1', '1-5']);
  });
});

describe('in rows as long as the hall, pair by pair of another price', () => {
  it.each([4, 8, 50])('seats for %i are looked for without going along the rows again and again', (quantity) => {
    const length = 2_000;
    const plan = planModel([length, length]);
    for (const seat of plan.seats) seat.category = Number(seat.number) % 4 < 2 ? 'Stalls' : 'Balcony';
    const board = boardOf(plan);
    const { counted, looks } = countingLooks(board);
    expect(pickBestSeats(counted, wish(quantity, { categories: new Set(['Stalls']) }), TERMS)).not.toBeNull();
    expect(looks()).toBeLessThan(100 * 2 * length);
  });
});

interface Found {
  closeness: SeatCloseness;
  leavesOrphan: boolean;
  parts: number;
  distance: number;
}

const LADDER: readonly SeatCloseness[] = ['TOGETHER', 'ADJACENT_ROWS', 'SPLIT', 'SCATTERED'];

describe('of all ways to seat a party', () => {
  it('the one that is taken is on the highest step, and there none is nearer', () => {
    fc.assert(
      fc.property(smallHalls, fc.integer({ min: 1, max: 5 }), ({ board }, quantity) => {
        const picked = pickBestSeats(board, wish(quantity), TERMS);
        const best = byBruteForce(board, quantity);
        expect(picked === null).toBe(best === null);
        if (!picked || !best) return;
        const found = judge(board, picked.slots);
        expect(found).toMatchObject({ closeness: best.closeness, leavesOrphan: best.leavesOrphan, parts: best.parts });
        expect(found.distance).toBeCloseTo(best.distance, 9);
      }),
      { numRuns: 400 },
    );
  });
});

describe('under STRICT', () => {
  it('no run of choices by any mix of buyers leaves an orphan', () => {
    const choice = fc.record({
      quantity: fc.integer({ min: 1, max: 8 }),
      /** By hand: seats from here on; null: the best. */
      from: fc.option(fc.nat(30)),
      minimumRun: fc.constant(2),
    });
    const minimumRuns = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(smallHalls, fc.array(choice, { maxLength: 12 }), minimumRuns, ({ board }, choices, minimumRun) => {
        for (const { quantity, from } of choices) {
          const slots =
            from === null
              ? pickBestSeats(board, wish(quantity), { ...TERMS, orphanRule: 'STRICT', minimumRun })?.slots
              : byHand(board, { from, quantity, minimumRun });
          if (!slots) continue;
          const before = new Set(freeRuns(board).map(String));
          for (const slot of slots) board.set(slot, false);
          for (const run of freeRuns(board)) {
            if (run.length < minimumRun) expect(before).toContain(String(run));
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

/** What `lockSeats` would let a buyer take. */
function byHand(
  board: SeatBoard,
  { from, quantity, minimumRun }: { from: number; quantity: number; minimumRun: number },
): number[] | null {
  const open = openSlots(board);
  const slots = open.slice(from, from + quantity);
  return slots.length === quantity && orphansOf(board, slots, minimumRun).length === 0 ? slots : null;
}

const smallHalls = fc
  .array(fc.array(fc.constantFrom('.', '.', '.', 'x', 'w', ' '), { minLength: 1, maxLength: 7 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((rows) => rows.map((row) => row.join('').trim().replaceAll(/ +/g, ' ')).filter((row) => row !== ''))
  .filter((rows) => rows.length > 0)
  .map((rows) => ({ rows, board: hall(...rows) }));

function openSlots(board: SeatBoard): number[] {
  return [...board.free.keys()].filter((slot) => board.free[slot] === 1 && board.layout.isReserved[slot] === 0);
}

function freeRuns(board: SeatBoard): number[][] {
  return partsOf(board.layout, openSlots(board));
}

function byBruteForce(board: SeatBoard, quantity: number): Found | null {
  const runs = freeRuns(board);
  const runOf = new Map(runs.flatMap((run, index) => run.map((slot) => [slot, index] as const)));
  let best: Found | null = null;
  for (const slots of subsetsOf(openSlots(board), quantity)) {
    // Two parts of one run are side by side, or would be in fewer parts elsewhere.
    const parts = partsOf(board.layout, slots);
    if (new Set(parts.map(([first]) => runOf.get(first!))).size < parts.length) continue;
    const found = judge(board, slots);
    if (!best || compare(found, best) < 0) best = found;
  }
  return best;
}

function judge(board: SeatBoard, slots: number[]): Found {
  const { seats } = board.layout;
  const distances = slots.map((slot) => Math.hypot(seats[slot]!.x - FOCAL_POINT.x, seats[slot]!.y - FOCAL_POINT.y));
  return {
    closeness: closenessOf(board.layout, slots),
    leavesOrphan: orphansOf(board, slots, 2).length > 0,
    parts: partsOf(board.layout, slots).length,
    distance: distances.reduce((sum, distance) => sum + distance, 0) / slots.length,
  };
}

function compare(a: Found, b: Found): number {
  return (
    LADDER.indexOf(a.closeness) - LADDER.indexOf(b.closeness) ||
    Number(a.leavesOrphan) - Number(b.leavesOrphan) ||
    a.parts - b.parts ||
    a.distance - b.distance
  );
}

function orphansOf({ layout, free }: SeatBoard, slots: readonly number[], minimumRun: number): number[] {
  const chosen = new Set(slots);
  return [...layout.starts.keys()].slice(0, -1).flatMap((segment) => {
    const start = layout.starts[segment]!;
    const change = {
      length: layout.starts[segment + 1]! - start,
      isFree: (place: number) => free[start + place] === 1 && layout.isReserved[start + place] === 0,
      isHeld: () => false,
      willHold: (place: number) => chosen.has(start + place),
    };
    return orphansLeftBy(change, minimumRun);
  });
}

function* subsetsOf(slots: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  for (let at = from; size > 0 && at <= slots.length - size; at += 1) {
    for (const rest of subsetsOf(slots, size - 1, at + 1)) yield [slots[at]!, ...rest];
  }
}
