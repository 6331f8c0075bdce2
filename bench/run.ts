/** `npm run bench`: takes the figures of the goals, ours and each reference side by side, and prints them as one table. */
import { readdir } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ServiceUnavailable } from '../test/services/service-unavailable.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { ProgramMissing } from './programs.ts';
import { writeResults, writeTables } from './published-results.ts';
import { noiseOf, type Result, type Row, resultOf, table } from './report.ts';
import { openServers, type Servers } from './servers.ts';
import { createStand } from './stand.ts';

const USAGE = `Usage: npm run bench [-- P1 P3 …] [--rounds N] [--quick] [--list] [--write] [--profile DIR]

  P1 P3 …        only these (default: all)
  --rounds N     rounds that count, after one to warm up (default 5)
  --quick        one short round, no warm-up: shows that it works; its figures mean nothing
  --list         names the benchmarks and runs none
  --write        puts the rows into bench/README.md, with date and machine, and tables into docs/best-seats.md
  --profile DIR  processes of the product leave their CPU profiles there

Servers whose setting (DATABASE_URL, REDIS_URL, KAFKA_BROKERS) is there are used, the others are started and stopped.`;

const DEFAULT_ROUNDS = 5;

interface Options {
  ids: string[];
  rounds: number;
  quick: boolean;
  list: boolean;
  write: boolean;
  profileDir: string | null;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const all = await loadBenchmarks();
  const options = readOptions(all);
  if (typeof options === 'string') {
    say(options);
    return 1;
  }
  if (options.list) {
    for (const { id, title } of all) print(`${id.padEnd(4)} ${title}`);
    return 0;
  }
  const chosen = all.filter(({ id }) => options.ids.length === 0 || options.ids.includes(id));
  const began = new Date();
  const load = loadavg()[0]!;
  await using stack = new AsyncDisposableStack();
  say('Starting servers …');
  const needs = new Set(chosen.flatMap((benchmark) => benchmark.needs));
  const servers = await openServers(needs, stack).catch(unavailable);
  if (typeof servers === 'string') {
    say(servers);
    return 1;
  }
  const rows: Row[] = [];
  const remarks: string[] = [];
  const tables: Result['tables'] = [];
  const taken: string[] = [];
  let leftOut = 0;
  for (const benchmark of chosen) {
    const result = await take(benchmark, servers, options);
    if (result === null) {
      leftOut += 1;
      continue;
    }
    rows.push(...result.rows);
    remarks.push(...result.remarks);
    tables.push(...result.tables);
    taken.push(benchmark.id);
  }
  const heading =
    `${began.toISOString().slice(0, 16)}Z, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}, ` +
    `${options.rounds} rounds, load ${load.toFixed(1)} before. ${noiseOf(rows, options.rounds)}`;
  const text = [heading, table(rows), remarks.map((remark) => `- ${remark}`).join('\n')].join('\n\n').trimEnd();
  const withHeading = tables.map(({ name, text }) => ({ name, text: `${text}\n\n${heading}` }));
  print(`\n${text}`);
  for (const { name, text } of tables) print(`\n${name}\n\n${text}`);
  if (options.write) {
    await writeResults(text, taken);
    await writeTables(withHeading);
  }
  return leftOut > 0 ? 1 : 0;
}

/** Null, and said why, when something that it needs is not on this machine. */
async function take(benchmark: Benchmark, servers: Servers, options: Options): Promise<Result | null> {
  const { rounds, quick, profileDir } = options;
  say(`${benchmark.id}: ${benchmark.title}`);
  await using stack = new AsyncDisposableStack();
  try {
    const prepared = await benchmark.prepare(createStand({ servers, quick, profileDir, stack }));
    if (!quick) await prepared.measure(0);
    const taken: Figures[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      taken.push(await prepared.measure(round));
      say(`  ${round}/${rounds} ${JSON.stringify(taken.at(-1))}`);
    }
    return resultOf(benchmark.id, prepared, taken);
  } catch (error) {
    if (!(error instanceof ProgramMissing)) throw error;
    say(`  left out: ${error.message}`);
    return null;
  }
}

/** Every `pNN-name.ts` of this folder, in the order of their names. */
async function loadBenchmarks(): Promise<Benchmark[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => /^p\d\d-[\w-]+\.ts$/.test(name)).sort();
  return await Promise.all(
    files.map(async (file) => ((await import(`./${file}`)) as { benchmark: Benchmark }).benchmark),
  );
}

/** The options, or what is wrong with them. */
function readOptions(all: readonly Benchmark[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return USAGE;
    const ids = positionals.map((id) => id.toUpperCase());
    const unknown = ids.find((id) => !all.some((benchmark) => benchmark.id === id));
    if (unknown) return `There is no benchmark ${unknown}.\n\n${USAGE}`;
    const rounds = Number(values.rounds ?? (values.quick ? 1 : DEFAULT_ROUNDS));
    if (!Number.isInteger(rounds) || rounds < 1) return `--rounds must be a whole number from 1.\n\n${USAGE}`;
    const { quick, list, write, profile } = values;
    return { ids, rounds, quick, list, write, profileDir: profile ?? null };
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

/** Why there is a server missing. */
function unavailable(error: unknown): string {
  if (error instanceof ServiceUnavailable) return error.message;
  throw error;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
