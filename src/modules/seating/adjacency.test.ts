import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjacencyOf, type PlacedSeat } from './adjacency.ts';

const at = (x: number, y = 0, gapAfter = false): PlacedSeat => ({ x, y, gapAfter });
const rowOf = (...xs: number[]) => xs.map((x) => at(x));
/** The segments of each row, as the indices of their seats from left to right. */
function segmentsOf(rows: PlacedSeat[][]): number[][][] {
  return adjacencyOf(rows).map((row) => {
    const fromLeft = [...row.entries()].toSorted(([, a], [, b]) => a.segment - b.segment || a.place - b.place);
    const segments = Map.groupBy(fromLeft, ([, { segment }]) => segment);
    return [...segments.values()].map((seats) => seats.map(([index]) => index));
  });
}

describe('adjacency', () => {
  it('ends a segment where seats are further apart than one and a half times the usual distance', () => {
    expect(segmentsOf([rowOf(0, 10, 20, 36, 46)])).toEqual([
      [
        [0, 1, 2],
        [3, 4],
      ],
    ]);
    expect(segmentsOf([rowOf(0, 10, 20, 35, 45)])).toEqual([[[0, 1, 2, 3, 4]]]);
  });

  it('goes by the row object, not by labels or places: rows that touch are not one', () => {
    expect(segmentsOf([rowOf(0, 10, 20), rowOf(30, 40, 50)])).toEqual([[[0, 1, 2]], [[0, 1, 2]]]);
    const [left, right] = adjacencyOf([rowOf(0, 10, 20), rowOf(30, 40, 50)]);
    expect(left!.at(-1)!.segment).not.toBe(right![0]!.segment);
  });

  it('has each row its own usual distance', () => {
    expect(segmentsOf([rowOf(0, 10, 20, 30), rowOf(0, 16, 32, 48)])).toEqual([[[0, 1, 2, 3]], [[0, 1, 2, 3]]]);
  });

  it('takes the usual distance of the plan for rows that are too short to have one', () => {
    const usual = rowOf(0, 10, 20, 30, 40);
    expect(segmentsOf([usual, rowOf(0, 100)])[1]).toEqual([[0], [1]]);
    expect(segmentsOf([usual, rowOf(0, 8)])[1]).toEqual([[0, 1]]);
    expect(segmentsOf([usual, rowOf(0, 10, 80)])[1]).toEqual([[0, 1], [2]]);
    expect(segmentsOf([rowOf(0, 100)])).toEqual([[[0, 1]]]);
    expect(segmentsOf([rowOf(7)])).toEqual([[[0]]]);
    expect(segmentsOf([[]])).toEqual([[]]);
  });

  it('follows the gaps that the plan names', () => {
    expect(segmentsOf([[at(0), at(10, 0, true), at(20), at(30)]])).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    // The same row listed from right to left: the gap is still between the two that are listed one after the other.
    expect(segmentsOf([[at(30), at(20, 0, true), at(10), at(0)]])).toEqual([
      [
        [3, 2],
        [1, 0],
      ],
    ]);
  });

  it('counts from the left, and from the top in a row that runs down', () => {
    expect(segmentsOf([rowOf(30, 20, 10, 0)])).toEqual([[[3, 2, 1, 0]]]);
    expect(segmentsOf([[at(0, 30), at(0, 20), at(1, 10), at(0, 0)]])).toEqual([[[3, 2, 1, 0]]]);
  });

  it('finds the order of a row that lists odd seats before even ones', () => {
    expect(segmentsOf([rowOf(0, 20, 40, 10, 30)])).toEqual([[[0, 3, 1, 4, 2]]]);
  });

  it('follows a curve as the row lists it, beyond a half circle', () => {
    const around = Array.from({ length: 24 }, (_, index) => (index / 30) * 2 * Math.PI);
    const curve = around.map((angle) => at(100 * Math.cos(angle), 100 * Math.sin(angle)));
    const segments = segmentsOf([curve])[0]!;
    expect(segments).toHaveLength(1);
    const [segment] = segments;
    expect(segment).toHaveLength(24);
    for (const [index, seat] of segment!.entries()) {
      if (index > 0) expect(Math.abs(seat - segment![index - 1]!)).toBe(1);
    }
  });

  it('puts seats at one point side by side and loses none', () => {
    expect(segmentsOf([rowOf(5, 5, 5, 5)])[0]!.flat()).toHaveLength(4);
  });

  it('does not depend on where the plan lies, how large it is drawn, or in which direction it is listed', () => {
    const rows = fc.array(fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 4,
    });
    const moves = fc.record({
      x: fc.integer({ min: -1_000, max: 1_000 }),
      y: fc.integer({ min: -1_000, max: 1_000 }),
      scale: fc.constantFrom(0.25, 1, 4),
    });
    fc.assert(
      fc.property(rows, moves, (distances, { x, y, scale }) => {
        const plan = distances.map((row) => {
          let end = 0;
          return row.map((distance) => {
            end += distance;
            return at(end);
          });
        });
        const moved = plan.map((row) => row.map((seat) => at(seat.x * scale + x, seat.y * scale + y)));
        expect(segmentsOf(moved)).toEqual(segmentsOf(plan));
        const reversed = plan.map((row) => row.toReversed());
        const mirrored = segmentsOf(reversed).map((row, index) =>
          row.map((seats) => seats.map((seat) => plan[index]!.length - 1 - seat)),
        );
        expect(mirrored).toEqual(segmentsOf(plan));
      }),
    );
  });
});
