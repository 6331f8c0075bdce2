import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStatement } from './statement-file.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatwire-sql-'));
  await mkdir(join(folder, 'parts'));
  const files = {
    'whole.sql': '-- Reads one.\n-- Locks nothing.\nSELECT 1 -- the number\n',
    'parts/inner.sql': '-- Needs $1.\nSELECT $1\n',
    'parts/outer.sql': 'x AS (\n  /* include parts/inner.sql */\n)\n',
    'made.sql': '-- Of parts.\nWITH /* include parts/outer.sql */ SELECT FROM x\n',
    'missing.sql': '/* include parts/nowhere.sql */',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (name: string): string => readStatement(pathToFileURL(join(folder, name)));

describe('a statement in a file', () => {
  it('is what stands below its header', () => {
    expect(read('whole.sql')).toBe('SELECT 1 -- the number');
  });

  it('may have parts, and they have parts, all named from the folder of statements', () => {
    expect(read('made.sql')).toBe('WITH x AS (\n  SELECT $1\n) SELECT FROM x');
  });

  it('is refused when a part is missing', () => {
    expect(() => read('missing.sql')).toThrow('nowhere.sql');
  });
});
