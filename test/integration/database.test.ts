import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepared } from '../../src/platform/postgres/database.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

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
