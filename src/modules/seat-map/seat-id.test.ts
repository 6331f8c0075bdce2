import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { globalSeatId, MAX_SEAT_ID, parseGlobalSeatId, planSeatIds } from './seat-id.ts';

const showId = newId('show');

describe("a seat's global id", () => {
  it('says which show and which seat, whatever the plan calls the seat', () => {
    for (const seatId of ['A-1', '_', 'seat_1', 'a b/ü', 'x'.repeat(200)]) {
      const id = globalSeatId(showId, seatId);
      expect(parseGlobalSeatId(id)).toEqual({ showId, seatId });
      expect(id.length).toBeLessThanOrEqual(MAX_SEAT_ID);
    }
  });

  it.each(['A-1', 'seat_', 'seat_A-1', `${globalSeatId(showId, '')}`, `seat_${'!'.repeat(26)}_A`, showId])(
    'is not %j',
    (text) => {
      expect(parseGlobalSeatId(text)).toBeNull();
    },
  );
});

describe('seats given by either id', () => {
  it("become the plan's own", () => {
    const given = [globalSeatId(showId, 'A-1'), 'A-2', 'seat_3'];
    expect(planSeatIds(showId, given)).toEqual(['A-1', 'A-2', 'seat_3']);
  });

  it('stay what they are when they are of another show', () => {
    const other = globalSeatId(newId('show'), 'A-1');
    expect(planSeatIds(showId, [other])).toEqual([other]);
  });

  it('are handed on as they are when none is global', () => {
    const given = ['A-1', 'A-2'];
    expect(planSeatIds(showId, given)).toBe(given);
  });
});
