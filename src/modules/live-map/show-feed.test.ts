import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeatChange, SeatMapImage, SeatState } from '../inventory/seat-state.ts';
import { type Delta, mergeSteps, ShowFeed } from './show-feed.ts';

const SEATS = ['a', 'b', 'c'];
const changes = fc.uniqueArray(
  fc.record({
    seatId: fc.constantFrom(...SEATS),
    state: fc.constantFrom<SeatState>('AVAILABLE', 'LOCKED', 'BOOKED', 'BLOCKED'),
  }),
  { minLength: 1, selector: ({ seatId }) => seatId },
);

type Step =
  | { kind: 'apply'; changes: SeatChange[] }
  /** A change is lost, the next is seen: the feed is to jump to the truth. */
  | { kind: 'lose'; changes: SeatChange[] }
  | { kind: 'repeat' }
  | { kind: 'read'; reader: number };

const READERS = 3;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: changes.map((list): Step => ({ kind: 'apply', changes: list })) },
  { weight: 1, arbitrary: changes.map((list): Step => ({ kind: 'lose', changes: list })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'repeat' }) },
  { weight: 4, arbitrary: fc.nat(READERS - 1).map((reader): Step => ({ kind: 'read', reader })) },
);

/** A map as a client keeps it: from a snapshot, then by deltas that fit. */
class Mirror {
  version = -1;
  states = new Map<string, SeatState>();

  read(feed: ShowFeed): void {
    const delta = this.version < 0 ? null : feed.since(this.version);
    if (delta) {
      expect(delta.previousVersion).toBe(this.version);
      expect(new Set(delta.changes.map(({ seatId }) => seatId)).size).toBe(delta.changes.length);
      this.put(delta.changes);
      this.version = delta.version;
    } else if (feed.version > this.version) {
      const image = feed.image();
      this.states.clear();
      this.put(image.unavailable);
      this.version = image.version;
    }
  }

  put(list: readonly SeatChange[]): void {
    for (const { seatId, state } of list) {
      if (state === 'AVAILABLE') this.states.delete(seatId);
      else this.states.set(seatId, state);
    }
  }

  image(): SeatMapImage {
    return {
      version: this.version,
      unavailable: sorted([...this.states].map(([seatId, state]) => ({ seatId, state }))),
    };
  }
}

const sorted = (list: SeatChange[]) => list.toSorted((a, b) => (a.seatId < b.seatId ? -1 : 1));
const imageOf = (feed: ShowFeed) => ({ version: feed.version, unavailable: sorted(feed.image().unavailable) });

