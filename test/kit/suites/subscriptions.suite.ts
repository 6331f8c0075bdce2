import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WatchSeatMapSubscriptionVariables } from '../../../src/generated/graphql/graphql.ts';
import { lockSeats, queriedImage, storedImage, watchSeatMap } from '../callers/buyer.ts';
import { openStream } from '../callers/event-stream.ts';
import { GetSeatMap, ReleaseLock, WatchBooking, WatchSeatLock, WatchSeatMap } from '../callers/operations.graphql.ts';
import { SeatMapMirror } from '../callers/seat-map-mirror.ts';
import { type AppMode, startTestApp, type TestApp } from '../product/app.ts';
import { openHallShow } from '../shows/hall-show.ts';

/** The live seat map as one that never has a gap, whatever its subscribers do. */
export function subscriptionsSuite(mode: AppMode): void {
  let app: TestApp;
  let showId: string;

  beforeAll(async () => {
    app = await startTestApp({ mode });
    showId = app.demoShowId;
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('begins with a snapshot of the map at one version', async () => {
    const buyer = await app.guest();
    await lockSeats(buyer, showId, ['D-14-1']);
    for (const over of ['websocket', 'sse'] as const) {
      const watcher = await watchSeatMap(app.client(), showId, { over });
      expect(watcher.messages.map((message) => message.__typename)).toEqual(['SeatMapSnapshot']);
      await watcher.untilVersion((await storedImage(app.database, showId)).version);
      expect(watcher.image()).toEqual(await storedImage(app.database, showId));
      expect(watcher.stateOf('D-14-1')).toBe('LOCKED');
    }
  });

  it('goes up by one version with each change', async () => {
    const buyer = await app.guest();
    const watcher = await watchSeatMap(app.client(), showId);
    const start = watcher.version;
    const lock = await lockSeats(buyer, showId, ['D-13-1', 'D-13-2']);
    expect(await watcher.next()).toEqual({
      __typename: 'SeatMapDelta',
      cursor: watcher.cursor,
      previousVersion: start,
      version: start + 1,
      changes: ['D-13-1', 'D-13-2'].map((seatId) => ({ seatId, state: 'LOCKED' })),
      areas: [],
    });
    await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
    expect(await watcher.next()).toMatchObject({
      previousVersion: start + 1,
      version: start + 2,
      changes: ['D-13-1', 'D-13-2'].map((seatId) => ({ seatId, state: 'AVAILABLE' })),
    });
  });

  it('tells each event of a stream with its cursor, from which a browser that comes again goes on', async () => {
    const buyer = await app.guest();
    const query = `subscription ($showId: ID!, $after: String) { seatMap(showId: $showId, after: $after) {
      __typename ... on SeatMapSnapshot { cursor } ... on SeatMapDelta { cursor changes { seatId state } } } }`;
    const open = async (lastEventId?: string, after?: string) => {
      const variables = { showId, ...(after === undefined ? {} : { after }) };
      const stream = await openStream(app.url, {
        query,
        variables,
        ...(lastEventId === undefined ? {} : { lastEventId }),
      });
      const { id, data } = await stream.next();
      const { seatMap } = (data as { data: { seatMap: { cursor: string } } }).data;
      expect(id).toBe(seatMap.cursor);
      return { stream, seatMap, id: id! };
    };
    const first = await open();
    await lockSeats(buyer, showId, ['D-10-1']);
    const second = await first.stream.next();
    expect(second).toMatchObject({ data: { data: { seatMap: { cursor: second.id } } } });
    first.stream.end();
    await lockSeats(buyer, showId, ['D-10-2']);
    const missed = { __typename: 'SeatMapDelta', changes: [{ seatId: 'D-10-2', state: 'LOCKED' }] };
    // Its page asks as it did at first: what the browser adds is newer.
    const resumed = await open(second.id, first.id);
    expect(resumed.seatMap).toMatchObject(missed);
    // A browser can't do without it, so what is no cursor of this map is no mistake of its user.
    const foreign = await open('nonsense');
    expect(foreign.seatMap).toMatchObject({ __typename: 'SeatMapSnapshot' });
    for (const { stream } of [resumed, foreign]) stream.end();
  });

  it('resumes after a cursor with exactly what was missed, as one delta', async () => {
    const buyer = await app.guest();
    const client = app.client();
    const before = await watchSeatMap(client, showId);
    await client[Symbol.asyncDispose]();
    const released = await lockSeats(buyer, showId, ['D-12-1', 'D-12-2']);
    await lockSeats(buyer, showId, ['D-12-3']);
    await buyer.data(ReleaseLock, { input: { lockId: released.id } });

    for (const over of ['websocket', 'sse'] as const) {
      const after = await watchSeatMap(app.client(), showId, { after: before, over });
      await after.untilVersion(before.version + 3);
      for (const message of after.messages) expect(message.__typename).toBe('SeatMapDelta');
      expect(after.image()).toEqual(await storedImage(app.database, showId));
    }
  });

  it('takes the cursor of the query, so that a page loads first and subscribes then', async () => {
    const buyer = await app.guest();
    const { show } = await app.client().data(GetSeatMap, { id: showId });
    const { cursor, version } = show!.seatMap;
    await lockSeats(buyer, showId, ['D-11-1']);
    await using subscription = app.client().subscribe(WatchSeatMap, { showId, after: cursor });
    expect((await subscription.next()).seatMap).toMatchObject({
      __typename: 'SeatMapDelta',
      previousVersion: version,
      version: version + 1,
      changes: [{ seatId: 'D-11-1', state: 'LOCKED' }],
    });
  });

  it('says nothing to one who comes back having missed nothing, until something changes', async () => {
    const buyer = await app.guest();
    const before = await watchSeatMap(app.client(), showId);
    const after = await watchSeatMap(app.client(), showId, { after: before });
    await lockSeats(buyer, showId, ['D-11-2']);
    expect(await after.next()).toMatchObject({ previousVersion: before.version, version: before.version + 1 });
  });

  it('tells a watcher of some zones only of those, in an unbroken chain', async () => {
    const buyer = await app.guest();
    const watcher = await watchSeatMap(app.client(), showId, { zones: ['Block E', 'Block F'] });
    for (const seatId of watcher.unavailable.keys()) expect(seatId).toMatch(/^[EF]-/);
    const start = watcher.version;

    await lockSeats(buyer, showId, ['A-1-1']);
    await lockSeats(buyer, showId, ['A-1-2', 'E-13-1']);
    await lockSeats(buyer, showId, ['B-1-1']);
    await lockSeats(buyer, showId, ['F-13-1']);
    await watcher.untilAll(['F-13-1'], 'LOCKED');
    const changes = watcher.messages.slice(1).flatMap((message) => ('changes' in message ? message.changes : []));
    expect(changes).toEqual(['E-13-1', 'F-13-1'].map((seatId) => ({ seatId, state: 'LOCKED' })));
    expect(watcher.version).toBe(start + 4);

    const resumed = await watchSeatMap(app.client(), showId, { zones: ['Block E', 'Block F'], after: watcher });
    await lockSeats(buyer, showId, ['A-1-3']);
    await lockSeats(buyer, showId, ['E-13-2']);
    expect(await resumed.next()).toMatchObject({ previousVersion: start + 4, version: start + 6 });
  });

  it('begins with a snapshot for a cursor of other zones, and goes on from one of the whole map', async () => {
    const [everything, block, others] = [
      await watchSeatMap(app.client(), showId),
      await watchSeatMap(app.client(), showId, { zones: ['Block E'] }),
      await watchSeatMap(app.client(), showId, { zones: ['Block E', 'Block F'] }),
    ];
    await lockSeats(await app.guest(), showId, ['E-14-1', 'F-14-1']);
    const first = async (zones: string[] | null, { cursor }: { cursor: string }) =>
      (await app.client().subscribe(WatchSeatMap, { showId, zones, after: cursor }).next()).seatMap;
    const snapshot = { seats: expect.anything() };
    expect(await first(['Block F'], block)).toMatchObject(snapshot);
    expect(await first(null, block)).toMatchObject(snapshot);
    expect(await first(['Block E'], others)).toMatchObject(snapshot);
    expect(await first(['Block F', 'Block E'], others)).toMatchObject({ previousVersion: others.version });
    expect(await first(['Block F'], everything)).toMatchObject({ previousVersion: everything.version });
  });

  it('converges with the query and PostgreSQL while many buy at once', async () => {
    const watchers = [
      await watchSeatMap(app.client(), showId),
      await watchSeatMap(app.client(), showId, { over: 'sse' }),
    ];
    const start = watchers[0]!.version;
    const buyers = await Promise.all(Array.from({ length: 12 }, () => app.guest()));
    await Promise.all(
      buyers.map(async (buyer, index) => {
        for (const row of [5, 6, 7]) {
          const lock = await lockSeats(buyer, showId, [`A-${row}-${index + 1}`]);
          if (row === 6) await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
        }
      }),
    );
    const stored = await storedImage(app.database, showId);
    expect(stored.version).toBe(start + 12 * 4);
    for (const watcher of watchers) {
      await watcher.untilVersion(stored.version);
      expect(watcher.image()).toEqual(stored);
    }
    expect(await queriedImage(app.client(), showId)).toEqual(stored);
  });

  it('refuses strange cursors, zones, shows, locks and bookings', async () => {
    const guest = await app.guest();
    const { cursor } = await watchSeatMap(guest, showId);
    const forged = `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'E' : 'A'}`;
    const { cursor: foreign } = await watchSeatMap(guest, await openHallShow(app.organiser));
    const otherLock = 'lock_01k8000000e008002ymwrqw001';
    for (const subscribe of [guest.subscribe, guest.subscribeSse]) {
      const map = (variables: Partial<WatchSeatMapSubscriptionVariables>) =>
        subscribe(WatchSeatMap, { showId, ...variables }).next();
      await expect(map({ after: 'nonsense' })).rejects.toThrow('"BAD_USER_INPUT"');
      await expect(map({ after: forged })).rejects.toThrow('"BAD_USER_INPUT"');
      await expect(map({ after: foreign })).rejects.toThrow('"BAD_USER_INPUT"');
      await expect(map({ zones: ['Block Z'] })).rejects.toThrow('"BAD_USER_INPUT"');
      await expect(map({ showId: 'show_nonsense' })).rejects.toThrow('"NOT_FOUND"');
      await expect(subscribe(WatchSeatLock, { id: otherLock }).next()).rejects.toThrow('"NOT_FOUND"');
      await expect(subscribe(WatchBooking, { id: 'nonsense' }).next()).rejects.toThrow('"NOT_FOUND"');
    }
  });

  it('refuses a cursor of changes that a restored database does not have', async () => {
    const hall = await openHallShow(app.organiser);
    await lockSeats(await app.guest(), hall, ['Z1-1-1']);
    const { cursor } = await watchSeatMap(app.client(), hall);
    await app.database.query(`DELETE FROM seat_states WHERE show_id = $1`, [hall]);
    await app.database.query(`UPDATE seat_maps SET version = 0 WHERE show_id = $1`, [hall]);
    await app.restart();
    await expect(app.client().subscribe(WatchSeatMap, { showId: hall, after: cursor }).next()).rejects.toThrow('ahead');
  });

  it('sends a snapshot to one whose cursor reaches further back than what is kept', async () => {
    const buyer = await app.guest();
    const before = await watchSeatMap(app.client(), showId);
    const other = await app.guest();
    await lockSeats(buyer, showId, ['C-1-1']);
    await app.restart();
    await app.database.query(`DELETE FROM outbox WHERE topic = 'seat-events'`);

    const after = new SeatMapMirror(
      app.client(other.token).subscribe(WatchSeatMap, { showId, after: before.cursor }),
      before,
    );
    expect((await after.next()).__typename).toBe('SeatMapSnapshot');
    expect(after.image()).toEqual(await storedImage(app.database, showId));
  });
}
