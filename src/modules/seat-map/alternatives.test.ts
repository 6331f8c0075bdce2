import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planModel } from '../../../test/fixtures/plan-model.ts';
import { alternativeSeats, canChoose } from './alternatives.ts';

const idsOf = (groups: ReturnType<typeof alternativeSeats>) => groups.map((group) => group.map(({ id }) => id));

describe('alternatives', () => {
  it('are groups of free seats side by side, none in two of them, of the size that was asked for', () => {
    const halls = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }).chain((rowLengths) => {
      const plan = planModel(rowLengths);
      const ids = plan.seats.map(({ id }) => id);
      return fc.record({
        plan: fc.constant(plan),
        wantedIds: fc.subarray(ids, { minLength: 1, maxLength: Math.min(5, ids.length) }),
        takenIds: fc.subarray(ids),
      });
    });
    fc.assert(
      fc.property(halls, ({ plan, wantedIds, takenIds }) => {
        const taken = new Set(takenIds);
        const isFree = ({ id }: { id: string }) => !taken.has(id);
        const groups = alternativeSeats(plan, { wantedIds, isFree });
        expect(groups.length).toBeLessThanOrEqual(3);
        const used = groups.flat();
        expect(new Set(used).size).toBe(used.length);
        for (const group of groups) {
          expect(group).toHaveLength(wantedIds.length);
          expect(group.every(isFree)).toBe(true);
          expect(new Set(group.map(({ row }) => row)).size).toBe(1);
          const numbers = group.map(({ number }) => Number(number));
          expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
        }
        // None is left out: where there is a run that is long enough, there is a group.
        const rows = Map.groupBy(plan.seats, ({ row }) => row);
        const hasRun = [...rows.values()].some((row) =>
          row.some((_, start) => {
            const run = row.slice(start, start + wantedIds.length);
            return run.length === wantedIds.length && run.every(isFree);
          }),
        );
        expect(groups.length > 0).toBe(hasRun);
      }),
      { numRuns: 500 },
    );
  });

  it('are of the same category first, then near', () => {
    const plan = planModel([6, 6, 6]);
    const isFree = ({ id }: { id: string }) => !['1-3', '1-4'].includes(id);
    expect(idsOf(alternativeSeats(plan, { wantedIds: ['1-3', '1-4'], isFree }))).toEqual([
      ['1-1', '1-2'],
      ['1-5', '1-6'],
      ['3-3', '3-4'],
    ]);
  });

  it('never reach across an aisle, nor from one row of a label into another', () => {
    const plan = planModel([4, 4], {
      segments: [
        [0, 0, 1, 1],
        [2, 2, 2, 3],
      ],
    });
    const isFree = ({ id }: { id: string }) => id !== '1-1';
    expect(idsOf(alternativeSeats(plan, { wantedIds: ['1-1', '1-2'], isFree }))).toEqual([
      ['1-3', '1-4'],
      ['2-1', '2-2'],
    ]);
    expect(alternativeSeats(plan, { wantedIds: ['1-1', '1-2', '1-3', '1-4'], isFree })).toEqual([]);
  });

  it('are no wheelchair places or the places beside them for who wanted none', () => {
    const plan = planModel([6], { accessible: ['1-3'], companion: ['1-4'] });
    const isFree = ({ id }: { id: string }) => id !== '1-1';
    expect(idsOf(alternativeSeats(plan, { wantedIds: ['1-1'], isFree }))).toEqual([['1-2'], ['1-5'], ['1-6']]);
    expect(idsOf(alternativeSeats(plan, { wantedIds: ['1-1', '1-2'], isFree }))).toEqual([['1-5', '1-6']]);
  });

  it('have as many wheelchair places as were wanted, with any seats beside them', () => {
    const plan = planModel([6, 6], { accessible: ['1-1', '2-3', '2-6'], companion: ['1-2', '2-4'] });
    const isFree = ({ id }: { id: string }) => id !== '1-1';
    expect(idsOf(alternativeSeats(plan, { wantedIds: ['1-1', '1-2'], isFree }))).toEqual([
      ['2-2', '2-3'],
      ['2-5', '2-6'],
    ]);
    expect(idsOf(alternativeSeats(plan, { wantedIds: ['1-1'], isFree }))).toEqual([['2-3'], ['2-6']]);
  });

  it('are none for seats that the plan does not know', () => {
    expect(alternativeSeats(planModel([3]), { wantedIds: ['x'], isFree: () => true })).toEqual([]);
  });
});

describe('alternatives that leave no orphan', () => {
  it('are those moved by one place first, then others nearby', () => {
    const plan = planModel([6, 6, 6]);
    const isFree = () => true;
    const found = alternativeSeats(plan, { wantedIds: ['1-2', '1-3'], isFree, minimumRun: 2 });
    expect(idsOf(found).slice(0, 2)).toEqual([
      ['1-1', '1-2'],
      ['1-3', '1-4'],
    ]);
    // Moved by one, either way, leaves two seats: the run may not be shorter than three.
    const [first] = idsOf(alternativeSeats(plan, { wantedIds: ['1-2', '1-3'], isFree, minimumRun: 3 }));
    expect(first).toEqual(['1-1', '1-2']);
  });

  it('leave no run that is shorter than allowed, and are all that do not', () => {
    const cases = fc.record({
      row: fc.stringMatching(/^[.x]{1,12}$/),
      size: fc.integer({ min: 1, max: 4 }),
      minimumRun: fc.integer({ min: 2, max: 4 }),
    });
    fc.assert(
      fc.property(cases, ({ row, size, minimumRun }) => {
        const plan = planModel([row.length]);
        const isFree = ({ place }: { place: number }) => row[place] === '.';
        const fits = (first: number) => {
          const after = row.slice(0, first) + '-'.repeat(size) + row.slice(first + size);
          const isShort = (run: string) => run.length > 0 && run.length < minimumRun;
          const left = /\.*$/.exec(after.slice(0, first))![0];
          const right = /^\.*/.exec(after.slice(first + size))![0];
          return row.slice(first, first + size) === '.'.repeat(size) && !isShort(left) && !isShort(right);
        };
        const wantedIds = plan.seats.slice(0, size).map(({ id }) => id);
        const groups = wantedIds.length < size ? [] : alternativeSeats(plan, { wantedIds, isFree, minimumRun });
        for (const group of groups) expect(fits(group[0]!.place)).toBe(true);
        const canFit = wantedIds.length === size && [...row].some((_, first) => fits(first));
        expect(groups.length > 0).toBe(canFit);
        const isWanted = () => true;
        if (wantedIds.length === size) expect(canChoose(plan, { size, isFree, isWanted, minimumRun })).toBe(canFit);
      }),
    );
  });
});
