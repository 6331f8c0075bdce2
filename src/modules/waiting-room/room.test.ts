import { describe, expect, it } from 'vitest';
import { drawAt, estimatedSeconds, roomStatus } from './room.ts';
import { countBelow } from './room-queue.ts';

const at = (time: string) => new Date(`2030-05-01T${time}:00Z`);
const ROOM = { enabled: true, isOver: false, opensAt: at('09:30'), drawnAt: null, waiting: 5 };

describe('the status of a room', () => {
  it.each([
    ['before it opens', {}, '09:29', 'BEFORE'],
    ['from then on', {}, '09:30', 'GATHERING'],
    ['while the draw is late', {}, '10:01', 'GATHERING'],
    ['after the draw', { drawnAt: at('10:00') }, '10:01', 'QUEUEING'],
    ['when nobody waits', { drawnAt: at('10:00'), waiting: 0 }, '10:05', 'OPEN'],
    ['once sales are over', { drawnAt: at('10:00'), isOver: true }, '20:00', 'ENDED'],
    ['when they are over before it opens', { isOver: true }, '09:00', 'ENDED'],
    ['when it is turned off', { enabled: false }, '10:00', 'ENDED'],
  ] as const)('%s', (_when, change, time, status) => {
    expect(roomStatus({ ...ROOM, ...change, now: at(time) })).toBe(status);
  });
});

describe('a room', () => {
  it('draws as sales start, or as it opens where that is later', () => {
    expect(drawAt(ROOM, { salesStartAt: at('10:00') })).toEqual(at('10:00'));
    expect(drawAt({ opensAt: at('11:00') }, { salesStartAt: at('10:00') })).toEqual(at('11:00'));
    expect(drawAt(ROOM, { salesStartAt: null })).toEqual(at('09:30'));
  });

  it('estimates by the pace while there is room, and by what comes free when there is none', () => {
    expect(estimatedSeconds(600, { perMinute: 300, maxActive: 100, active: 50, rate: 7 })).toBe(120);
    expect(estimatedSeconds(600, { perMinute: 300, maxActive: 100, active: 100, rate: 60 })).toBe(600);
    expect(estimatedSeconds(600, { perMinute: 300, maxActive: 100, active: 100, rate: 0 })).toBeNull();
  });

  it('counts who left before', () => {
    expect([0, 3, 4, 8, 9, 20].map((limit) => countBelow([3, 3, 8], limit))).toEqual([0, 0, 2, 2, 3, 3]);
    expect(countBelow([], 5)).toBe(0);
  });
});
