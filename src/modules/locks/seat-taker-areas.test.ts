import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { acquired, SeatTakerParts, TTL_MS, wanted } from '../../../test/kit/product/seat-taker-parts.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';

let parts: SeatTakerParts;
beforeEach(() => {
  parts = new SeatTakerParts();
});

describe('taking other places of areas for a lock', () => {
  const full = Object.assign(new pg.DatabaseError('no places', 0, 'error'), {
    code: '23514',
    constraint: 'area_states_capacity',
  });
  const origin = { address: '192.0.2.1', maxSeats: 9, seat_ms: 1_000, budget_ms: 60_000, lasts_ms: TTL_MS };
  const area = (areaId: string, quantity: number) => ({ areaId, quantity, ticketTypeId: null });
  const places = (after: ReturnType<typeof area>[]) => {
    return { ...wanted, seatIds: [], areas: after, hadAreas: [area('front', 2)], origin };
  };
  const terms = { ttl_ms: TTL_MS, givenBack: 0 };

  it('tells the store how many it has, and gives the address back what more of them cost', async () => {
    const same = places([area('side', 2)]);
    expect(await parts.taker.takeMore(same, terms, async () => null)).toBeNull();
    expect(parts.acquires[0]).toMatchObject({ areas: [{ areaId: 'side', quantity: 2, more: 2 }], hadPlaces: 2 });
    // The entry of its places is that of those it has: only what was claimed is released.
    expect(parts.releases).toEqual([{ showId: 'show_1', lockId: 'lock_1', seatIds: [], claimedOf: ['side'] }]);
    expect(parts.calls).toEqual(['acquire', 'release lock_1 ']);
    parts.calls = [];
    await parts.taker.takeMore(places([area('side', 5)]), terms, async () => null);
    expect(parts.calls).toEqual(['acquire', 'release lock_1 ', 'give back 3000 ms to 192.0.2.1']);
    parts.calls = [];
    await parts.taker.takeMore(places([area('side', 1)]), terms, async () => null);
    expect(parts.calls).toEqual(['acquire', 'release lock_1 ']);
  });

  it('has the map made anew when the store gives them once more that PostgreSQL has not, and not before', async () => {
    const refuse = () => Promise.reject(full);
    await expect(parts.taker.takeMore(places([area('side', 2)]), terms, refuse)).rejects.toThrow(SeatsUnavailableError);
    expect(parts.calls).toEqual(['acquire', 'release lock_1 ', 'acquire', 'release lock_1 ', 'drop map']);
    parts.calls = [];
    parts.outcomes = [acquired, { outcome: 'REFUSED', conflicts: [], shortAreas: [{ areaId: 'side', available: 1 }] }];
    await expect(parts.taker.takeMore(places([area('side', 2)]), terms, refuse)).rejects.toMatchObject({
      shortAreas: [{ areaId: 'side', available: 1 }],
    });
    expect(parts.calls).toEqual(['acquire', 'release lock_1 ', 'acquire']);
  });

  it('has fewer counted for the address in place of those before, and gives back what they are fewer', async () => {
    const lock = { id: 'lock_1', showId: 'show_1', ownerId: 'guest_1', remaining_ms: TTL_MS / 2 };
    const before = [area('front', 5)];
    parts.written = { status: 'ACTIVE', seatIds: [], areas: [area('front', 3)] };
    await parts.taker.replacePlaces({ lock: { ...lock, areas: before }, after: [area('front', 3)], origin });
    expect(parts.acquires).toMatchObject([{ areas: [{ quantity: 3, more: 0 }], hadPlaces: 5, origin }]);
    expect(parts.releases).toMatchObject([{ areas: [{ areaId: 'front', quantity: 5 }], claimedOf: [] }]);
    expect(parts.calls).toEqual(['acquire', 'release lock_1 ', 'give back 1000 ms to 192.0.2.1']);
    parts.calls = [];
    parts.written = { ...parts.written, areas: [area('front', 8)] };
    await parts.taker.replacePlaces({ lock: { ...lock, areas: before }, after: [area('front', 8)], origin });
    expect(parts.calls).toEqual(['acquire', 'release lock_1 ']);
  });

  it.each([
    ['has as many as before again', 'ACTIVE', [area('side', 5)]],
    ['is booked with more', 'CONFIRMED', [area('front', 9)]],
  ])(
    'has those counted that the lock has at last, where another change overtook it: it %s',
    async (_, status, areas) => {
      const lock = {
        id: 'lock_1',
        showId: 'show_1',
        ownerId: 'guest_1',
        remaining_ms: TTL_MS,
        areas: [area('front', 5)],
      };
      parts.written = { status, seatIds: [], areas };
      await parts.taker.replacePlaces({ lock, after: [area('front', 3)], origin });
      const { areaId, quantity } = areas[0]!;
      expect(parts.acquires[1]).toMatchObject({ areas: [{ areaId, quantity, more: 0 }], hadPlaces: quantity });
      expect(parts.releases[1]).toMatchObject({ areas: [{ areaId: 'front', quantity: 3 }], claimedOf: [] });
      expect(parts.acquires).toHaveLength(2);
    },
  );

  it('has nothing counted of a lock that ended meanwhile', async () => {
    const lock = {
      id: 'lock_1',
      showId: 'show_1',
      ownerId: 'guest_1',
      remaining_ms: TTL_MS,
      areas: [area('front', 5)],
    };
    parts.written = { status: 'RELEASED', seatIds: [], areas: lock.areas };
    await parts.taker.replacePlaces({ lock, after: [area('front', 3)], origin });
    expect(parts.acquires).toHaveLength(1);
    expect(parts.releases).toMatchObject([{ areas: [{ quantity: 5 }] }, { areas: [{ quantity: 3 }] }]);
  });

  it('leaves in the store what another change of the lock has got meanwhile', async () => {
    parts.written = { status: 'ACTIVE', seatIds: ['A-1'], areas: [area('front', 3)] };
    const both = { ...places([area('front', 3)]), seatIds: ['A-1', 'A-2'] };
    expect(await parts.taker.takeMore(both, terms, async () => null)).toBeNull();
    expect(parts.releases).toEqual([{ showId: 'show_1', lockId: 'lock_1', seatIds: ['A-2'], claimedOf: ['front'] }]);
    expect(parts.calls.at(-1)).toBe('give back 1000 ms to 192.0.2.1');
    // It has other places than these, or none any more.
    for (const written of [
      { ...parts.written, areas: [area('front', 4)] },
      { ...parts.written, status: 'RELEASED' },
    ]) {
      parts.written = written;
      await parts.taker.takeMore(both, terms, async () => null);
    }
    expect(parts.releases.slice(1)).toMatchObject([
      { seatIds: ['A-2'], areas: [{ areaId: 'front', quantity: 3 }] },
      { seatIds: ['A-1', 'A-2'], areas: [{ areaId: 'front', quantity: 3 }] },
    ]);
  });
});
