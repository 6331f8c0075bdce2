import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type Database, prepared } from '../../src/platform/postgres/database.ts';
import { createNotificationListener } from '../../src/platform/postgres/notification-listener.ts';
import { assertSessions, findPooler, warnOfPooledLimits } from '../../src/platform/postgres/pooler.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { until } from '../kit/basics/until.ts';
import { bookSeats, payBooking, watchSeatMap } from '../kit/callers/buyer.ts';
import { CancelBooking, GetBooking, WatchBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { recordedLogger } from '../kit/product/recorded-logger.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { describeWithPooler, requirePostgres } from '../kit/servers/servers.ts';
import { databaseUrl } from '../kit/servers/template-database.ts';
import { joinRoom, setRoom } from '../kit/shows/gathering-room.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';
import { purchaseSuite } from '../kit/suites/purchase.suite.ts';
import { startPgbouncer } from '../services/pgbouncer.ts';
import type { RunningServer } from '../services/server-process.ts';

const TICKETS = 'query ($id: ID!) { booking(id: $id) { tickets { id } } }';
const QUOTE =
  'mutation ($input: QuoteBookingChangeInput!) { quoteBookingChange(input: $input) { ... on QuoteBookingChangeSuccess { quote { id } } } }';
const APPLY = 'mutation ($input: ApplyBookingChangeInput!) { applyBookingChange(input: $input) { __typename } }';
const ENTRY = 'query ($id: ID!) { node(id: $id) { ... on WaitingRoomEntry { status } } }';
const MINUTE_MS = 60_000;

describeWithPooler('PgBouncer in transaction mode', () => {
  let pooler: RunningServer;
  beforeAll(async () => {
    pooler = await startPgbouncer({ postgresUrl: requirePostgres() });
  });
  afterAll(() => pooler?.stop());

  const through = (url: string, by = pooler) => databaseUrl(by.url, new URL(url).pathname.slice(1));

  describe('a purchase through it', () => purchaseSuite('services', () => ({ pooler: pooler.url })));

  describe('an installation behind it', () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startTestApp({ mode: 'services', pooler: pooler.url });
    });
    afterAll(() => app?.[Symbol.asyncDispose]());

    it('changes bookings, cancels them, and tells everybody', async () => {
      const showId = await openHallShow(app.organiser);
      const buyer = await app.guest();
      const watcher = await watchSeatMap(app.client(), showId);
      const { id } = await bookSeats(buyer, showId, ['Z1-1-1', 'Z1-1-2']);
      await using news = buyer.subscribe(WatchBooking, { id });
      await payBooking(buyer, id);
      await watcher.untilAll(['Z1-1-1', 'Z1-1-2'], 'BOOKED');
      const { booking } = await buyer.data<{ booking: { tickets: { id: string }[] } }, object>(TICKETS, { id });
      const input = { bookingId: id, cancelTicketIds: [booking.tickets[0]!.id] };
      const { quoteBookingChange } = await app.organiser.data<
        { quoteBookingChange: { quote: { id: string } } },
        object
      >(QUOTE, { input });
      await app.organiser.data(APPLY, { input: { quoteId: quoteBookingChange.quote.id } });
      await until(news, (event) => event.booking.status === 'PARTLY_REFUNDED');
      await buyer.data(CancelBooking, { input: { bookingId: id, reason: 'ill' } });
      await until(news, (event) => event.booking.status === 'REFUNDED');
      await watcher.untilAll(['Z1-1-1', 'Z1-1-2'], 'AVAILABLE');
      expect((await buyer.data(GetBooking, { id })).booking).toMatchObject({ status: 'REFUNDED' });
    });

    it('admits who joins a waiting room at rest', async () => {
      const showId = await openHallShow(app.organiser);
      await setRoom(app.organiser, showId, { opensAt: new Date(Date.now() - MINUTE_MS).toISOString() });
      const buyer = await app.guest();
      const id = await joinRoom(buyer, showId);
      await eventually(async () => {
        const { node } = await buyer.data<{ node: { status: string } }, object>(ENTRY, { id });
        expect(node.status).toBe('ADMITTED');
      });
    });

    it('holds the right to publish, and listens, on sessions of its own', async () => {
      const sessions = await app.database.query<{ name: string }>(
        `SELECT application_name AS name FROM pg_stat_activity
          WHERE datname = current_database() AND application_name IN ('outbox-relay', 'listens to waiting_rooms') ORDER BY 1`,
      );
      expect(sessions.map(({ name }) => name)).toEqual(['listens to waiting_rooms', 'outbox-relay']);
    });
  });

  describe('the database through it', () => {
    let home: TestDatabase;
    let database: Database;
    beforeAll(async () => {
      home = await createTestDatabase();
      const found = await findPooler(through(home.url), 'DATABASE_URL');
      database = createDatabase({ url: through(home.url), pooled: { pooler: found!, directUrl: home.url } });
    });
    afterAll(async () => {
      await database?.close();
      await home?.[Symbol.asyncDispose]();
    });

    it('runs statements that are prepared, on whatever session each of them gets', async () => {
      const statement = prepared('SELECT $1::int + 1 AS next');
      const numbers = Array.from({ length: 200 }, (_, index) => index);
      const rows = await Promise.all(numbers.map((number) => database.query<{ next: number }>(statement, [number])));
      expect(rows.map(([row]) => row!.next)).toEqual(numbers.map((number) => number + 1));
      await Promise.all(
        numbers.slice(0, 50).map((number) =>
          database.transaction(async (tx) => {
            expect(await tx.query(statement, [number])).toEqual([{ next: number + 1 }]);
          }),
        ),
      );
    });

    it('has the limits of our transactions in each, and leaves none behind', async () => {
      const limits = `SELECT current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`;
      for (let times = 0; times < 3; times += 1) {
        expect(await database.transaction((tx) => tx.query(limits))).toEqual([{ lock: '5s', idle: '5s' }]);
        expect(await database.query(limits)).toEqual([{ lock: '0', idle: '0' }]);
      }
    });

    it('tells of times in UTC by Prisma, whatever zone the server has', async () => {
      const sql = "SELECT current_setting('TimeZone') AS zone";
      await home.database.query(`ALTER DATABASE ${new URL(home.url).pathname.slice(1)} SET timezone = 'Asia/Tokyo'`);
      const zones = await Promise.all(
        Array.from({ length: 20 }, () => database.prisma.$queryRawUnsafe<{ zone: string }[]>(sql)),
      );
      expect(new Set(zones.map(([row]) => row!.zone))).toEqual(new Set(['UTC']));
    });

    it('notifies who listens past it', async () => {
      const heard = Promise.withResolvers<void>();
      let times = 0;
      const listening = Promise.withResolvers<void>();
      const listener = createNotificationListener({
        url: database.directUrl,
        channel: 'news',
        logger: recordedLogger().logger,
        onNews() {
          times += 1;
          if (times === 1) listening.resolve();
          else heard.resolve();
        },
      });
      listener.start();
      try {
        await listening.promise;
        await database.query("SELECT pg_notify('news', '')");
        await heard.promise;
      } finally {
        await listener.stop();
      }
    });

    it('says what the role lacks, and nothing of the limit where it has one', async () => {
      const before = recordedLogger();
      await warnOfPooledLimits(database, { keepsNames: false }, before.logger);
      expect(before.loud()).toEqual([
        expect.stringMatching(/^DATABASE_URL: .* ALTER ROLE … SET lock_timeout/),
        expect.stringMatching(/^DATABASE_URL: .* max_prepared_statements/),
      ]);
      await using limited = await createTestDatabase();
      await limited.database.query(`ALTER DATABASE ${new URL(limited.url).pathname.slice(1)} SET lock_timeout = '5s'`);
      const other = createDatabase({
        url: through(limited.url),
        pooled: { pooler: { keepsNames: true }, directUrl: limited.url },
      });
      try {
        const after = recordedLogger();
        await warnOfPooledLimits(other, { keepsNames: true }, after.logger);
        expect(after.loud()).toEqual([]);
      } finally {
        await other.close();
      }
    });
  });

  describe('refuses at the start, in one line that says what to set', () => {
    let home: TestDatabase;
    let other: TestDatabase;
    beforeAll(async () => {
      [home, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    });
    afterAll(async () => {
      await home?.[Symbol.asyncDispose]();
      await other?.[Symbol.asyncDispose]();
    });

    it.each<[string, () => Record<string, string>, RegExp]>([
      [
        'without the address of PostgreSQL itself',
        () => ({ DATABASE_URL: through(home.url) }),
        /^DATABASE_URL: leads through a pooler .*: set DATABASE_DIRECT_URL to the address of PostgreSQL itself\.$/,
      ],
      [
        'with one that leads through it as well',
        () => ({ DATABASE_URL: through(home.url), DATABASE_DIRECT_URL: through(home.url) }),
        /^DATABASE_DIRECT_URL: leads through a pooler .*: set it to the address of PostgreSQL itself\.$/,
      ],
      [
        'with one of another database',
        () => ({ DATABASE_URL: through(home.url), DATABASE_DIRECT_URL: other.url }),
        /^DATABASE_DIRECT_URL: leads to another database than DATABASE_URL\.$/,
      ],
    ])('%s', async (_, env, line) => {
      const failure = await startTestApp({ env: env() }).then(
        async (app) => {
          await app[Symbol.asyncDispose]();
          return null;
        },
        (error: Error) => error,
      );
      expect(failure?.message).toMatch(line);
    });
  });

  it('is told from a server, and from a pooler that leaves everybody a session', async () => {
    await using home = await createTestDatabase();
    expect(await findPooler(home.url, 'DATABASE_URL')).toBeNull();
    await assertSessions(home.url, 'DATABASE_URL');
    const polite = await startPgbouncer({ postgresUrl: requirePostgres(), poolMode: 'session' });
    try {
      expect(await findPooler(through(home.url, polite), 'DATABASE_URL')).not.toBeNull();
      await assertSessions(through(home.url, polite), 'DATABASE_URL');
    } finally {
      await polite.stop();
    }
  });
});
