import type { FormProblem, Reading } from './form-problem.ts';

/** How much one buyer may hold of a show, as it stands in the fields of a form; blank: as much as the box office allows. */
export interface TypedLimits {
  seatsPerLock: string;
  seatsPerBuyer: string;
  locksPerBuyer: string;
}

export type LimitName = keyof TypedLimits;

export type LimitsInput = Record<LimitName, number | null>;

export const LIMIT_NAMES = ['seatsPerLock', 'seatsPerBuyer', 'locksPerBuyer'] as const satisfies readonly LimitName[];

export const NO_LIMITS: TypedLimits = { seatsPerLock: '', seatsPerBuyer: '', locksPerBuyer: '' };

export function limitsOfShow(limits: LimitsInput): TypedLimits {
  const typed = (name: LimitName) => String(limits[name] ?? '');
  return {
    seatsPerLock: typed('seatsPerLock'),
    seatsPerBuyer: typed('seatsPerBuyer'),
    locksPerBuyer: typed('locksPerBuyer'),
  };
}

/** What was typed, as the API takes it. */
export function readLimits(typed: TypedLimits): Reading<LimitsInput> {
  const problems = new Map<string, FormProblem>();
  const input: LimitsInput = { seatsPerLock: null, seatsPerBuyer: null, locksPerBuyer: null };
  for (const name of LIMIT_NAMES) {
    const text = typed[name].trim();
    if (text === '') continue;
    const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (limit >= 1) input[name] = limit;
    else problems.set(name, { kind: 'noLimit' });
  }
  const { seatsPerLock, seatsPerBuyer } = input;
  if (seatsPerLock !== null && seatsPerBuyer !== null && seatsPerBuyer < seatsPerLock) {
    problems.set('seatsPerBuyer', { kind: 'fewerThanLock' });
  }
  if (problems.size > 0) return { ok: false, problems };
  const fieldOf = new Map(LIMIT_NAMES.map((name) => [`input.limits.${name}`, name]));
  return { ok: true, input, fieldOf };
}
