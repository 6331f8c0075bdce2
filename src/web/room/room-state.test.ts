import { describe, expect, it } from 'vitest';
import type { Room, RoomEntry } from '../api/box-office-types.ts';
import { roomStep, standingOf } from './room-state.ts';

const OPENS_AT = '2026-11-30T09:30:00.000Z';
const opensAt_ms = Date.parse(OPENS_AT);

const ROOM: Room = {
  status: 'GATHERING',
  opensAt: OPENS_AT,
  drawAt: '2026-11-30T10:00:00.000Z',
  drawnAt: null,
  waiting: 1,
  calledPlace: 0,
  seedHash: '00',
};
const ENTRY: RoomEntry = {
  id: 'waitingentry_1',
  entryStatus: 'WAITING',
  place: null,
  position: null,
  estimatedSeconds: null,
  admittedUntil: null,
  endReason: null,
};

describe('roomStep', () => {
  it.each([
    [null, null, 0, null],
    [{ ...ROOM, status: 'ENDED' as const }, ENTRY, 0, null],
    [ROOM, null, -1, 'before'],
    [ROOM, null, 0, 'open'],
    [ROOM, ENTRY, 0, 'gathering'],
    [ROOM, { ...ENTRY, place: 7 }, 0, 'waiting'],
    [ROOM, { ...ENTRY, place: 7, entryStatus: 'ADMITTED' as const }, 0, 'admitted'],
    [ROOM, { ...ENTRY, place: 7, entryStatus: 'ENDED' as const }, 0, 'open'],
  ] as const)('of %o with %o, %i ms after it opens: %s', (room, entry, after_ms, step) => {
    expect(roomStep(room, entry, opensAt_ms + after_ms)).toBe(step);
  });
});

describe('standingOf', () => {
  const waits = { ...ENTRY, place: 1_000, position: 600, estimatedSeconds: 300 };

  it('is what the entry was told last', () => {
    expect(standingOf({ ...ROOM, calledPlace: 300 }, waits)).toEqual({ position: 600, seconds: 300 });
  });

  it('comes down with the places that are called, and the time with it', () => {
    expect(standingOf({ ...ROOM, calledPlace: 800 }, waits)).toEqual({ position: 200, seconds: 100 });
  });

  it('is never less than one, and says nothing of a time that is not known', () => {
    expect(standingOf({ ...ROOM, calledPlace: 1_000 }, { ...waits, estimatedSeconds: null })).toEqual({
      position: 1,
      seconds: null,
    });
  });

  it('is none before the draw, after the admission, and without a room', () => {
    expect(standingOf(ROOM, ENTRY)).toBeNull();
    expect(standingOf(ROOM, { ...waits, entryStatus: 'ADMITTED' })).toBeNull();
    expect(standingOf(null, waits)).toBeNull();
  });
});
