import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeatMap, type SeatMap } from '../../packages/client/src/seat-map.ts';
import { untilMap } from '../kit/basics/until.ts';
import { LockSeats, UpdateShow } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { startTcpProxy } from '../kit/servers/tcp-proxy.ts';
import { organiseShow } from '../kit/shows/organised-show.ts';

/** Seats 2 and 3 of a row of five leave the first one alone. */
const LEAVES_ONE = ['Z1-1-2', 'Z1-1-3'];

describe('the rule against single seats, as the seat map client tells it', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const change = (showId: string, seatRules: object) =>
    app.organiser.data(UpdateShow, { input: { showId, seatRules } });
  const rulesIn = (map: SeatMap) => map.getState().show?.seatRules;

  async function lock(showId: string): Promise<string> {
    const { lockSeats } = await (await app.guest()).data(LockSeats, { input: { showId, seatIds: LEAVES_ONE } });
    return lockSeats.__typename;
  }

  it('is told when it changes, and is the one that the server applies', async () => {
    const showId = await organiseShow(app, { title: 'Rules', rows: 1, seats: 5 });
    const map = createSeatMap({ url: `${app.url}/graphql`, showId, followShow: true, retry: { first_ms: 20 } });
    try {
      await untilMap(map, () => map.status === 'live' && map.getState().show !== null);
      const before = map.getState().show!;
      expect(before.seatRules).toEqual({ orphanRule: 'OFF', minimumRun: 2, endsAt: null });

      await change(showId, { orphanRule: 'STRICT', minimumRun: 3, endsAt: '2098-07-15T19:30:00.000Z' });
      await untilMap(map, () => rulesIn(map)?.orphanRule === 'STRICT');
      expect(rulesIn(map)).toEqual({ orphanRule: 'STRICT', minimumRun: 3, endsAt: '2098-07-15T19:30:00.000Z' });
      // What was told before stays as it was told.
      expect(before.seatRules.orphanRule).toBe('OFF');
      expect(await lock(showId)).toBe('OrphanSeatsError');

      await change(showId, { endsAt: '2020-01-01T12:00:00.000Z' });
      await untilMap(map, () => rulesIn(map)?.endsAt === '2020-01-01T12:00:00.000Z');
      // The client tells when the rule ends, and not whether it has: that is a matter of the clock.
      expect(rulesIn(map)!.orphanRule).toBe('STRICT');
      expect(await lock(showId)).toBe('LockSeatsSuccess');
      await untilMap(map, () => map.seatState('Z1-1-2') === 'LOCKED');
    } finally {
      map.close();
    }
  });

  it('is told after a drop as it is by then', async () => {
    const showId = await organiseShow(app, { title: 'Away', rows: 1, seats: 5 });
    await using proxy = await startTcpProxy();
    const leadToApp = () => proxy.leadTo(Number(new URL(app.url).port));
    leadToApp();
    const url = `http://127.0.0.1:${proxy.port}/graphql`;
    const map = createSeatMap({ url, showId, followShow: true, retry: { first_ms: 20, max_ms: 100 } });
    map.connect();
    try {
      await untilMap(map, () => map.status === 'live' && rulesIn(map)?.orphanRule === 'OFF');
      const lost = untilMap(map, () => map.status === 'reconnecting');
      await app.restart();
      await lost;
      // What was known stays while nothing can be heard.
      expect(rulesIn(map)?.orphanRule).toBe('OFF');
      await change(showId, { orphanRule: 'LENIENT' });
      leadToApp();
      await untilMap(map, () => map.status === 'live' && rulesIn(map)?.orphanRule === 'LENIENT');
      expect(await lock(showId)).toBe('OrphanSeatsError');
    } finally {
      map.close();
    }
  });
});
