import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadTime_ms } from '../../../test/kit/product/processor-time.ts';
import type { SeatState } from './seat-map-event.ts';
import { SeatStateMap } from './seat-state-map.ts';

const SEATS = ['A', 'B', 'C', 'D', 'E', 'F'];
const change = fc.record({
  seatId: fc.constantFrom(...SEATS),
  state: fc.constantFrom<SeatState>('AVAILABLE', 'LOCKED', 'BOOKED', 'BLOCKED'),
});

/** Everything that can be read of it, in order of the seats. */
function readingOf(map: ReadonlyMap<string, SeatState>) {
  const told: [string, SeatState][] = [];
  map.forEach((state, seatId) => {
    told.push([seatId, state]);
  });
  const sorted = (entries: Iterable<[string, SeatState]>) => [...entries].sort(([a], [b]) => a.localeCompare(b));
  return {
    size: map.size,
    entries: sorted(map),
    told: sorted(told),
    keys: [...map.keys()].sort(),
    values: [...map.values()].sort(),
    has: SEATS.map((seatId) => map.has(seatId)),
    get: SEATS.map((seatId) => map.get(seatId)),
  };
}

describe('a map of seat states', () => {
  it('is at each version as a Map that is copied for each, whatever is read first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 60 }),
        fc.boolean(),
        (versions, isNewestFirst) => {
          let map = new SeatStateMap();
          const expected = new Map<string, SeatState>();
          const pairs = [{ map, expected: new Map(expected) }];
          for (const changes of versions) {
            const before = new Map(expected);
            for (const { seatId, state } of changes) {
              if (state === 'AVAILABLE') expected.delete(seatId);
              else expected.set(seatId, state);
            }
            const next = map.with(changes);
            const touched = new Set(changes.map(({ seatId }) => seatId));
            for (const seatId of touched) {
              if (before.get(seatId) !== expected.get(seatId)) expect(next.changed).toContain(seatId);
            }
            map = next.map;
            pairs.push({ map, expected: new Map(expected) });
          }
          // Reading a whole old map gives it entries of its own: its predecessors must find theirs all the same.
          if (isNewestFirst) pairs.reverse();
          for (const pair of pairs) {
            const gets = SEATS.map((seatId) => pair.map.get(seatId));
            expect(gets).toEqual(SEATS.map((seatId) => pair.expected.get(seatId)));
            expect(readingOf(pair.map)).toEqual(readingOf(pair.expected));
          }
        },
      ),
    );
  });

  it('is the same when nothing changes, and lists what does', () => {
    const { map } = new SeatStateMap().with([{ seatId: 'A', state: 'LOCKED' }]);
    expect(map.with([{ seatId: 'A', state: 'LOCKED' }])).toEqual({ map, changed: [] });
    expect(map.with([{ seatId: 'B', state: 'AVAILABLE' }]).map).toBe(map);
    const next = map.with([
      { seatId: 'A', state: 'BOOKED' },
      { seatId: 'B', state: 'LOCKED' },
    ]);
    expect(next.map).not.toBe(map);
    expect(next.changed).toEqual(['A', 'B']);
  });

  it('gives lists that no later change reaches', () => {
    const { map } = new SeatStateMap().with([
      { seatId: 'A', state: 'LOCKED' },
      { seatId: 'B', state: 'LOCKED' },
    ]);
    const seats = map.keys();
    expect(seats.next().value).toBe('A');
    map.with([
      { seatId: 'B', state: 'AVAILABLE' },
      { seatId: 'C', state: 'LOCKED' },
    ]);
    expect([...seats]).toEqual(['B']);
  });

  it('copies nothing for a change of one seat among 60,000: 50 a second leave frames alone', () => {
    const seats = Array.from({ length: 60_000 }, (_, index) => `Zone ${index % 40}-${index >> 6}-${index}`);
    let map = new SeatStateMap(new Map(seats.map((seatId) => [seatId, 'BOOKED'])));
    const changes = 2_000;
    const begin = threadTime_ms();
    for (let index = 0; index < changes; index += 1) {
      const seatId = seats[(index * 7_919) % seats.length]!;
      map = map.with([{ seatId, state: index % 2 === 0 ? 'LOCKED' : 'AVAILABLE' }]).map;
      map.get(seatId);
    }
    // A copy of the map takes milliseconds; on a busy machine a change takes some microseconds.
    expect((threadTime_ms() - begin) / changes).toBeLessThan(0.5);
  });
});
