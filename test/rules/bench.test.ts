import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Benchmark } from '../../bench/benchmark.ts';
import { pgbenchScript, type Sample } from '../../bench/recorded-sql.ts';
import { noiseOf, resultOf, table } from '../../bench/report.ts';

const BENCH = fileURLToPath(new URL('../../bench/', import.meta.url));
const files = (await readdir(BENCH)).filter((name) => /^p\d\d-.+\.ts$/.test(name)).sort();

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${BENCH}run.ts`, ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('npm run bench', () => {
  it('lists every benchmark and runs none', async () => {
    const { code, stdout } = await run('--list');
    expect(code).toBe(0);
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(ids).toEqual(files.map((file) => `P${Number(file.slice(1, 3))}`));
  });

  it('refuses what it does not know', async () => {
    expect(await run('P99')).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no benchmark P99.') });
    expect(await run('--rounds', '0')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('whole number from 1'),
    });
  });

  it('tells in its README of every benchmark, and has a place for results there', async () => {
    const readme = await readFile(`${BENCH}README.md`, 'utf8');
    for (const file of files) expect(readme).toContain(`| P${Number(file.slice(1, 3))} `);
    expect(readme).toMatch(/<!-- results -->\n[\s\S]*\n<!-- \/results -->/);
  });
});

describe.each(files)('bench/%s', (file) => {
  it('exports a benchmark named like it', async () => {
    const { benchmark } = (await import(/* @vite-ignore */ `${BENCH}${file}`)) as { benchmark: Benchmark };
    expect(benchmark).toEqual({
      id: `P${Number(file.slice(1, 3))}`,
      title: expect.stringMatching(/./),
      needs: expect.any(Array),
      prepare: expect.any(Function),
    });
  });
});

describe('the table', () => {
  const comparison = { name: 'ours / theirs', unit: 'locks/s', ours: 'ours', reference: 'theirs' };
  const rounds = [
    { ours: 50, theirs: 100 },
    { ours: 90, theirs: 100 },
    { ours: 66, theirs: 110 },
  ];
  const resultFor = (goal: { least: number } | { most: number }, taken = rounds) =>
    resultOf('P1', { comparisons: [{ ...comparison, goal }], measure: async () => ({}) }, taken);

  it('holds the median of the rounds’ ratios against the goal', () => {
    const { rows } = resultFor({ least: 0.6 });
    expect(rows[0]).toMatchObject({ ours: '66 locks/s', ratio: '0.6 (0.5..0.9)', goal: '≥ 0.6', reached: 'yes' });
    expect(resultFor({ least: 0.61 }).rows[0]!.reached).toBe('no');
    expect(resultFor({ most: 0.6 }).rows[0]!.reached).toBe('yes');
    expect(resultFor({ most: 0.59 }).rows[0]!.reached).toBe('no');
    expect(table(rows).split('\n')).toHaveLength(3);
  });

  it('says when the reference itself was unsteady', () => {
    expect(noiseOf(resultFor({ least: 1 }).rows, 3)).toContain('A quiet run');
    expect(noiseOf(resultFor({ least: 1 }, [...rounds, { ours: 1, theirs: 60 }]).rows, 4)).toContain('NOISY run');
    expect(noiseOf(resultFor({ least: 1 }).rows, 1)).toContain('nothing is known');
    const counted = { ...comparison, goal: { least: 1 }, timed: false };
    const { rows } = resultOf('P1', { comparisons: [counted], measure: async () => ({}) }, [
      ...rounds,
      { ours: 1, theirs: 60 },
    ]);
    expect(noiseOf(rows, 4)).toBe('Its references are counted, not timed.');
  });
});

describe('a recorded transaction as a pgbench script', () => {
  const made = (letter: string): string => `event_${letter.repeat(26)}`;
  const sample = (number: number, letter: string): Sample => ({
    number,
    statements: [
      { text: 'BEGIN', values: [] },
      {
        text: `INSERT INTO t SELECT $1, $2::text[], $3::json, $4, $5, to_char(now(), 'HH24:MI')`,
        values: [`b_${number}`, [made(letter), "it's"], { id: made(letter), for: `b_${number}` }, null, 7],
      },
      { text: 'COMMIT', values: [] },
    ],
  });

  it('does the same for any number', () => {
    const id = `event_${'x'.repeat(14)}00`;
    expect(pgbenchScript(sample(1_000_000_001, 'x'), sample(1_000_000_002, 'y')).split('\n')).toEqual([
      'BEGIN;',
      `INSERT INTO t SELECT (E'b_' || :n || E''), ARRAY[(E'${id}' || :n || E''), E'it''s']::text[], ` +
        `(E'{"id"\\072"${id}' || :n || E'","for"\\072"b_' || :n || E'"}')::json, NULL, 7, to_char(now(), E'HH24\\072MI');`,
      'COMMIT;',
    ]);
  });
});
