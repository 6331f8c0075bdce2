import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDatabase,
  type Database,
  prepared,
  violatedUniqueConstraint,
} from '../../src/platform/postgres/database.ts';
import { deleteInTurns } from '../../src/platform/postgres/delete-in-turns.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

describe('a prepared statement', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db[Symbol.asyncDispose]());

  it('is parsed once on a connection, however often it runs there', async () => {
    const add = prepared('SELECT $1::int + 1 AS sum');
    const prepares = await db.database.transaction(async (tx) => {
      for (const number of [1, 2]) expect(await tx.query(add, [number])).toEqual([{ sum: number + 1 }]);
      return await tx.query<{ name: string }>('SELECT name FROM pg_prepared_statements WHERE statement = $1', [
        add.text,
      ]);
    });
    expect(prepares).toEqual([{ name: add.name }]);
  });

  it('has the name of its text', async () => {
    const [one, two] = [prepared('SELECT 1 AS n'), prepared('SELECT 2 AS n')];
    expect(prepared('SELECT 1 AS n')).toEqual(one);
    await db.database.transaction(async (tx) => {
      expect(await tx.query(one)).toEqual([{ n: 1 }]);
      expect(await tx.query(two)).toEqual([{ n: 2 }]);
    });
  });
});

describe('a connection', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db[Symbol.asyncDispose]());

  /** One connection, so that what one statement leaves behind is what the next one finds. */
  function openOne() {
    const database = createDatabase({ url: db.url, maxConnections: 1 });
    return {
      database,
      async pid() {
        return (await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]!.pid;
      },
      [Symbol.asyncDispose]: () => database.close(),
    };
  }

  it('outlives a statement that is refused, in a transaction and by itself', async () => {
    await using one = openOne();
    const first = await one.pid();
    const add = prepared(`INSERT INTO secrets (name, value) VALUES ('taken', $1)`);
    await one.database.query(add, ['1']);
    const again = await one.database.query(add, ['2']).catch((error: unknown) => error);
    expect(violatedUniqueConstraint(again)).toBe('secrets_pkey');
    await expect(one.database.transaction((tx) => tx.query(add, ['3']))).rejects.toThrow('secrets_pkey');
    expect(await one.pid()).toBe(first);
    expect(await one.database.query(`SELECT value FROM secrets WHERE name = 'taken'`)).toEqual([{ value: '1' }]);
  });

  it('is replaced when the server ends it in the midst of a statement', async () => {
    await using one = openOne();
    const first = await one.pid();
    await expect(one.database.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    expect(await one.pid()).not.toBe(first);
  });

  it.each(['by itself', 'in a transaction'])(
    'that has prepared what is now of another type is replaced: %s',
    async (how) => {
      await using one = openOne();
      const table = how === 'by itself' ? 'changing_alone' : 'changing_in_transaction';
      await one.database.query(`CREATE TABLE ${table} (n int)`);
      const read = prepared(`SELECT n FROM ${table}`);
      const run = async () =>
        how === 'by itself' ? await one.database.query(read) : await one.database.transaction((tx) => tx.query(read));
      expect(await run()).toEqual([]);
      await db.database.query(`ALTER TABLE ${table} ALTER n TYPE text`);
      await expect(run()).rejects.toThrow('cached plan');
      expect(await run()).toEqual([]);
    },
  );
});

it('reads, writes and compares times through Prisma by UTC, in whatever zone the server is', async () => {
  await using db = await createTestDatabase();
  await using berlin = await connectionInZone(db.database, 'Europe/Berlin');
  const revokedAt = new Date('2027-07-01T12:00:00.123Z');
  await berlin.prisma.tokenRevocation.create({ data: { subject: 'a', revision: 1, revokedAt } });
  expect(await db.database.query('SELECT revoked_at FROM token_revocations')).toEqual([{ revoked_at: revokedAt }]);
  expect(await berlin.prisma.tokenRevocation.findMany()).toEqual([{ subject: 'a', revision: 1, revokedAt }]);
  expect(await berlin.prisma.tokenRevocation.count({ where: { revokedAt: { lte: revokedAt } } })).toBe(1);
  expect(await berlin.prisma.tokenRevocation.count({ where: { revokedAt: { lt: revokedAt } } })).toBe(0);
});

/** Another connection to the database, after its zone was changed. */
async function connectionInZone(database: Database, zone: string) {
  const [{ name }] = (await database.query<{ name: string }>('SELECT current_database() AS name')) as [
    { name: string },
  ];
  await database.query(`ALTER DATABASE "${name}" SET timezone TO '${zone}'`);
  const other = createDatabase({ url: database.url });
  expect(await other.query("SELECT current_setting('TimeZone') AS zone")).toEqual([{ zone }]);
  return { prisma: other.prisma, [Symbol.asyncDispose]: () => other.close() };
}

it('deletes what matches in turns, however much it is, and nothing else', async () => {
  await using db = await createTestDatabase();
  await db.database.query(
    `INSERT INTO processed_events (consumer, event_id) SELECT CASE WHEN n % 3 = 0 THEN 'b' ELSE 'a' END, n::text FROM generate_series(1, 30) n`,
  );
  const statement = `WITH gone AS (DELETE FROM processed_events WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM processed_events WHERE consumer <> $2 LIMIT $1)) RETURNING 1) SELECT count(*)::int AS count FROM gone`;
  await deleteInTurns(db.database, statement, ['b'], 5);
  expect(await db.database.query('SELECT consumer, count(*)::int FROM processed_events GROUP BY 1')).toEqual([
    { consumer: 'b', count: 10 },
  ]);
  await deleteInTurns(db.database, statement, ['none']);
  expect(await db.database.query('SELECT FROM processed_events')).toEqual([]);
});
