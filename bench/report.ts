import type { Comparison, Figures, Goal, Prepared } from './benchmark.ts';
import { renderTable } from './figure-table.ts';
import { isNoisy, type Spread, spreadOf } from './statistics.ts';

export interface Row {
  id: string;
  name: string;
  ours: string;
  reference: string;
  ratio: string;
  goal: string;
  reached: 'yes' | 'no';
  /** Null: the reference is counted, not timed. */
  noisy: boolean | null;
}

export interface Result {
  rows: Row[];
  remarks: string[];
  /** For the page in docs/, by the names of their places. */
  tables: { name: string; text: string }[];
}

/** What the rounds of one benchmark came to. */
export function resultOf(
  id: string,
  { comparisons, remarks = [], tables = [] }: Prepared,
  rounds: readonly Figures[],
): Result {
  const spread = (figure: string): Spread => spreadOf(rounds.map((round) => round[figure]!));
  return {
    rows: comparisons.map((comparison) => rowOf(id, comparison, rounds)),
    remarks: remarks.map(({ figure, name, unit }) => `${id}: ${name}: ${withSpread(spread(figure))} ${unit}`),
    tables: tables.map((each) => ({ name: each.name, text: renderTable(each, rounds) })),
  };
}

function rowOf(
  id: string,
  { name, unit, ours, reference, goal, timed = true }: Comparison,
  rounds: readonly Figures[],
): Row {
  const ratio = spreadOf(rounds.map((round) => round[ours]! / round[reference]!));
  const referenceSpread = spreadOf(rounds.map((round) => round[reference]!));
  return {
    id,
    name,
    ours: `${number(spreadOf(rounds.map((round) => round[ours]!)).median)} ${unit}`,
    reference: `${number(referenceSpread.median)} ${unit}`,
    ratio: withSpread(ratio),
    goal: 'least' in goal ? `≥ ${goal.least}` : `≤ ${goal.most}`,
    reached: isReached(goal, ratio.median) ? 'yes' : 'no',
    noisy: timed ? isNoisy(referenceSpread) : null,
  };
}

function isReached(goal: Goal, ratio: number): boolean {
  return 'least' in goal ? ratio >= goal.least : ratio <= goal.most;
}

function withSpread({ median, min, max }: Spread): string {
  return `${number(median)} (${number(min)}..${number(max)})`;
}

/** Three digits that count. */
function number(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: value >= 1_000 ? 4 : 3 });
}

const HEADS = ['#', 'What', 'Ours', 'Reference', 'Ratio (min..max)', 'Goal', 'Reached'] as const;

/** As a Markdown table that can be read as it is. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.id, row.name, row.ours, row.reference, row.ratio, row.goal, row.reached]);
  const widths = HEADS.map((head, column) => Math.max(head.length, ...cells.map((line) => line[column]!.length)));
  const line = (values: readonly string[]): string =>
    `| ${values.map((value, column) => value.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(HEADS), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

/** Whether the figures can be trusted. */
export function noiseOf(rows: readonly Row[], rounds: number): string {
  if (rounds === 1) return 'One round: nothing is known about noise.';
  if (rows.length > 0 && rows.every((row) => row.noisy === null)) return 'Its references are counted, not timed.';
  const noisy = [...new Set(rows.filter((row) => row.noisy).map((row) => row.id))];
  return noisy.length === 0
    ? 'A quiet run: each reference differed by less than a quarter between its rounds.'
    : `A NOISY run: the reference of ${noisy.join(', ')} differed by more than a quarter between its rounds.`;
}
