import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { StartupError } from '../../src/platform/processes/startup-error.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { insertBooking } from '../kit/shows/booking-fixture.ts';

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
const logger = createLogger({ level: 'silent', nodeId: 'test' });

describe('migrate', () => {
  let db: TestDatabase;
  let folder: string;

  beforeEach(async () => {
    db = await createTestDatabase({ migrated: false });
    folder = await mkdtemp(join(tmpdir(), 'seatwire-migrations-'));
  });

  afterEach(async () => {
    await db[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function write(name: string, sql: string): Promise<void> {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }

  const run = () => migrate({ url: db.url, folder, logger });
  /** Applies the product's own that are older than that one. */
  async function runUntil(change: string): Promise<void> {
    const isOlder = (name: string) => !/^\d/.test(name) || name < change;
    for (const name of (await readdir(MIGRATIONS)).filter(isOlder)) {
      await cp(join(MIGRATIONS, name), join(folder, name), { recursive: true });
    }
    await run();
  }
  const applied = () =>
    db.database.query<{ migration_name: string; checksum: string; applied_steps_count: number; finished: boolean }>(
      'SELECT migration_name, checksum, applied_steps_count, finished_at >= started_at AS finished ' +
        'FROM _prisma_migrations ORDER BY migration_name',
    );

  it("applies the product's own migrations once", async () => {
    await cp(MIGRATIONS, folder, { recursive: true });
    const names = await run();
    expect(names.length).toBeGreaterThan(0);
    expect(names).toEqual([...names].sort());
    expect(await run()).toEqual([]);
    expect(await db.database.prisma.show.count()).toBe(0);
  });

  it('spells the time zones of venues that were stored before as the IANA database does', async () => {
    const CHANGE = '20261128203000_canonical_time_zones';
    await runUntil(CHANGE);
    const zones = ['europe/berlin', 'ASIA/kolkata', 'Europe/Kyiv', 'utc', 'no/where'];
    await db.database.query(
      `INSERT INTO venues (id, name, city, timezone)
       SELECT 'venue_' || zone, 'Hall', 'Erfurt', zone FROM unnest($1::text[]) AS zone`,
      [zones],
    );
    await cp(MIGRATIONS, folder, { recursive: true });
    expect(await run()).toContain(CHANGE);
    const stored = await db.database.query<{ timezone: string }>(
      'SELECT timezone FROM venues ORDER BY array_position($1::text[], id)',
      [zones.map((zone) => `venue_${zone}`)],
    );
    expect(stored.map(({ timezone }) => timezone)).toEqual([
      'Europe/Berlin',
      'Asia/Kolkata',
      'Europe/Kyiv',
      'UTC',
      'no/where',
    ]);
  });

  it('keeps the names that the tiers of booked seats have', async () => {
    const CHANGE = '20261129231500_tier_names_of_bookings';
    await runUntil(CHANGE);
    const { bookingId } = await insertBooking(db.database, { seatCount: 2 });
    await cp(MIGRATIONS, folder, { recursive: true });
    expect(await run()).toContain(CHANGE);
    const names = 'SELECT tier_name FROM booked_seats WHERE booking_id = $1';
    expect(await db.database.query(names, [bookingId])).toEqual([{ tier_name: 'Stalls' }, { tier_name: 'Stalls' }]);
  });

  it('posts what was sold and refunded before there was a ledger', async () => {
    const CHANGE = '20261130034000_ledger';
    await runUntil(CHANGE);
    const { database } = db;
    const sold = await insertBooking(database, { status: 'CONFIRMED', tickets: true });
    const refunded = await insertBooking(database, { status: 'REFUNDED', tickets: true });
    const late = await insertBooking(database, { status: 'REFUNDED' });
    const given = await insertBooking(database, { status: 'CONFIRMED', tickets: true, price: 0 });
    await insertBooking(database, { status: 'EXPIRED' });
    await database.query('UPDATE tickets SET voided_at = now() WHERE booking_id = $1', [refunded.bookingId]);
    for (const { bookingId } of [sold, refunded, late]) {
      const paid = [`payment of ${bookingId}`, bookingId];
      await database.query(
        `INSERT INTO payments (id, booking_id, amount, currency, provider) VALUES ($1, $2, 9100, 'EUR', 'sandbox')`,
        paid,
      );
      await database.query(`UPDATE payments SET status = 'SUCCEEDED' WHERE id = $1 AND booking_id = $2`, paid);
    }
    for (const [{ bookingId }, amount, isSurplus] of [
      [refunded, 1_000, false],
      [refunded, 8_100, false],
      [late, 9_100, true],
      [sold, 100, false],
    ] as const) {
      await database.query(
        `INSERT INTO refunds (id, payment_id, booking_id, amount, currency, status, is_surplus)
         VALUES ($1, $2, $3, $4, 'EUR', 'SUCCEEDED', $5)`,
        [`refund of ${amount} of ${bookingId}`, `payment of ${bookingId}`, bookingId, amount, isSurplus],
      );
    }
    await cp(MIGRATIONS, folder, { recursive: true });
    expect(await run()).toContain(CHANGE);
    await expectLedgerBalanced(database, null);
    const kindsOf = async ({ bookingId }: { bookingId: string }) => {
      const sql = 'SELECT kind FROM ledger_transactions WHERE booking_id = $1 ORDER BY kind, id';
      return (await database.query<{ kind: string }>(sql, [bookingId])).map(({ kind }) => kind);
    };
    expect(await kindsOf(sold)).toEqual(['SALE', 'REFUND']);
    expect(await kindsOf(refunded)).toEqual(['SALE', 'CANCELLATION', 'REFUND', 'REFUND']);
    expect(await kindsOf(late)).toEqual(['REFUND', 'SURPLUS']);
    expect(await kindsOf(given)).toEqual(['SALE']);
    expect(await database.query('SELECT count(*)::int AS count FROM ledger_transactions')).toEqual([{ count: 9 }]);
  });

  it('waits for a table that is read for long, and lets others read it meanwhile', async () => {
    await write('1_first', 'CREATE TABLE a (id int);\n');
    await run();
    await write('2_second', 'ALTER TABLE a ADD COLUMN name text;\n');
    const read = 'SELECT count(*) FROM a';
    const isWaitedFor = () =>
      db.database.query<{ count: number }>(
        `SELECT count(*)::int FROM pg_locks WHERE NOT granted AND relation = 'a'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
    let migrated: Promise<string[]> | null = null;
    await db.database.transaction(async (backup) => {
      await backup.query(read);
      migrated = run();
      await expect.poll(isWaitedFor).toEqual([{ count: 1 }]);
      // It would wait until the backup has ended, and that waits for it here.
      await db.database.query(read);
    });
    expect(await migrated!).toEqual(['2_second']);
  });

  it('applies what is new, in order, and keeps the table as Prisma does', async () => {
    await write('1_first', 'CREATE TABLE a (id int);\n');
    expect(await run()).toEqual(['1_first']);
    await write('3_third', 'ALTER TABLE b ADD COLUMN name text;');
    await write('2_second', 'CREATE TABLE b (id int); INSERT INTO b VALUES (1);');
    expect(await run()).toEqual(['2_second', '3_third']);
    expect(await applied()).toEqual([
      {
        migration_name: '1_first',
        // printf 'CREATE TABLE a (id int);\n' | sha256sum
        checksum: 'c2de7559380e5ebf65caa7d59e166558e80243cf7e70006cc98d1593d94203c1',
        applied_steps_count: 1,
        finished: true,
      },
      expect.objectContaining({ migration_name: '2_second', finished: true }),
      expect.objectContaining({ migration_name: '3_third', finished: true }),
    ]);
  });

  it('lets several nodes start at once', async () => {
    await write('1_first', 'CREATE TABLE a (id int);');
    await write('2_second', 'CREATE TABLE b (id int);');
    const results = await Promise.all([run(), run(), run(), run()]);
    expect(results.flat()).toEqual(['1_first', '2_second']);
  });

  it('rolls a failing migration back and says which it was', async () => {
    await write('1_first', 'CREATE TABLE a (id int);');
    await write('2_broken', 'CREATE TABLE b (id int); CREATE TABLE a (id int);');
    await expect(run()).rejects.toThrow('DATABASE_URL: migration 2_broken failed: relation "a" already exists');
    expect((await applied()).map((row) => row.migration_name)).toEqual(['1_first']);
    expect(await db.database.query("SELECT to_regclass('b') AS b")).toEqual([{ b: null }]);
  });

  it('refuses a migration that was changed after it was applied', async () => {
    await write('1_first', 'CREATE TABLE a (id int);');
    await run();
    await write('1_first', 'CREATE TABLE a (id bigint);');
    await write('2_second', 'CREATE TABLE b (id int);');
    await expect(run()).rejects.toThrow(/^DATABASE_URL: migration 1_first was changed/);
    expect((await applied()).map((row) => row.migration_name)).toEqual(['1_first']);
  });

  it('takes a check-out with other line endings for the same migration', async () => {
    await write('1_first', 'CREATE TABLE a (\n  id int\n);\n');
    await run();
    await write('1_first', 'CREATE TABLE a (\r\n  id int\r\n);\r\n');
    expect(await run()).toEqual([]);
  });

  it('refuses a migration that another tool left unfinished', async () => {
    await write('1_first', 'CREATE TABLE a (id int);');
    await run();
    await db.database.query('UPDATE _prisma_migrations SET finished_at = NULL');
    await expect(run()).rejects.toThrow(/1_first was begun by another tool and did not finish/);
  });

  it('refuses a database that a newer program has used', async () => {
    await write('1_first', 'CREATE TABLE a (id int);');
    await run();
    await rm(join(folder, '1_first'), { recursive: true });
    await write('0_other', 'CREATE TABLE z (id int);');
    const refusal = run();
    await expect(refusal).rejects.toThrow(StartupError);
    await expect(refusal).rejects.toThrow(/used by a newer version .* it has the migration 1_first/);
  });

  it('names the setting when the database is missing or the server is away', async () => {
    const missing = new URL(db.url);
    missing.pathname = '/nowhere';
    const away = new URL(db.url);
    away.port = '1';
    const attempts = [missing, away].map((url) => migrate({ url: url.href, folder, logger }));
    const errors = await Promise.all(attempts.map((attempt) => attempt.catch((error: unknown) => error)));
    for (const error of errors) expect(error).toBeInstanceOf(StartupError);
    expect(errors.map((error) => (error as Error).message)).toEqual([
      `DATABASE_URL: can't open ${missing.host}/nowhere: database "nowhere" does not exist`,
      expect.stringMatching(/^DATABASE_URL: can't open .*:1\/.*ECONNREFUSED/),
    ]);
  });
});
