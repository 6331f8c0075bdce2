import { afterAll, beforeAll, expect, it } from 'vitest';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { until } from '../kit/basics/until.ts';
import { lockSeats, queriedImage } from '../kit/callers/buyer.ts';
import { createClient } from '../kit/callers/client.ts';
import { CancelShow, WatchSeatLock, WatchShow } from '../kit/callers/operations.graphql.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { guest, ORGANISER } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { runProduct } from '../kit/product/product-process.ts';
import { describeWithRedis, describeWithServices } from '../kit/servers/servers.ts';
import { openAreaShow } from '../kit/shows/area-show.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';
import { countLocks, holdAllSeats } from '../kit/shows/many-holds.ts';

const LOCKS = 120;

// Its own Redis.
describeWithRedis('a show that is cancelled on one of two nodes', () => {
  let on: OfficesOnRedis;
  beforeAll(async () => {
    on = await openOfficesOnRedis();
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  it('has no lock left, though both nodes sell its seats and places at the same moment', async () => {
    const [{ office }, other] = on.nodes;
    const { id: showId } = await openAreaShow(office);
    const locks = Array.from({ length: LOCKS }, (_, index) => {
      const { lockSeats: lock } = on.nodes[index % 2]!.office.services.locks;
      const areas = [{ areaId: 'front', quantity: 1 + (index % 3) }];
      return lock(
        guest(),
        index < 20 ? { showId, seatIds: [`Z1-${1 + (index % 2)}-${1 + (index >> 1)}`] } : { showId, areas },
      );
    });
    await Promise.race(locks);
    const cancelled = other.office.services.cancellations.cancelShow(ORGANISER, { showId });
    const answers = await Promise.allSettled(locks);
    await cancelled;
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(ShowNotOnSaleError);
    }
    const granted = answers.filter(({ status }) => status === 'fulfilled').length;
    expect(granted).toBeGreaterThan(0);
    expect(await countLocks(on.database, showId)).toEqual({ RELEASED: granted });
    await expectConsistent(on.database, showId);
    await expectRightCounts(on.database);
    await expectMapIsTruth(office, showId);
  });
});

describeWithServices('a show with 20,000 held seats whose node is killed while it is cancelled', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ mode: 'services', env: { ROLE: 'api', DEMO: 'false' } });
  });
  afterAll(() => api?.[Symbol.asyncDispose]());

  async function startNode(role: 'api' | 'worker') {
    const [port] = await freePorts(1);
    const node = runProduct('src/main.ts', { ...api.env, ROLE: role, NODE_ID: `${role}-${port}`, PORT: `${port}` });
    await node.line(/Seatwire is running/);
    return { node, url: `http://127.0.0.1:${port}` };
  }

  it('is ended by a worker, and its buyers are told', { timeout: 180_000 }, async () => {
    const showId = await openHallShow(api.organiser, { rows: 200, seats: 100 });
    const buyer = await api.guest();
    const own = await lockSeats(buyer, showId, ['Z1-200-100']);
    await using lockNews = buyer.subscribe(WatchSeatLock, { id: own.id });
    await using showNews = buyer.subscribe(WatchShow, { id: showId });
    await showNews.next();
    const held = await holdAllSeats(api.database, showId, { except: ['Z1-200-100'] });
    const { node, url } = await startNode('api');
    const client = createClient(url, api.organiserToken);
    const cancelling = client.data(CancelShow, { input: { showId } }).catch(() => null);
    await eventually(async () => expect((await countLocks(api.database, showId)).RELEASED).toBeGreaterThan(0));
    await node.stop('SIGKILL');
    await cancelling;
    await client[Symbol.asyncDispose]();
    expect((await countLocks(api.database, showId)).ACTIVE).toBeGreaterThan(0);
    await until(showNews, ({ show }) => show.showStatus === 'CANCELLED');

    const worker = await startNode('worker');
    try {
      await until(lockNews, ({ seatLock }) => seatLock.status === 'RELEASED');
      await eventually(async () => expect(await countLocks(api.database, showId)).toEqual({ RELEASED: held + 1 }));
      expect((await queriedImage(buyer, showId)).unavailable).toEqual([]);
    } finally {
      await worker.node.stop();
    }
    await expectConsistent(api.database, showId);
  });
});
