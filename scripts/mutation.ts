import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from './command.ts';
import { PARTS } from './mutation-parts.mjs';

const USAGE = `npm run mutation -- [--write] [--report] [${Object.keys(PARTS).join('|')} …]
  Changes the code in small ways and looks whether a test notices (Stryker), part by part, and prints the score of each
  file. --report only prints what the last runs found; --write puts the table into docs/mutation-testing.md.`;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STRYKER = fileURLToPath(new URL('../node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../docs/mutation-testing.md', import.meta.url));
const [BEGIN, END] = ['<!-- score -->', '<!-- /score -->'];

interface Report {
  files: Record<string, { mutants: { status: string }[] }>;
}

interface Score {
  killed: number;
  timedOut: number;
  survived: number;
  uncovered: number;
}

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { write: { type: 'boolean', default: false }, report: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const parts = positionals.length > 0 ? positionals : Object.keys(PARTS);
  for (const part of parts) if (!(part in PARTS)) throw new UsageError(`There is no part ${part}.`);
  for (const part of parts) if (!values.report) await mutate(part);
  const table = await tableOf(parts);
  process.stdout.write(`\n${table}\n`);
  if (values.write) await writeTable(table);
});

/** Its exit code is ours when tests notice too few of the mutants. */
async function mutate(part: string): Promise<void> {
  // The same sequences for each mutant, and not many: the others come from the contract and integration tests.
  const env = { ...process.env, MUTATION_PART: part, MODEL_RUNS: '150', MODEL_SEED: '1' };
  const stryker = spawn(process.execPath, [STRYKER, 'run'], { cwd: ROOT, env, stdio: 'inherit' });
  const [code] = (await once(stryker, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = code ?? 1;
}

async function tableOf(parts: readonly string[]): Promise<string> {
  const lines = [
    '| Part | File | Mutants | Killed | Timed out | Survived | Not covered | Score |',
    '|---|---|--:|--:|--:|--:|--:|--:|',
  ];
  for (const part of parts) {
    const path = `${ROOT}reports/mutation/${part}.json`;
    if (!existsSync(path)) continue;
    const { files } = JSON.parse(await readFile(path, 'utf8')) as Report;
    const scores = Object.entries(files).map(([file, { mutants }]) => [file, scoreOf(mutants)] as const);
    lines.push(rowOf(`**${part}**`, '', sumOf(scores.map(([, score]) => score))));
    for (const [file, score] of scores) lines.push(rowOf('', `\`${file}\``, score));
  }
  return lines.join('\n');
}

function scoreOf(mutants: readonly { status: string }[]): Score {
  const count = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
  return {
    killed: count('Killed'),
    timedOut: count('Timeout'),
    survived: count('Survived'),
    uncovered: count('NoCoverage'),
  };
}

function sumOf(scores: readonly Score[]): Score {
  return scores.reduce(
    (sum, score) => ({
      killed: sum.killed + score.killed,
      timedOut: sum.timedOut + score.timedOut,
      survived: sum.survived + score.survived,
      uncovered: sum.uncovered + score.uncovered,
    }),
    { killed: 0, timedOut: 0, survived: 0, uncovered: 0 },
  );
}

function rowOf(part: string, file: string, { killed, timedOut, survived, uncovered }: Score): string {
  const all = killed + timedOut + survived + uncovered;
  const score = all === 0 ? '–' : `${((100 * (killed + timedOut)) / all).toFixed(1)} %`;
  return `| ${part} | ${file} | ${all} | ${killed} | ${timedOut} | ${survived} | ${uncovered} | ${score} |`;
}

async function writeTable(table: string): Promise<void> {
  const text = await readFile(DOCUMENT, 'utf8');
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${DOCUMENT} has no place for the score`);
  const taken = `Taken on ${new Date().toISOString().slice(0, 10)} with \`npm run mutation\`:`;
  await writeFile(DOCUMENT, `${text.slice(0, before)}${BEGIN}\n${taken}\n\n${table}\n${text.slice(after)}`);
}
