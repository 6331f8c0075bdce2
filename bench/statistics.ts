export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/** The reference does the same in each round: when its figures differ by more than this part of the median, others were at work. */
const QUIET = 0.25;

export function isNoisy({ median, min, max }: Spread): boolean {
  return (max - min) / median > QUIET;
}
