import type { ServiceName } from '../test/services/service-unavailable.ts';
import type { Figures, FigureTable } from './figure-table.ts';
import type { Stand } from './stand.ts';

export type { Figures } from './figure-table.ts';

/** One line, or a few, of the table. A file `bench/pNN-name.ts` exports one as `benchmark`. */
export interface Benchmark {
  /** As in the list of goals: `P1`. */
  id: string;
  title: string;
  needs: readonly ServiceName[];
  /** Makes ready what all rounds share. What it opens goes to the stand's stack. */
  prepare(stand: Stand): Promise<Prepared>;
}

export interface Prepared {
  /** Takes every figure once, ours and the reference's side by side. Throws when the work that was timed was not done. */
  measure(round: number): Promise<Figures>;
  comparisons: readonly Comparison[];
  /** Figures that explain, without a goal. */
  remarks?: readonly Remark[];
  /** Figures that are published as tables of their own in docs/. */
  tables?: readonly FigureTable[];
}

export interface Comparison {
  name: string;
  unit: string;
  /** Names of figures: the ratio is ours / reference, taken in each round. */
  ours: string;
  reference: string;
  goal: Goal;
  /** False where the reference is counted: it may differ between rounds on a quiet machine, too. */
  timed?: boolean;
}

export type Goal = { least: number } | { most: number };

export interface Remark {
  figure: string;
  name: string;
  unit: string;
}

/** Measures one after the other, in turn from either end, so that whatever drifts during a run hits both sides. */
export function interleaved(figures: Readonly<Record<string, () => Promise<number>>>): Prepared['measure'] {
  return async (round) => {
    const entries = Object.entries(figures);
    if (round % 2 === 1) entries.reverse();
    const taken: Record<string, number> = {};
    for (const [name, measure] of entries) taken[name] = await measure();
    return taken;
  };
}

/** How many per second: `count` things done by `work`. */
export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return count / ((performance.now() - started) / 1_000);
}

/** Does the work for each item, never more than `inFlight` at a time, in order of the items. */
export async function eachInFlight<T>(
  items: readonly T[],
  inFlight: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}
