import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockSeats, storedImage } from '../kit/callers/buyer.ts';
import { LIVE_CLIENTS, type LiveClient, watchWith } from '../kit/callers/live-clients.ts';
import { ReleaseLock } from '../kit/callers/operations.graphql.ts';
import { SeatMapMirror } from '../kit/callers/seat-map-mirror.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { startTcpProxy, type TcpProxy } from '../kit/servers/tcp-proxy.ts';

describe.each(Object.entries(LIVE_CLIENTS))('the live map through %s', (_name, connect) => {
  let app: TestApp;
  let proxy: TcpProxy;
  let client: LiveClient;

  beforeAll(async () => {
    app = await startTestApp();
    proxy = await startTcpProxy();
    proxy.leadTo(Number(new URL(app.url).port));
    client = connect(`http://127.0.0.1:${proxy.port}/graphql`);
  });
  afterAll(async () => {
    client?.dispose();
    await proxy?.[Symbol.asyncDispose]();
    await app?.[Symbol.asyncDispose]();
  });

  it('subscribes, drops, resumes by its cursor with what it missed, and converges', async () => {
    const buyer = await app.guest();
    const showId = app.demoShowId;

    const first = watchWith(client, { showId, after: null });
    const mirror = new SeatMapMirror(first);
    expect((await mirror.next()).__typename).toBe('SeatMapSnapshot');
    const lock = await lockSeats(buyer, showId, ['A-1-1', 'A-1-2']);
    expect(await mirror.next()).toMatchObject({ __typename: 'SeatMapDelta', changes: [{ state: 'LOCKED' }, {}] });

    proxy.cut();
    await first.ended;
    await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
    await lockSeats(buyer, showId, ['A-2-1']);

    const second = watchWith(client, { showId, after: mirror.cursor });
    const resumed = new SeatMapMirror(second, mirror);
    await resumed.untilVersion(mirror.version + 2);
    // By deltas alone, each on top of what the dropped connection had brought.
    for (const { __typename } of resumed.messages) expect(__typename).toBe('SeatMapDelta');
    await lockSeats(buyer, showId, ['A-2-2']);
    await resumed.untilAll(['A-2-2'], 'LOCKED');
    expect(resumed.image()).toEqual(await storedImage(app.database, showId));
    await second.return();
  });
});
