import { parseArgs } from 'node:util';
import type { HonestReport } from '../test/kit/attacks/honest-buyer.ts';
import { ATTACKS, type AttackOutcome, type AttackResult, besiege, percentile } from '../test/kit/attacks/siege.ts';
import { table } from '../test/kit/basics/text-table.ts';
import { runCommand, UsageError } from './command.ts';

const USAGE = `npm run attack -- [--seconds N] [--only WORD,…]
  Attacks a node of its own with a heap of 512 MB in every way that is known, for so many seconds each (8), while honest
  buyers buy. Prints what each attack sent, the honest buyers' 99th percentile against a quiet node's, the node's memory, and
  a verdict: the node must live, what it sends must not have been refused before it was executed unless it is meant to be, and honest
  buyers must wait at most three times as long. One that made them wait longer is tried up to three times, and the best counts: what
  else the machine does is no attack. The verdict says which try it is of, and the tries are listed below the table. Beside it: for
  how long the node's thread was held up at most, and how many processors worked for neither node nor attacker (PostgreSQL, the
  buyers, others). "quiet" is the buyers alone with the node, before the first attack and for half as long before each other one, so
  that it is a figure of the same minutes; "quiet again" is after the last, and must hold as well: nothing of an attack stays behind.
  --only: the attacks with that word, or one of several words separated by commas.`;
const MAX_RATIO = 3;
const TRIES = 3;
const HEAD = [
  'attack',
  'requests',
  'sent',
  'honest p50',
  'p99',
  'of quiet',
  'live p99',
  'stall',
  'others',
  'memory',
  'heap',
  'verdict',
];

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '8' }, only: { type: 'string' } } });
  const seconds = Number(values.seconds);
  if (!(seconds >= 1 && seconds <= 600)) throw new UsageError('--seconds must be a number from 1 to 600.');
  const { only = '' } = values;
  const words = only.split(',').map((word) => word.trim());
  const attacks = ATTACKS.filter(({ name }) => words.some((word) => name.includes(word)));
  if (attacks.length === 0) throw new UsageError(`No attack has "${only}" in its name.`);
  const outcomes: AttackOutcome[] = [];
  const { quiet } = await besiege({
    seconds,
    tries: { most: TRIES, maxRatio: MAX_RATIO },
    isCompared: true,
    attacks,
    alone: true,
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      process.stdout.write(`${outcome.best.name}: ${outcome.best.lives ? 'over' : 'the node is down'}\n`);
    },
  });
  const quiet_ms = percentile(quiet.before.answers_ms, 99);
  const rows = [
    calmRow('quiet', quiet.before, quiet_ms),
    ...outcomes.map((outcome) => rowOf(outcome, quiet_ms)),
    ...(quiet.after === null ? [] : [calmRow('quiet again', quiet.after, quiet_ms)]),
  ];
  process.stdout.write(`${table(HEAD, rows)}\n`);
  for (const outcome of outcomes) process.stdout.write(notesOf(outcome, quiet_ms));
  const hold = outcomes.every(({ best }) => verdictOf(best, quiet_ms) === 'holds');
  const isAsBefore = quiet.after !== null && honestVerdict(quiet.after, quiet_ms) === 'holds';
  if (!hold || !isAsBefore) process.exitCode = 1;
});

/** Buyers alone with the node. */
function calmRow(name: string, honest: HonestReport, quiet_ms: number): string[] {
  return [name, '', '', ...waits(honest, quiet_ms), '', '', '', '', honestVerdict(honest, quiet_ms)];
}

/** p50 and p99 of their answers, against a quiet node's, and p99 of what they hear on the live map. */
function waits({ answers_ms, deltas_ms }: HonestReport, quiet_ms: number): string[] {
  const p99_ms = percentile(answers_ms, 99);
  const ratio = `${(p99_ms / quiet_ms).toFixed(1)}x`;
  return [ms(percentile(answers_ms, 50)), ms(p99_ms), ratio, ms(percentile(deltas_ms, 99))];
}

function rowOf({ tries, best }: AttackOutcome, quiet_ms: number): string[] {
  const { name, requests, sentBytes, honest, seen } = best;
  const which = tries.length > 1 ? ` (try ${tries.indexOf(best) + 1} of ${tries.length})` : '';
  return [
    name,
    `${requests}`,
    megabytes(sentBytes),
    ...waits(honest, quiet_ms),
    ms(seen.stall_ms),
    seen.otherCores.toFixed(1),
    megabytes(seen.residentBytes),
    megabytes(seen.heapBytes),
    `${verdictOf(best, quiet_ms)}${which}`,
  ];
}

function verdictOf({ lives, honest, refusal }: AttackResult, quiet_ms: number): string {
  if (!lives) return 'DOWN';
  if (honest.failures.length === 0 && refusal !== null) return 'REFUSED';
  return honestVerdict(honest, quiet_ms);
}

function honestVerdict(honest: HonestReport, quiet_ms: number): string {
  if (honest.failures.length > 0) return 'FAILS';
  return percentile(honest.answers_ms, 99) <= MAX_RATIO * quiet_ms ? 'holds' : 'SLOW';
}

/** What the row does not tell: each try where there were several, and each failure. */
function notesOf({ tries, best: { name } }: AttackOutcome, quiet_ms: number): string {
  const notes = tries.flatMap((result, index) => {
    const { honest, seen, refusal } = result;
    const p99_ms = percentile(honest.answers_ms, 99);
    const waited = `p99 ${ms(p99_ms)}, ${(p99_ms / quiet_ms).toFixed(1)}x, stall ${ms(seen.stall_ms)}`;
    const told = `try ${index + 1}: ${verdictOf(result, quiet_ms)}, ${waited}, others ${seen.otherCores.toFixed(1)}`;
    return [
      ...(tries.length > 1 ? [told] : []),
      ...honest.failures,
      ...(refusal === null ? [] : [`refused: ${refusal}`]),
    ];
  });
  return notes.map((note) => `${name}: ${note}\n`).join('');
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
