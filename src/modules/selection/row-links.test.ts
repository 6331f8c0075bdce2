import { describe, expect, it } from 'vitest';
import { planModel } from '../../../test/fixtures/plan-model.ts';
import { threadTime_ms } from '../../../test/kit/product/processor-time.ts';
import { atOnce } from '../../platform/turns/slices.ts';
import type { PlanSeat, Point } from '../seating/seating-plan-model.ts';
import { linkRows } from './row-links.ts';

function seatsAt(rows: number, length: number, place: (seat: PlanSeat) => Point): PlanSeat[] {
  const { seats } = planModel(Array.from({ length: rows }, () => length));
  return seats.map((seat) => ({ ...seat, ...place(seat) }));
}

function time_ms(work: () => unknown): number {
  const before_ms = threadTime_ms();
  work();
  return threadTime_ms() - before_ms;
}

describe('the links between rows', () => {
  it.each([
    ['all seats are in one spot', () => ({ x: 0, y: 0 })],
    [
      'one seat is far away from all others',
      ({ id, x, y }: PlanSeat) => (id === '1-1' ? { x: -1e9, y: -1e9 } : { x, y }),
    ],
  ])('take no longer by much where %s', (_name, place) => {
    const hall = seatsAt(400, 50, ({ x, y }) => ({ x, y }));
    atOnce(linkRows(hall));
    const usual_ms = time_ms(() => atOnce(linkRows(hall)));
    const other = seatsAt(400, 50, place);
    // Each seat compared with each other takes some hundred times as long.
    expect(time_ms(() => atOnce(linkRows(other)))).toBeLessThan(60 * usual_ms);
  });

  it('are the same ones, however far off a seat stands that is in no row', () => {
    const hall = seatsAt(30, 30, ({ x, y }) => ({ x, y }));
    const usual = atOnce(linkRows(hall));
    for (const far of [-1e9, 1e9]) {
      const astray = { ...hall.at(-1)!, id: 'astray', segment: 30, place: 0, x: far, y: far };
      const links = atOnce(linkRows([...hall, astray]));
      expect(links.slice(0, -1)).toEqual(usual);
      expect(links.at(-1)).toEqual([]);
    }
  });
});
