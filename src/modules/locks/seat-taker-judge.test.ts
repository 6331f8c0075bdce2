import { beforeEach, describe, expect, it } from 'vitest';
import { expiresAt, locked, SeatTakerParts, TTL_MS, wanted } from '../../../test/kit/product/seat-taker-parts.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import type { Held } from '../inventory/holds.ts';
import { SeatsChangedError, type SeenSeats } from '../inventory/seen-seats.ts';
import { OrphanSeatsError } from './locks.errors.ts';

let parts: SeatTakerParts;
beforeEach(() => {
  parts = new SeatTakerParts();
});

describe('taking seats that are judged by those beside them', () => {
  const refusal = { showId: 'show_1', lockId: null, seatIds: wanted.seatIds, heldIds: [], orphanIds: ['A-3'] };
  const changed = async (): Promise<Held | null> => {
    throw new SeatsChangedError();
  };
  const recordedNow = async () => ({ event: locked, expiresAt });

  /** What is seen at each look; then the rule refuses. */
  function judgeOf(looks: SeenSeats[]) {
    return {
      async look() {
        parts.calls.push('judge');
        const seen = looks.shift();
        if (!seen) throw new OrphanSeatsError(refusal);
        return seen;
      },
      write: <T>(work: () => Promise<T>) => work(),
    };
  }
  const seenWith = (...taken: string[]) => {
    const seatIds = ['A-1', 'A-2', 'A-3'];
    return { buyerId: 'guest_1', seatIds, taken, own: [], excused: [] };
  };

  it('is judged before the store is asked, and written with what was seen', async () => {
    await parts.taker.take({ ...wanted, judge: judgeOf([seenWith()]) });
    expect(parts.calls).toEqual(['judge', 'acquire', 'record', 'apply seat.locked 3 A-1,A-2']);
    expect(parts.recorded[0]).toMatchObject({ seen: seenWith() });
  });

  it('is refused before anything is taken', async () => {
    await expect(parts.taker.take({ ...wanted, judge: judgeOf([]) })).rejects.toThrow(OrphanSeatsError);
    expect(parts.calls).toEqual(['judge']);
  });

  it('is judged again, its seats still held in the store, where those beside were taken meanwhile', async () => {
    parts.writes = [changed, recordedNow];
    await parts.taker.take({ ...wanted, judge: judgeOf([seenWith(), seenWith('A-3')]) });
    expect(parts.calls).toEqual(['judge', 'acquire', 'record', 'judge', 'record', 'apply seat.locked 3 A-1,A-2']);
    expect(parts.recorded[1]).toMatchObject({ seen: seenWith('A-3') });
  });

  it('gives the seats back to the store when it is refused then, be it a new lock or more seats for one', async () => {
    parts.writes = [changed];
    await expect(parts.taker.take({ ...wanted, judge: judgeOf([seenWith()]) })).rejects.toThrow(OrphanSeatsError);
    expect(parts.calls).toEqual(['judge', 'acquire', 'record', 'judge', 'release lock_1 A-1,A-2']);
    parts.calls = [];
    const more = { ttl_ms: TTL_MS, givenBack: 0 };
    const added = parts.taker.takeMore({ ...wanted, judge: judgeOf([seenWith()]) }, more, changed);
    await expect(added).rejects.toThrow(OrphanSeatsError);
    expect(parts.calls).toEqual(['judge', 'acquire', 'judge', 'release lock_1 A-1,A-2']);
  });

  it('gives up, and the seats back, when those beside change all the time', async () => {
    parts.writes = [changed];
    const looks = Array.from({ length: 100 }, () => seenWith());
    await expect(parts.taker.take({ ...wanted, judge: judgeOf(looks) })).rejects.toThrow(ServiceUnavailableError);
    expect(parts.calls.filter((call) => call === 'judge')).toHaveLength(10);
    expect(parts.calls.at(-1)).toBe('release lock_1 A-1,A-2');
  });
});
