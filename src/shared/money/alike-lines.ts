/** What of a line that is read tells it from others. */
interface AlikeLine {
  kind: string;
  description: string;
  quantity: number;
}

/**
 * One line for those of the same kind and words, where the first of them stands: a fee in percent has a line for each price of a ticket, and a
 * discount one for each tax rate, which nobody who reads them can tell apart. `sum`: the first with the total of both.
 */
export function mergeAlike<Line extends AlikeLine>(
  lines: readonly Line[],
  sum: (one: Line, other: Line) => Line,
): Line[] {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.kind} ${line.description}`;
    const before = merged.get(key);
    // The tickets of all discounts are one purchase: only fees are so many.
    const quantity = line.kind === 'FEE' ? (before?.quantity ?? 0) + line.quantity : line.quantity;
    merged.set(key, before ? { ...sum(before, line), quantity } : line);
  }
  return [...merged.values()];
}
