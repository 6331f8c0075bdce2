import { glob, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

// Browsers have it on https and localhost only: a page that a phone opens over the home network fails where it is called.
it('pages and packages call no crypto.randomUUID', async () => {
  const callers: string[] = [];
  let files = 0;
  for await (const file of glob(['src/web/**/*.ts', 'packages/*/src/**/*.ts'])) {
    if (file.endsWith('.test.ts')) continue;
    files += 1;
    if (/crypto\s*\.\s*randomUUID\s*\(/.test(await readFile(file, 'utf8'))) callers.push(file);
  }
  expect(files).toBeGreaterThan(100);
  expect(callers).toEqual([]);
});
