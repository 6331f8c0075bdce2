import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeatMap } from '../../packages/client/src/seat-map.ts';
import { untilMap } from '../kit/basics/until.ts';
import { lockSeats, queriedImage } from '../kit/callers/buyer.ts';
import { ReleaseLock } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

describe('the seat map client, on the real app', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const connect = (options: { zones?: string[]; showId?: string } = {}) => {
    const map = createSeatMap({
      url: `${app.url}/graphql`,
      showId: app.demoShowId,
      retry: { first_ms: 20 },
      ...options,
    });
    map.connect();
    return map;
  };

  it('has the map that the query has, and follows locks and releases', async () => {
    const guest = await app.guest();
    await lockSeats(guest, app.demoShowId, ['A-1-1']);
    const map = connect();
    try {
      await untilMap(map, () => map.status === 'live');
      expect(map.seatState('A-1-1')).toBe('LOCKED');
      const lock = await lockSeats(guest, app.demoShowId, ['A-1-2', 'A-1-3']);
      await untilMap(map, () => map.seatState('A-1-3') === 'LOCKED');
      expect(map.seatState('A-1-2')).toBe('LOCKED');
      await guest.data(ReleaseLock, { input: { lockId: lock.id } });
      await untilMap(map, () => map.seatState('A-1-2') === 'AVAILABLE');
      const { version, unavailable } = await queriedImage(app.client(), app.demoShowId);
      expect(map.getState().version).toBe(version);
      expect([...map.getState().unavailable].sort()).toEqual([...unavailable].sort());
    } finally {
      map.close();
    }
  });

  it('hears of its zones only', async () => {
    const map = connect({ zones: ['Block F'] });
    try {
      await untilMap(map, () => map.status === 'live');
      const guest = await app.guest();
      await lockSeats(guest, app.demoShowId, ['E-14-1']);
      await lockSeats(guest, app.demoShowId, ['F-14-1']);
      await untilMap(map, () => map.seatState('F-14-1') === 'LOCKED');
      expect(map.seatState('E-14-1')).toBe('AVAILABLE');
    } finally {
      map.close();
    }
  });
});
