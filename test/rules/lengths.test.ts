import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/source-text.ts';

const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

const lines = (count: number, lineOf: (index: number) => string) => Array.from({ length: count }, (_, i) => lineOf(i));
const functionOf = (count: number, lineOf = (index: number) => `  use(${index});`) =>
  ['export function planted(use: (value: number) => void): void {', ...lines(count, lineOf), '}', ''].join('\n');
const fileOf = (count: number) => lines(count, (index) => `export const a${index} = ${index};\n`).join('');

const TOO_LONG: Record<string, string> = {
  'src/modules/shows/a.ts': functionOf(71),
  'packages/client/src/a.ts': functionOf(71),
  'packages/react/src/a.tsx': functionOf(71),
  'scripts/a.ts': functionOf(71),
  'src/platform/b.ts': fileOf(301),
  'packages/client/src/b.ts': fileOf(301),
};
const SHORT_ENOUGH: Record<string, string> = {
  'src/platform/c.ts': fileOf(300),
  // Comments and blank lines are none of its code.
  'src/modules/shows/d.ts': functionOf(70, (index) => `  // ${index}\n\n  use(${index});`),
  // A suite is a function.
  'src/modules/shows/e.test.ts': functionOf(250) + fileOf(100),
};

describe('the lengths of functions and files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'seatwire-lengths-'));
    for (const file of ['biome.json', '.gitignore']) await copyFile(join(ROOT, file), join(folder, file));
    for (const [file, text] of Object.entries({ ...TOO_LONG, ...SHORT_ENOUGH })) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are bounded by npm run lint, which counts code', () => {
    const args = [BIOME, 'lint', '--colors=off', '--max-diagnostics=none', '--reporter=github', '.'];
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const found = [...stdout.matchAll(/^::error .*?file=([^,]+),.*::This (?:function|file) has too many lines/gm)];
    expect(status).toBe(1);
    expect(found.map(([, file]) => relative(folder, file!)).toSorted()).toEqual(Object.keys(TOO_LONG).toSorted());
  });
});
