import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeatChange } from '../inventory/seat-state.ts';
import { SeatMapTopic } from './seat-map-topic.ts';
import { SeatMapTopics } from './seat-map-topics.ts';
import { ShowFeed } from './show-feed.ts';

const NOTHING = { had: null, seen: 0 };
const seats = (count: number): SeatChange[] =>
  Array.from({ length: count }, (_, index) => ({ seatId: `s${index}`, state: 'LOCKED' }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a seat map topic', () => {
  it('takes a light snapshot anew after each change', () => {
    const feed = new ShowFeed({ version: 1, unavailable: seats(10) });
    const topic = new SeatMapTopic({ showId: 'show_1', zonesTag: null }, feed, null);
    const first = topic.read(NOTHING);
    expect(topic.read(NOTHING)).toEqual(first);
    feed.apply(2, [{ seatId: 'x', state: 'LOCKED' }]);
    expect(topic.read(NOTHING)).toMatchObject({ event: { kind: 'snapshot', version: 2 }, seen: 2 });
  });

  it('hands out a heavy one for a second, for as long as what follows it is known', async () => {
    const feed = new ShowFeed({ version: 1, unavailable: seats(5_000) });
    const topic = new SeatMapTopic({ showId: 'show_1', zonesTag: null }, feed, null);
    const first = await topic.read(NOTHING);
    feed.apply(2, [{ seatId: 'x', state: 'LOCKED' }]);
    const again = await topic.read(NOTHING);
    expect(again.event).toBe(first.event);
    expect(await topic.read({ had: 1, seen: again.seen })).toMatchObject({ event: { previousVersion: 1, version: 2 } });
    vi.advanceTimersByTime(1_001);
    expect(await topic.read(NOTHING)).toMatchObject({ event: { version: 2 } });
    feed.jumpTo({ version: 9, unavailable: seats(5_000) });
    expect(await topic.read(NOTHING)).toMatchObject({ event: { version: 9 } });
  });

  it('is one for each choice of zones, for as long as someone follows it', () => {
    const topics = new SeatMapTopics('show_1', new ShowFeed({ version: 1, unavailable: [] }), () => 'cursor');
    let released = 0;
    const claim = (...zones: string[]) =>
      topics.claim(
        { zones, filter: { hasSeat: () => true, hasArea: () => true } },
        {
          release() {
            released += 1;
          },
        },
      );
    const [one, two, other] = [claim('A', 'B'), claim('B', 'A', 'B'), claim('A')];
    expect(two.topic).toBe(one.topic);
    expect(other.topic).not.toBe(one.topic);
    one.release();
    expect(claim('A', 'B').topic).toBe(two.topic);
    expect(released).toBe(1);
  });
});
