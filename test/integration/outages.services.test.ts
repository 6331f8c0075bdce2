import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type Database } from '../../src/platform/postgres/database.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { CUSTOMER, queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import { CreateBooking, GetBooking, GetShow, LockSeats, PayBooking } from '../kit/callers/operations.graphql.ts';
import type { SeatMapMirror } from '../kit/callers/seat-map-mirror.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { type Guest, startTestApp, type TestApp } from '../kit/product/app.ts';
import { mailOf } from '../kit/product/mails.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { startKafka } from '../services/kafka.ts';
import { startPostgres } from '../services/postgres.ts';
import { type RedisServer, startRedis } from '../services/redis.ts';
import type { RunningServer } from '../services/server-process.ts';

/** A second for the command itself, and some for a busy machine; without a limit of its own it would wait for ever. */
const REFUSED_WITHIN_MS = 10_000;
const AWAY = { __typename: 'ServiceUnavailableError', code: 'SERVICE_UNAVAILABLE' };

// Servers of its own: they are killed.
describeWithServices('a part that is away', () => {
  let redis: RedisServer;
  let kafka: RunningServer;
  let postgres: RunningServer;
  let database: Database;
  let app: TestApp;
  let showId: string;

  beforeAll(async () => {
    [redis, kafka, postgres] = await Promise.all([
      startRedis(),
      startKafka({ quickRestart: true }),
      startPostgres({ keepsCommits: 'killed' }),
    ]);
    database = createDatabase({ url: postgres.url });
    app = await startTestApp({
      env: { REDIS_URL: redis.url, KAFKA_BROKERS: kafka.url, DATABASE_URL: postgres.url },
    });
    showId = app.demoShowId;
  });
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await database?.close();
    await Promise.all([redis, kafka, postgres].map((server) => server?.stop()));
  });

  async function readiness(): Promise<{ httpStatus: number; parts: Record<string, string> }> {
    const response = await fetch(new URL('/ready', app.url));
    const { parts } = (await response.json()) as { parts: Record<string, string> };
    return { httpStatus: response.status, parts };
  }

  async function tryLock(buyer: Guest, seatIds: string[]) {
    const input = { showId, seatIds, idempotencyKey: randomUUID() };
    return (await buyer.data(LockSeats, { input })).lockSeats;
  }

  /**
   * As a frontend does it: the same request again until the part is back. One that is there, but takes longer than a node waits
   * for it on this machine, counts as away.
   */
  function insist<Answer extends { __typename: string }>(ask: () => Promise<Answer>): Promise<Answer> {
    return eventually(async () => {
      const answer = await ask();
      if (answer.__typename === AWAY.__typename) throw new Error(JSON.stringify(answer));
      return answer;
    });
  }

  async function lockEventually(buyer: Guest, seatIds: string[]) {
    const input = { showId, seatIds, idempotencyKey: randomUUID() };
    const answer = await insist(async () => (await buyer.data(LockSeats, { input })).lockSeats);
    if (answer.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(answer));
    return answer.lock;
  }

  async function bookEventually(buyer: Guest, lockId: string, idempotencyKey: string = randomUUID()) {
    const input = { lockId, customer: CUSTOMER, idempotencyKey };
    const answer = await insist(async () => (await buyer.data(CreateBooking, { input })).createBooking);
    if (answer.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(answer));
    return answer.booking;
  }

  async function payEventually(buyer: Guest, bookingId: string, idempotencyKey: string = randomUUID()) {
    const input = { bookingId, paymentToken: 'tok_ok', idempotencyKey };
    const answer = await insist(async () => (await buyer.data(PayBooking, { input })).payBooking);
    if (answer.__typename !== 'PayBookingSuccess') throw new Error(JSON.stringify(answer));
    return answer.booking;
  }

  /** The open map, the query and PostgreSQL tell the same, once what is under way has come. */
  async function expectOneMap(watcher: SeatMapMirror, client: TestClient): Promise<void> {
    await settled();
    const stored = await storedImage(database, showId);
    await watcher.untilVersion(stored.version);
    expect(watcher.image()).toEqual(stored);
    await eventually(async () => expect(await queriedImage(client, showId)).toEqual(stored));
  }

  async function settled(): Promise<void> {
    await eventually(async () => {
      expect((await readiness()).parts.outbox).toBe('0 waiting');
      await expectConsistent(database, showId);
    });
  }

  it('Redis: refuses locks at once, reads and sells on, and honours every hold when it is back empty', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const booked = await bookEventually(buyer, (await lockEventually(buyer, ['D-14-1', 'D-14-2'])).id);
    const held = await lockEventually(buyer, ['D-14-3', 'D-14-4']);
    const watcher = await watchSeatMap(other, showId);
    await redis.kill();

    const begun_ms = performance.now();
    expect(await tryLock(other, ['D-14-5'])).toMatchObject(AWAY);
    expect(performance.now() - begun_ms).toBeLessThan(REFUSED_WITHIN_MS);
    expect(await queriedImage(other, showId)).toEqual(await storedImage(database, showId));
    const { show } = await other.data(GetShow, { id: showId });
    expect(show).toMatchObject({ status: 'ON_SALE', availability: { locked: 4 } });
    expect((await buyer.data(GetBooking, { id: booked.id })).booking).toMatchObject({ status: 'PENDING_PAYMENT' });
    expect((await payEventually(buyer, booked.id)).status).toBe('CONFIRMED');
    expect((await buyer.data(GetBooking, { id: booked.id })).booking).toMatchObject({ status: 'CONFIRMED' });
    await watcher.untilAll(['D-14-1', 'D-14-2'], 'BOOKED');
    // Probes are asked once a second.
    await eventually(async () => {
      const during = await readiness();
      expect(during).toMatchObject({ httpStatus: 200, parts: { postgres: 'up', kafka: 'up' } });
      expect(during.parts.redis).toMatch(/^down: /);
    });

    await redis.restart();
    await lockEventually(other, ['D-14-5']);
    expect(await insist(() => tryLock(other, ['D-14-1', 'D-14-3']))).toMatchObject({
      __typename: 'SeatsUnavailableError',
      conflicts: [
        { seatId: 'D-14-1', reason: 'BOOKED' },
        { seatId: 'D-14-3', reason: 'LOCKED_BY_OTHER' },
      ],
    });
    await payEventually(buyer, (await bookEventually(buyer, held.id)).id);
    await watcher.untilAll(['D-14-3', 'D-14-4'], 'BOOKED');
    await expectOneMap(watcher, other);
    await eventually(async () => expect((await readiness()).parts.redis).toBe('up'));
  });

  it('Kafka: locks, books and takes money, and tells everybody when it is back', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(other, showId);
    await kafka.kill();

    const paid = await bookEventually(buyer, (await lockEventually(buyer, ['E-14-1', 'E-14-2'])).id);
    expect((await payEventually(buyer, paid.id)).tickets).toHaveLength(2);
    const held = await lockEventually(buyer, ['E-14-3']);
    expect(await insist(() => tryLock(other, ['E-14-1', 'E-14-3']))).toMatchObject({
      __typename: 'SeatsUnavailableError',
    });
    expect(await queriedImage(other, showId)).toEqual(await storedImage(database, showId));
    await eventually(async () => {
      const { httpStatus, parts } = await readiness();
      expect({ httpStatus, ...parts }).toMatchObject({ httpStatus: 200, postgres: 'up', redis: 'up' });
      expect(parts.kafka).toMatch(/^down: /);
      expect(Number.parseInt(parts.outbox!, 10)).toBeGreaterThanOrEqual(5);
    });

    await kafka.restart();
    // Kafka waits for its groups' former members, who died with their connections, as long as their sessions last.
    await watcher.next(30_000);
    await watcher.untilAll(['E-14-1', 'E-14-2'], 'BOOKED');
    await watcher.untilAll(['E-14-3'], 'LOCKED');
    await mailOf(app.dataDir, 'ticket', paid.reference);
    await payEventually(buyer, (await bookEventually(buyer, held.id)).id);
    await watcher.untilAll(['E-14-3'], 'BOOKED');
    await expectOneMap(watcher, other);
    await eventually(async () => expect((await readiness()).parts.kafka).toBe('up'));
  });

  it('PostgreSQL: refuses in types, says so, and goes on when it is back', async () => {
    const [buyer, other] = [await app.guest(), await app.guest()];
    const watcher = await watchSeatMap(other, showId);
    const booked = await bookEventually(buyer, (await lockEventually(buyer, ['F-14-1', 'F-14-2'])).id);
    // A mail that a node is about to claim as PostgreSQL ends is left to the end of the claim, and the ticket's waits behind it.
    await mailOf(app.dataDir, 'order', booked.reference);
    const held = await lockEventually(buyer, ['F-14-3']);
    const lockInput = { showId, seatIds: ['F-14-4'], idempotencyKey: randomUUID() };
    const bookInput = { lockId: held.id, customer: CUSTOMER, idempotencyKey: randomUUID() };
    const payInput = { bookingId: booked.id, paymentToken: 'tok_ok', idempotencyKey: randomUUID() };
    await postgres.kill();

    expect((await other.data(LockSeats, { input: lockInput })).lockSeats).toMatchObject(AWAY);
    expect((await buyer.data(CreateBooking, { input: bookInput })).createBooking).toMatchObject(AWAY);
    expect((await buyer.data(PayBooking, { input: payInput })).payBooking).toMatchObject(AWAY);
    const { errors } = await other.request(GetBooking, { id: booked.id });
    for (const error of errors ?? []) expect(error.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    // Probes are asked once a second.
    await eventually(async () => {
      const { httpStatus, parts } = await readiness();
      expect(httpStatus).toBe(503);
      expect(parts.postgres).toMatch(/^down: /);
    });

    await postgres.restart();
    await eventually(async () => expect((await readiness()).httpStatus).toBe(200));
    // The same requests again, as a frontend repeats them.
    const locked = await insist(async () => (await other.data(LockSeats, { input: lockInput })).lockSeats);
    expect(locked).toMatchObject({ __typename: 'LockSeatsSuccess' });
    const bookedToo = await bookEventually(buyer, held.id, bookInput.idempotencyKey);
    expect(await payEventually(buyer, booked.id, payInput.idempotencyKey)).toMatchObject({ status: 'CONFIRMED' });
    await payEventually(buyer, bookedToo.id);
    await watcher.untilAll(['F-14-1', 'F-14-2', 'F-14-3'], 'BOOKED');
    await watcher.untilAll(['F-14-4'], 'LOCKED');
    await mailOf(app.dataDir, 'ticket', booked.reference);
    await expectOneMap(watcher, other);
  });
});
