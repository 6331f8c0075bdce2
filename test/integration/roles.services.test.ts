import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { until } from '../kit/basics/until.ts';
import {
  bookSeats,
  createBooking,
  lockSeats,
  payBooking,
  queriedImage,
  storedImage,
  watchSeatMap,
} from '../kit/callers/buyer.ts';
import { OpenMap } from '../kit/callers/open-map.ts';
import {
  CancelBooking,
  GetSeatLock,
  GetShowMetrics,
  PayBooking,
  WatchBooking,
  WatchSeatLock,
} from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { type ProductProcess, runProduct } from '../kit/product/product-process.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const MINUTES = { timeout: 180_000 };
const NO_WORKER = { worker: 'down: no node with ROLE=worker is at work' };

describeWithServices('api nodes and a worker', () => {
  let api: TestApp;
  let showId: string;
  let worker: ProductProcess;
  let workerUrl: string;

  beforeAll(async () => {
    api = await startTestApp({ mode: 'services', env: { ROLE: 'api', DEMO: 'false' } });
    showId = await openHallShow(api.organiser, { rows: 6, seats: 10 });
  });
  afterAll(async () => {
    await worker?.stop('SIGKILL');
    await api?.[Symbol.asyncDispose]();
  });

  async function startWorker(): Promise<void> {
    const [port] = await freePorts(1);
    workerUrl = `http://127.0.0.1:${port}`;
    worker = runProduct('src/main.ts', { ...api.env, ROLE: 'worker', NODE_ID: `worker-${port}`, PORT: `${port}` });
    await worker.line(/Seatwire is running/);
  }

  async function readiness(url: string): Promise<{ status: number; parts: Record<string, string> }> {
    const response = await fetch(new URL('/ready', url));
    const { parts } = (await response.json()) as { parts: Record<string, string> };
    return { status: response.status, parts };
  }

  async function figure(url: string, name: string): Promise<number> {
    const metrics = await (await fetch(new URL('/metrics', url))).text();
    return Number(new RegExp(`^seatwire_${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
  }

  it('tell that no worker is at work, and sell all the same', MINUTES, async () => {
    await eventually(async () =>
      expect(await readiness(api.url)).toMatchObject({
        status: 200,
        parts: { ...NO_WORKER, kafka: 'up', liveMap: 'up' },
      }),
    );
    await eventually(async () => expect(await figure(api.url, 'relay_active')).toBe(0));
    const buyer = await api.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-1']);
    expect((await payBooking(buyer, booking.id)).status).toBe('CONFIRMED');
    await eventually(async () => expect(await figure(api.url, 'outbox_waiting')).toBeGreaterThan(0));

    const map = await OpenMap.open(api.client(), showId);
    expect(map.mirror.image()).toEqual(await storedImage(api.database, showId));
    await startWorker();
    // What waited is done: the seat is booked, the order and its ticket are mailed.
    await map.until(({ version }) => version > 1);
    await eventually(async () =>
      expect((await storedImage(api.database, showId)).unavailable).toEqual([['Z1-1-1', 'BOOKED']]),
    );
    await mailOf(api.dataDir, 'order', booking.reference);
    await mailOf(api.dataDir, 'ticket', booking.reference);
    await eventually(async () =>
      expect((await readiness(api.url)).parts).toMatchObject({ worker: 'up', outbox: '0 waiting' }),
    );
    await eventually(async () => expect(await figure(api.url, 'relay_active')).toBe(1));
  });

  it('answer for themselves: a worker tells how it is, and serves nobody', MINUTES, async () => {
    await eventually(async () => {
      const { status, parts } = await readiness(workerUrl);
      const names = Object.keys(parts).sort();
      expect({ status, names }).toEqual({ status: 200, names: ['kafka', 'outbox', 'postgres', 'redis'] });
    });
    expect((await fetch(`${workerUrl}/health`)).status).toBe(200);
    await eventually(async () => expect(await figure(workerUrl, 'relay_active')).toBe(1));
    for (const path of ['/', '/graphql', `/shows/${showId}`, '/tickets/x.png']) {
      expect((await fetch(`${workerUrl}${path}`)).status, path).toBe(404);
    }
    const webhook = await fetch(`${workerUrl}/webhooks/payments/sandbox`, { method: 'POST', body: '{}' });
    expect(webhook.status).toBe(404);
    const subscription = new WebSocket(`${workerUrl.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve) => subscription.addEventListener('error', resolve, { once: true }));
  });

  it("carry a purchase from the lock to the tickets and back, before everybody's eyes", MINUTES, async () => {
    const buyer = await api.guest();
    const watchers = [
      await watchSeatMap(api.client(), showId),
      await watchSeatMap(api.client(), showId, { over: 'sse' }),
    ];
    const seatIds = ['Z1-2-1', 'Z1-2-2'];
    const lock = await lockSeats(buyer, showId, seatIds);
    for (const watcher of watchers) await watcher.untilAll(seatIds, 'LOCKED');
    const booking = await createBooking(buyer, lock.id);
    await using news = buyer.subscribe(WatchBooking, { id: booking.id });
    expect((await news.next()).booking.status).toBe('PENDING_PAYMENT');
    await mailOf(api.dataDir, 'order', booking.reference);
    // The provider's word comes by webhook, to the api node.
    const input = { bookingId: booking.id, paymentToken: 'tok_timeout' };
    const { payBooking: undecided } = await buyer.data(PayBooking, { input });
    expect(undecided).toMatchObject({ booking: { status: 'PENDING_PAYMENT' } });
    await until(news, (event) => event.booking.status === 'CONFIRMED');
    for (const watcher of watchers) await watcher.untilAll(seatIds, 'BOOKED');
    await mailOf(api.dataDir, 'ticket', booking.reference);
    await eventually(async () => {
      const { show } = await api.organiser.data(GetShowMetrics, { id: showId });
      expect(show!.metrics).toMatchObject({ bookingsConfirmed: 2, seatsSold: 3 });
    });

    // The money goes back though only the worker gives it: it finds what became due elsewhere.
    await buyer.data(CancelBooking, { input: { bookingId: booking.id, reason: 'Plans changed' } });
    await until(news, (event) => event.booking.status === 'REFUNDED');
    for (const watcher of watchers) await watcher.untilAll(seatIds, 'AVAILABLE');
    await mailOf(api.dataDir, 'refund', booking.reference);
  });

  it('end a lock on time, and a booking that nobody has paid', MINUTES, async () => {
    await using brief = await startTestApp({ mode: 'services', beside: api, env: { SEAT_LOCK_TTL_MS: '6000' } });
    const buyer = await brief.guest();
    const map = await OpenMap.open(api.client(), showId);
    const settled = () =>
      eventually(async () => {
        const stored = await storedImage(api.database, showId);
        expect(map.mirror.image()).toEqual(stored);
        const taken = stored.unavailable.map(([seatId]) => seatId);
        for (const seatId of ['Z1-3-1', 'Z1-3-2']) expect(taken).not.toContain(seatId);
      });
    const [lock, booking] = [await lockSeats(buyer, showId, ['Z1-3-1']), await bookSeats(buyer, showId, ['Z1-3-2'])];
    await using lockNews = buyer.subscribe(WatchSeatLock, { id: lock.id });
    await using bookingNews = buyer.subscribe(WatchBooking, { id: booking.id });
    await until(lockNews, ({ seatLock }) => seatLock.status === 'EXPIRED');
    await until(bookingNews, (event) => event.booking.status === 'EXPIRED');
    await settled();
    await mailOf(api.dataDir, 'expiry', booking.reference);
  });

  it('go on where they were when the worker is killed and started again', MINUTES, async () => {
    const buyer = await api.guest();
    const map = await OpenMap.open(api.client(), showId);
    const killed = worker.stop('SIGKILL');
    const seatIds = ['Z1-4-1', 'Z1-4-2'];
    const booking = await bookSeats(buyer, showId, seatIds);
    await payBooking(buyer, booking.id);
    await killed;
    await eventually(async () => expect((await readiness(api.url)).parts).toMatchObject(NO_WORKER));
    const held = await lockSeats(buyer, showId, ['Z1-4-3']);
    await eventually(async () => expect(await figure(api.url, 'outbox_waiting')).toBeGreaterThan(0));
    expect((await queriedImage(api.client(), showId)).unavailable).toContainEqual(['Z1-4-3', 'LOCKED']);
    expect((await buyer.data(GetSeatLock, { id: held.id })).seatLock).toMatchObject({ status: 'ACTIVE' });

    await startWorker();
    await mailOf(api.dataDir, 'ticket', booking.reference);
    await eventually(async () => {
      const stored = await storedImage(api.database, showId);
      for (const seatId of seatIds) expect(stored.unavailable).toContainEqual([seatId, 'BOOKED']);
      expect(map.mirror.image()).toEqual(stored);
    });
    await eventually(async () =>
      expect((await readiness(api.url)).parts).toMatchObject({ worker: 'up', outbox: '0 waiting' }),
    );
  });

  it('need servers in common: without them a role is refused at the start', async () => {
    const alone = runProduct('src/main.ts', { ROLE: 'api', PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: api.dataDir });
    expect(await alone.ended).toBe(1);
    expect(alone.lines).toEqual([expect.stringMatching(/^ROLE: api needs DATABASE_URL, REDIS_URL, KAFKA_BROKERS: /)]);
  });
});
