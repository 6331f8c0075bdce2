import { table } from '../basics/text-table.ts';

/** What a buyer does and waits for, in this order. */
export const STEPS = {
  open: 'open the map',
  lock: 'take seats',
  see: 'see them taken',
  book: 'book',
  pay: 'pay',
  release: 'give back',
} as const;
export type Step = keyof typeof STEPS;

export interface StepFigures {
  done: number;
  perSecond: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
  max_ms: number;
}

export interface LoadFigures {
  seconds: number;
  buyers: number;
  /** Buyers who came, those who were replaced included. */
  visits: number;
  ticketsSold: number;
  /** Buyers who found nothing to take. */
  foundNothing: number;
  steps: Record<Step, StepFigures>;
  /** By step and type of the refusal, or code of the error where there was no answer. */
  refusals: Partial<Record<Step, Record<string, number>>>;
}

/** Counts while a load is played. Refused attempts are counted by their reason, and not among the times of what was done. */
export class LoadRecord {
  readonly #waits_ms = new Map<Step, number[]>();
  readonly #refusals = new Map<Step, Map<string, number>>();
  visits = 0;
  ticketsSold = 0;
  foundNothing = 0;

  done(step: Step, waited_ms: number): void {
    const waits_ms = this.#waits_ms.get(step) ?? [];
    waits_ms.push(waited_ms);
    this.#waits_ms.set(step, waits_ms);
  }

  refused(step: Step, reason: string): void {
    const reasons = this.#refusals.get(step) ?? new Map<string, number>();
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    this.#refusals.set(step, reasons);
  }

  figures(buyers: number, seconds: number): LoadFigures {
    const names = Object.keys(STEPS) as Step[];
    const { visits, ticketsSold, foundNothing } = this;
    const steps = names.map((step) => [step, stepFigures(this.#waits_ms.get(step) ?? [], seconds)]);
    const refusals = [...this.#refusals].map(([step, reasons]) => [step, Object.fromEntries(reasons)]);
    return {
      ...{ seconds, buyers, visits, ticketsSold, foundNothing },
      ...{ steps: Object.fromEntries(steps), refusals: Object.fromEntries(refusals) },
    };
  }
}

function stepFigures(given_ms: readonly number[], seconds: number): StepFigures {
  const waits_ms = given_ms.toSorted((a, b) => a - b);
  const at = (part: number) => waits_ms[Math.max(0, Math.ceil(part * waits_ms.length) - 1)] ?? 0;
  return {
    ...{ done: waits_ms.length, perSecond: waits_ms.length / seconds },
    ...{ p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99), max_ms: at(1) },
  };
}

/** Lines for people. */
export function loadReport({ seconds, buyers, visits, ticketsSold, foundNothing, ...rest }: LoadFigures): string {
  const names = Object.keys(STEPS) as Step[];
  const rows = names.map((step) => {
    const { done, perSecond, p50_ms, p95_ms, p99_ms, max_ms } = rest.steps[step];
    const waits = [p50_ms, p95_ms, p99_ms, max_ms].map((wait_ms) => (done === 0 ? '' : `${wait_ms.toFixed(0)} ms`));
    return [STEPS[step], `${done}`, perSecond.toFixed(1), ...waits];
  });
  const refusals = names.flatMap((step) =>
    Object.entries(rest.refusals[step] ?? {})
      .toSorted(([, a], [, b]) => b - a)
      .map(([reason, times]) => [STEPS[step], reason, `${times}`]),
  );
  const sold = `${ticketsSold} tickets sold, ${((60 * ticketsSold) / seconds).toFixed(0)} a minute`;
  return [
    `${buyers} buyers at a time for ${seconds.toFixed(0)} s: ${visits} came, ${foundNothing} found nothing to take; ${sold}`,
    table(['step', 'done', 'a second', 'p50', 'p95', 'p99', 'longest'], rows),
    refusals.length === 0 ? 'Nothing was refused.' : table(['refused', 'why', 'times'], refusals),
  ].join('\n\n');
}
