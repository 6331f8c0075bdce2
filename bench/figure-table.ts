import { spreadOf } from './statistics.ts';

/** What one round measured, by name. */
export type Figures = Readonly<Record<string, number>>;

/** A table of figures for a page of docs/, beside the goals. */
export interface FigureTable {
  /** The page has a place of that name: `<!-- name -->`, the table, `<!-- /name -->`. */
  name: string;
  heads: readonly string[];
  lines: readonly (readonly Cell[])[];
}

/** Words; or values, one after the other. */
export type Cell = string | readonly Value[];

/** The median of what the rounds come to. */
export interface Value {
  of(round: Figures): number;
  as: Unit;
}

export type Unit = (value: number) => string;

export const units = {
  percent: (share) => `${number(share * 100, 2)} %`,
  count: (value) => number(value, 0),
  tenths: (value) => number(value, 1),
  hundredths: (value) => number(value, 2),
  thousandths: (value) => number(value, 3),
} satisfies Record<string, Unit>;

export function figure(name: string, as: Unit): Value {
  return { of: (round) => round[name]!, as };
}

export function ratio(above: string, below: string, as: Unit = units.hundredths): Value {
  return { of: (round) => round[above]! / round[below]!, as };
}

/** As Markdown. */
export function renderTable({ heads, lines }: FigureTable, rounds: readonly Figures[]): string {
  const textOf = (cell: Cell): string =>
    typeof cell === 'string' ? cell : cell.map(({ of, as }) => as(spreadOf(rounds.map(of)).median)).join(', ');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...lines.map((cells) => line(cells.map(textOf)))].join('\n');
}

function number(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
