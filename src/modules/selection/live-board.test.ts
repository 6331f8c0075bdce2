import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { planModel } from '../../../test/fixtures/plan-model.ts';
import { ShowFeed } from '../live-map/show-feed.ts';
import { LiveBoard } from './live-board.ts';
import { layoutOf } from './seat-layout.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function openBoard() {
  const feed = new ShowFeed({ version: 5, unavailable: [{ seatId: '1-1', state: 'BOOKED' }] });
  const live = new LiveBoard(layoutOf(planModel([4])), feed);
  live.catchUp();
  return { feed, live };
}

const freeOf = ({ board }: LiveBoard) => [...board.free].join('');

describe('the board of a live show', () => {
  it('has free what the feed says, change by change', () => {
    const { feed, live } = openBoard();
    expect(freeOf(live)).toBe('0111');
    feed.apply(6, [{ seatId: '1-2', state: 'LOCKED' }]);
    feed.apply(7, [{ seatId: '1-1', state: 'AVAILABLE' }]);
    live.catchUp();
    expect(freeOf(live)).toBe('1011');
    expect(live.version).toBe(7);
  });

  it('is made anew when the feed has jumped to a newer image', () => {
    const { feed, live } = openBoard();
    feed.jumpTo({ version: 50, unavailable: [{ seatId: '1-4', state: 'BLOCKED' }] });
    live.catchUp();
    expect(freeOf(live)).toBe('1110');
  });

  it('keeps what a request has claimed from the others, until the feed tells of it', () => {
    const { feed, live } = openBoard();
    live.claim([1, 2]);
    expect(freeOf(live)).toBe('0001');
    expect(live.withAside(() => freeOf(live))).toBe('0111');
    live.held([1, 2]);
    feed.apply(6, [
      { seatId: '1-2', state: 'LOCKED' },
      { seatId: '1-3', state: 'LOCKED' },
    ]);
    feed.apply(7, [{ seatId: '1-3', state: 'AVAILABLE' }]);
    live.catchUp();
    expect(freeOf(live)).toBe('0011');
    expect(live.withAside(() => freeOf(live))).toBe('0011');
  });

  it('leaves refused seats aside for a while, and gives the others back', () => {
    const { live } = openBoard();
    live.claim([1, 2]);
    live.released([1, 2], new Set([2]));
    expect(freeOf(live)).toBe('0101');
    vi.advanceTimersByTime(2_000);
    live.catchUp();
    expect(freeOf(live)).toBe('0111');
  });

  it('draws from more choices while others are quicker, and from fewer again afterwards', () => {
    const { live } = openBoard();
    expect(live.choices).toBe(1);
    live.claim([1]);
    live.released([1], new Set([1]));
    const widened = live.choices;
    expect(widened).toBeGreaterThan(1);
    for (let held = 0; held < 200; held += 1) live.held([]);
    expect(live.choices).toBe(1);
  });

  it('keeps to a lane of the hall for a while once others were quicker again and again, and leaves one in which others are', () => {
    const { live } = openBoard();
    expect(live.lane).toBeNull();
    live.released([1], new Set([1]), null);
    // Somebody was quicker once: that is no rush.
    vi.advanceTimersByTime(1_001);
    live.released([1], new Set([1]), null);
    expect(live.lane).toBeNull();
    live.released([1], new Set([1]), null);
    const { lane, atATime } = live;
    expect(lane).not.toBeNull();
    // Chosen before it kept to the lane.
    live.released([2], new Set([2]), null);
    expect(live.lane).toBe(lane);
    live.held([]);
    expect(live.atATime).toBe(atATime + 1);
    live.released([3], new Set([3]), lane);
    expect(live.lane).not.toBe(lane);
    expect(live.atATime).toBe(atATime);
    vi.advanceTimersByTime(10_000);
    expect(live.lane).toBeNull();
  });

  it('takes an image that is newer than the feed, and no older one', () => {
    const { feed, live } = openBoard();
    live.readImage({ version: 9, unavailable: [{ seatId: '1-2', state: 'LOCKED' }] });
    expect(freeOf(live)).toBe('1011');
    live.readImage({ version: 8, unavailable: [] });
    feed.apply(6, [{ seatId: '1-2', state: 'AVAILABLE' }]);
    live.catchUp();
    expect(freeOf(live)).toBe('1011');
  });
});
