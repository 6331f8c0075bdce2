import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lockSeats, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { createClient } from '../kit/callers/client.ts';
import { WatchSeatMap } from '../kit/callers/operations.graphql.ts';
import { SeatMapMirror } from '../kit/callers/seat-map-mirror.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const CLIENTS = 300;
const SUBSCRIPTIONS_PER_CYCLE = 100;
const CYCLES = 100;

let app: TestApp;
let showId: string;

beforeAll(async () => {
  // One socket does the work of ten thousand.
  app = await startTestApp({ env: { SOCKET_MESSAGES_PER_SECOND: '10000' } });
  showId = await openHallShow(app.organiser, { rows: 20, seats: 20, standing: 50 });
});
afterAll(() => app?.[Symbol.asyncDispose]());

/** What is asked of PostgreSQL for those who watch: the show, its plan, its map and its history. */
const READS = [/FROM "public"\."shows"/, /FROM plan_seats/, /FROM seat_maps m LEFT JOIN/, /payload ->> 'version'/];

/** How often the app, which runs in this process, asks PostgreSQL for one of these. */
function countReads(): { counts(): number[] } & Disposable {
  const counts = READS.map(() => 0);
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  return {
    counts() {
      for (const [query] of spy.mock.calls as unknown as [string | { text: string }][]) {
        const text = typeof query === 'string' ? query : query.text;
        for (const [index, read] of READS.entries()) if (read.test(text)) counts[index]! += 1;
      }
      return counts;
    },
    [Symbol.dispose]: () => spy.mockRestore(),
  };
}

describe('a storm of clients that come back', () => {
  it('is served from memory: each gets exactly what it missed, and PostgreSQL hears next to nothing of it', async () => {
    const buyer = await app.guest();
    const before = await watchSeatMap(app.client(), showId);
    await lockSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
    await lockSeats(buyer, showId, ['Z1-1-3'], [{ areaId: 'front', quantity: 2 }]);
    await lockSeats(buyer, showId, [], [{ areaId: 'front', quantity: 1 }]);
    // A node that has just started knows nothing of what they missed.
    await app.restart();
    const stored = await storedImage(app.database, showId);
    expect(stored.areas).toEqual([['front', 47]]);
    using reads = countReads();
    const clients = Array.from({ length: CLIENTS }, () => createClient(app.url));
    try {
      const mirrors = await Promise.all(
        clients.map(async (client) => {
          const subscription = client.subscribe(WatchSeatMap, { showId, after: before.cursor });
          const mirror = new SeatMapMirror(subscription, before);
          await mirror.untilVersion(stored.version);
          return mirror;
        }),
      );
      for (const mirror of mirrors) {
        expect(mirror.messages.map((message) => message.__typename)).toEqual(['SeatMapDelta']);
        expect(mirror.image()).toEqual(stored);
      }
      const [shows, plans, maps, histories] = reads.counts();
      // A show is read again after a second: that may be some times, or, where all is over sooner, none; not a hundred.
      expect(shows).toBeLessThan(CLIENTS / 3);
      expect([plans, maps, histories]).toEqual([1, 1, 1]);
    } finally {
      await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
    }
  });
});

describe('ten thousand subscriptions that come and go', () => {
  it('leave memory, listeners and counters where they were', async () => {
    const client = app.client();
    const cycle = async () => {
      const subscriptions = Array.from({ length: SUBSCRIPTIONS_PER_CYCLE }, () =>
        client.subscribe(WatchSeatMap, { showId }),
      );
      for (const subscription of subscriptions) await subscription.next();
      await Promise.all(subscriptions.map((subscription) => subscription.return()));
    };
    for (let warmUp = 0; warmUp < CYCLES / 5; warmUp += 1) await cycle();
    await vi.waitFor(async () => expect(await watchers()).toBe(0), { timeout: 30_000 });
    const before = heapUsed();
    for (let cycles = 0; cycles < CYCLES; cycles += 1) await cycle();
    await vi.waitFor(async () => expect(await watchers()).toBe(0), { timeout: 30_000 });
    // A leak of 1 kB for each would be 10 MB.
    expect(heapUsed() - before).toBeLessThan(8 * 1024 * 1024);
    const watcher = await watchSeatMap(app.client(), showId);
    expect(await watchers()).toBe(1);
    expect(watcher.image()).toEqual(await storedImage(app.database, showId));
  });
});

async function watchers(): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(/live_map_watchers (\d+)$/m.exec(text)![1]);
}

/** After garbage collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
