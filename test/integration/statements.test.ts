import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStatement } from '../../src/platform/postgres/statement-file.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STATEMENTS = globSync('src/**/sql/*.sql', { cwd: ROOT }).sort();
const PARTS = globSync('src/**/sql/parts/*.sql', { cwd: ROOT }).sort();

const textOf = (path: string): string => readFileSync(`${ROOT}/${path}`, 'utf8');

describe('statements in files', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db[Symbol.asyncDispose]());

  it.each(STATEMENTS)('%s is understood by PostgreSQL, with every table and column', async (path) => {
    const text = readStatement(pathToFileURL(`${ROOT}/${path}`));
    await db.database.transaction(async (tx) => {
      // What locks whole tables can't be prepared, and changes nothing.
      if (/^LOCK TABLE\b/.test(text)) return await tx.query(text);
      await tx.query(`PREPARE statement AS ${text}`);
      return await tx.query('DEALLOCATE statement');
    });
  });

  it('are not understood when a column is missing', async () => {
    const broken = db.database.query('PREPARE statement AS SELECT no_such_column FROM seat_maps WHERE show_id = $1');
    await expect(broken).rejects.toThrow('no_such_column');
  });

  it.each(STATEMENTS)('%s says at its beginning what it locks and what it returns', (path) => {
    const header = textOf(path).split(/^(?!--)/m, 1)[0]!;
    expect(header).toMatch(/\bLocks\b/);
    expect(header).toMatch(/\bReturns\b/);
  });

  it.each(PARTS)('%s is part of a statement, and says what', (path) => {
    const users = [...STATEMENTS, ...PARTS].filter((other) => textOf(other).includes(`parts/${basename(path)} */`));
    expect(users.length).toBeGreaterThan(0);
    expect(textOf(path)).toMatch(/^-- /);
  });
});
