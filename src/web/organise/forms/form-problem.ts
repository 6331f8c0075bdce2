import type { InputIssue, Refusal } from '../../api/box-office-types.ts';

/** What is wrong with what stands in a field; `refused`: so the server says, by a code or, where there is none, in English. */
export type FormProblem =
  | { kind: 'missing' | 'planMissing' | 'tooLong' | 'noPrice' | 'noPercent' | 'noAmount' | 'noCount' | 'sameName' }
  | { kind: 'noLimit' | 'fewerThanLock' }
  /** `most`: minor units. */
  | { kind: 'tooMuch'; most: number }
  | { kind: 'incomplete' | 'skipped' | 'past' | 'notBeforeStart' | 'notAfterSalesStart' | 'notAfterValidFrom' }
  | { kind: 'refused'; issue: InputIssue };

/** By the names of the fields, in their order. */
export type FormProblems = ReadonlyMap<string, FormProblem>;

export const NO_PROBLEMS: FormProblems = new Map();

/** What was typed, as the API takes it; or what is wrong with it. `fieldOf`: which field a path of the input is of. */
export type Reading<Input> =
  | { ok: true; input: Input; fieldOf: ReadonlyMap<string, string> }
  | { ok: false; problems: FormProblems };

/** What is wrong in the parts of one form, one of which is wrong at least. */
export function allProblems(parts: readonly Reading<unknown>[]): { ok: false; problems: FormProblems } {
  const problems = parts.flatMap((reading) => (reading.ok ? [] : [...reading.problems]));
  return { ok: false, problems: new Map(problems) };
}

/** What the server found, at the fields that it is of. `isAll`: nothing else was found. */
export function problemsOf(
  { issues = [] }: Refusal,
  fieldOf: ReadonlyMap<string, string>,
): { problems: FormProblems; isAll: boolean } {
  let isAll = issues.length > 0;
  const problems = new Map<string, FormProblem>();
  for (const issue of issues) {
    const field = fieldAt(issue.path, fieldOf);
    if (field === undefined) isAll = false;
    else if (!problems.has(field)) problems.set(field, { kind: 'refused', issue });
  }
  return { problems, isAll };
}

/** The field of the path itself, or the first of what is below it. */
function fieldAt(path: string, fieldOf: ReadonlyMap<string, string>): string | undefined {
  const exact = fieldOf.get(path);
  if (exact !== undefined) return exact;
  for (const [known, field] of fieldOf) if (known.startsWith(`${path}.`)) return field;
  return undefined;
}
