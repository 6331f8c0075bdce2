import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { changedSeats, checkLockSeats } from './lock-input.ts';

const showId = newId('show');

/** What is wrong, as `path: message`; nothing when nothing is. */
function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

describe('the seats of a new lock', () => {
  const problems = (seatIds: string[], id = showId) => problemsOf(() => checkLockSeats({ showId: id, seatIds }, 3));

  it.each([[['A-1']], [['A-1', 'A-2', 'A-3']], [['Ränge 1 – 2']], [['x'.repeat(200)]]])('may be %j', (seatIds) => {
    expect(problems(seatIds)).toEqual([]);
  });

  it('are one at least, and no more than a lock may hold', () => {
    expect(problems([])).toEqual(['input.seatIds: must name at least one seat, or areas some places']);
    // Only that: nobody reads a list of a million seats.
    expect(problems(['', '', '', ''])).toEqual(['input.seatIds: must name at most 3 seats, not 4']);
  });

  it('may be places of areas instead, or beside, and count with these', () => {
    const areas = (quantity: number, more = {}) => [{ areaId: 'front', quantity, ...more }];
    const problemsWith = (seatIds: string[], chosen: ReturnType<typeof areas>) =>
      problemsOf(() => checkLockSeats({ showId, seatIds, areas: chosen }, 3));
    expect(problemsWith([], areas(3))).toEqual([]);
    expect(problemsWith(['A-1'], areas(2, { ticketTypeId: newId('tickettype') }))).toEqual([]);
    expect(problemsWith(['A-1'], areas(3))).toEqual([
      'input.areas: a lock holds at most 3 seats and places, this would be 4',
    ]);
    // That none are asked for is told by `heldAreas`, at the area.
    expect(problemsWith([], areas(0))).toEqual([]);
    expect(problemsWith([], [...areas(1, { areaId: 'A\u0000' }), ...areas(1, { ticketTypeId: 'child' })])).toEqual([
      'input.areas.0.areaId: is not an area id',
      'input.areas.1.ticketTypeId: is not a ticket type of this show',
    ]);
  });

  it.each(['', 'x'.repeat(201), 'A\u0000', 'A\n1'])('are not called %j', (seatId) => {
    expect(problems(['A-1', seatId])).toEqual(['input.seatIds.1: is not a seat id']);
  });

  it('are named once, and every problem is told', () => {
    expect(problems(['A-1', '', 'A-1'], 'lock_1')).toEqual([
      'input.showId: is not a show id',
      'input.seatIds.1: is not a seat id',
      'input.seatIds.2: "A-1" is listed twice',
    ]);
  });
});

describe('seats with very long ids', () => {
  const long = (count: number) => Array.from({ length: count }, (_, index) => `${'席'.repeat(195)}${10_000 + index}`);

  it('are as many of a lock as one event can tell of', () => {
    const problems = (seatIds: string[]) => problemsOf(() => checkLockSeats({ showId, seatIds }, 5_000));
    const told = "input.seatIds: the ids of a lock's seats may have 240 kB together: take several locks";
    expect(problems(long(414))).toEqual([]);
    expect(problems(long(415))).toEqual([told]);
    expect(problems(Array.from({ length: 5_000 }, (_, index) => `${crypto.randomUUID()}${index}`))).toEqual([]);
  });

  it('are not added beyond that', () => {
    const [first, ...others] = long(415) as [string, ...string[]];
    const change = { seatIds: others, addSeatIds: [first], removeSeatIds: [] };
    expect(problemsOf(() => changedSeats(change, 5_000))).toEqual([
      "input.addSeatIds: the ids of a lock's seats may have 240 kB together: take several locks",
    ]);
  });
});

describe('the seats of a changed lock', () => {
  const seatIds = ['A-1', 'A-2'];
  const change = (addSeatIds: string[], removeSeatIds: string[]) =>
    changedSeats({ seatIds, addSeatIds, removeSeatIds }, 3);
  const problems = (addSeatIds: string[], removeSeatIds: string[]) =>
    problemsOf(() => change(addSeatIds, removeSeatIds));

  it('are those that stay, then those added', () => {
    expect(change(['A-3'], [])).toEqual(['A-1', 'A-2', 'A-3']);
    expect(change([], ['A-1'])).toEqual(['A-2']);
    expect(change(['B-2', 'B-1'], ['A-1', 'A-2'])).toEqual(['B-2', 'B-1']);
    expect(change(['B-1', 'B-2'], ['A-1'])).toEqual(['A-2', 'B-1', 'B-2']);
  });

  it('change', () => {
    expect(problems([], [])).toEqual(['input: must name seats to add or to remove, or their ticket types']);
  });

  it('never are none', () => {
    expect(problems([], ['A-1', 'A-2'])).toEqual([
      'input.removeSeatIds: must leave a seat in the lock: releaseLock gives it back',
    ]);
  });

  it('are no more than a lock may hold', () => {
    expect(problems(['B-1', 'B-2'], [])).toEqual(['input.addSeatIds: a lock holds at most 3 seats, this would be 4']);
  });

  it('stay as many as they are where the limit was lowered, which a refusal tells', () => {
    const most = (changes: { addSeatIds?: string[]; removeSeatIds?: string[]; places?: number }) =>
      problemsOf(() =>
        changedSeats(
          { seatIds, addSeatIds: [], removeSeatIds: [], hadPlaces: 1, places: 1, setsPlaces: true, ...changes },
          1,
        ),
      );
    expect(most({})).toEqual([]);
    expect(most({ addSeatIds: ['B-1'], removeSeatIds: ['A-1'] })).toEqual([]);
    expect(most({ removeSeatIds: ['A-1'] })).toEqual([]);
    expect(most({ addSeatIds: ['B-1', 'B-2'] })).toEqual([
      'input.addSeatIds: a lock holds at most 1 seats, this would be 4',
    ]);
    expect(most({ places: 2 })).toEqual(['input.setAreas: a lock holds at most 1 seats and places, this would be 4']);
  });

  it('are added where they are not, removed where they are, and named once', () => {
    expect(problems(['A-2'], ['B-1'])).toEqual([
      'input.addSeatIds.0: "A-2" is in the lock already',
      'input.removeSeatIds.0: "B-1" is not in the lock',
    ]);
    expect(problems(['B-1', 'B-1'], ['A-1', 'A-1'])).toEqual([
      'input.addSeatIds.1: "B-1" is listed twice',
      'input.removeSeatIds.1: "A-1" is listed twice',
    ]);
  });
});