describe('a show feed', () => {
  it('lets readers at any pace arrive at the truth, whatever is lost and repeated', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const truth = new Mirror();
        truth.version = 0;
        const feed = new ShowFeed({ version: 0, unavailable: [] });
        const readers = Array.from({ length: READERS }, () => new Mirror());
        let last: SeatChange[] = [];
        const commit = (list: SeatChange[]) => {
          truth.put(list);
          truth.version += 1;
          last = list;
        };
        for (const taken of steps) {
          switch (taken.kind) {
            case 'apply':
              commit(taken.changes);
              expect(feed.apply(truth.version, taken.changes)).toBe(true);
              break;
            case 'lose':
              commit(taken.changes);
              commit(taken.changes);
              expect(feed.apply(truth.version, taken.changes)).toBe(false);
              expect(feed.version).toBe(truth.version - 2);
              feed.jumpTo(truth.image());
              break;
            case 'repeat':
              expect(feed.apply(truth.version, last)).toBe(true);
              feed.jumpTo({ version: truth.version - 1, unavailable: [] });
              break;
            case 'read':
              readers[taken.reader]!.read(feed);
          }
          expect(imageOf(feed)).toEqual(truth.image());
        }
        for (const reader of readers) {
          reader.read(feed);
          expect(reader.image()).toEqual(truth.image());
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a thousand versions, and more while they are small; whoever is further behind gets none', () => {
    const feed = new ShowFeed({ version: 7, unavailable: [] });
    const seats = Array.from({ length: 100 }, (_, index): SeatChange => ({ seatId: `s${index}`, state: 'LOCKED' }));
    for (let version = 8; version <= 507; version += 1) feed.apply(version, seats);
    expect(feed.since(7)).toMatchObject({ previousVersion: 7, version: 507, changes: seats });
    for (let version = 508; version <= 1_007; version += 1) feed.apply(version, seats);
    expect(feed.since(7)).toMatchObject({ version: 1_007 });
    // Within the thousand each is kept, however large it is.
    feed.apply(1_008, [{ seatId: 's0', state: 'AVAILABLE' }]);
    expect(feed.since(7)).toBeNull();
    expect(feed.since(8)).toMatchObject({ previousVersion: 8, version: 1_008 });
    for (let version = 1_009; version <= 3_000; version += 1) feed.apply(version, []);
    expect(feed.since(2_000)).toMatchObject({ version: 3_000, changes: [] });
    expect(feed.since(1_500)).toMatchObject({ version: 3_000 });
  });

  it('looks back once for all who ask, right up to what it has itself', async () => {
    const asked: [number, number][] = [];
    const answer = Promise.withResolvers<(readonly SeatChange[])[]>();
    const feed = new ShowFeed({ version: 9, unavailable: [] }, (version, count) => {
      asked.push([version, count]);
      return answer.promise;
    });
    feed.apply(10, [{ seatId: 'c', state: 'BOOKED' }]);
    const looking = [feed.recallSince(7), feed.recallSince(8), feed.recallSince(6), feed.recallSince(9)];
    feed.apply(11, [{ seatId: 'd', state: 'LOCKED' }]);
    answer.resolve([[{ seatId: 'a', state: 'LOCKED' }], [{ seatId: 'b', state: 'LOCKED' }]]);
    const [seven, eight, six, nine] = await Promise.all(looking);
    const seats = (delta: Delta | null | undefined) => delta?.changes.map(({ seatId }) => seatId);
    expect([seats(seven), seats(eight), six]).toEqual([['a', 'b', 'c', 'd'], ['b', 'c', 'd'], null]);
    expect(seats(nine)).toEqual(['c']);
    expect(await feed.recallSince(7)).toMatchObject({ previousVersion: 7, version: 11 });
    expect(asked).toEqual([[9, 1_000]]);
  });

  it('does not look back for what is too far, and again where it could not', async () => {
    let isAway = true;
    const feed = new ShowFeed({ version: 2_000, unavailable: [] }, async () => {
      if (isAway) throw new Error('away');
      return [[{ seatId: 'a', state: 'LOCKED' }]];
    });
    expect(await feed.recallSince(999)).toBeNull();
    await expect(feed.recallSince(1_999)).rejects.toThrow('away');
    isAway = false;
    expect(await feed.recallSince(1_999)).toMatchObject({
      version: 2_000,
      changes: [{ seatId: 'a', state: 'LOCKED' }],
    });
  });

  it('does not put what it looked for before a history that has jumped meanwhile', async () => {
    const answer = Promise.withResolvers<(readonly SeatChange[])[]>();
    const feed = new ShowFeed({ version: 5, unavailable: [] }, () => answer.promise);
    const looking = feed.recallSince(4);
    feed.jumpTo({ version: 8, unavailable: [] });
    answer.resolve([[{ seatId: 'a', state: 'LOCKED' }]]);
    expect(await looking).toBeNull();
    expect(feed.has(7)).toBe(false);
  });

  it('has no delta for a reader that is up to date, or ahead', () => {
    const feed = new ShowFeed({ version: 3, unavailable: [] });
    expect([feed.since(3), feed.since(4)]).toEqual([null, null]);
  });

  it('tells of every change, of nothing else, and nobody who has left', () => {
    const feed = new ShowFeed({ version: 0, unavailable: [] });
    let heard = 0;
    const stop = feed.onChange(() => {
      heard += 1;
    });
    feed.apply(1, []);
    feed.apply(1, []);
    feed.apply(3, []);
    feed.jumpTo({ version: 1, unavailable: [] });
    expect(heard).toBe(1);
    feed.jumpTo({ version: 3, unavailable: [] });
    expect(heard).toBe(2);
    stop();
    feed.apply(4, []);
    expect(heard).toBe(2);
  });

  it('has how areas stand, in images and in deltas, each as it was last', () => {
    const area = (areaId: string, available: number) => ({ areaId, available, held: 10 - available, booked: 0 });
    const feed = new ShowFeed({ version: 1, unavailable: [], areas: [area('front', 10), area('back', 10)] });
    feed.apply(2, [{ seatId: 'a', state: 'LOCKED' }, area('front', 8)]);
    feed.apply(3, [area('front', 7)]);
    expect(feed.since(1)).toEqual({
      previousVersion: 1,
      version: 3,
      changes: [{ seatId: 'a', state: 'LOCKED' }],
      areas: [area('front', 7)],
    });
    expect(feed.image()).toMatchObject({ areas: [area('front', 7), area('back', 10)] });
    feed.jumpTo({ version: 9, unavailable: [], areas: [area('front', 1), area('back', 2)] });
    expect(feed.image()).toEqual({ version: 9, unavailable: [], areas: [area('front', 1), area('back', 2)] });
  });

  it('merges changes to each seat’s last state', () => {
    fc.assert(
      fc.property(fc.array(changes, { minLength: 1, maxLength: 6 }), (lists) => {
        const [merged, one] = [new Mirror(), new Mirror()];
        for (const list of lists) one.put(list);
        merged.put(mergeSteps(lists).changes);
        expect(merged.image()).toEqual(one.image());
      }),
    );
  });
});
