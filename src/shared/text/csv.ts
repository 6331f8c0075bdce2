/** Tells spreadsheets that what follows is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** A number that is written with these digits: an amount of money. */
export interface Decimal {
  decimal: string;
}

export type Cell = string | number | Decimal | null;

/** What spreadsheets take for the beginning of a formula, and would run. */
const FORMULA = /^[=+\-@\t\r]/;
const TO_BE_QUOTED = /[",\r\n]/;

/**
 * One row as RFC 4180 says, its line end included. Texts that would be formulas come with an apostrophe in front, which spreadsheets take
 * for "this is text"; numbers are as they are.
 */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return cell.decimal;
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return TO_BE_QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
