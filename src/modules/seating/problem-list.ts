import type { z } from 'zod';
import { modelIssue } from '../../platform/validation/model-issue.ts';
import { type InputIssue, MAX_ISSUES, toldIssues } from '../../shared/errors.ts';

/** Collects problems by path, until there are more than are told. */
export class ProblemList {
  readonly #root: string;
  readonly #found: InputIssue[] = [];

  /** `root` is the path of the whole, for example `plan`; the paths given to `add` are below it. */
  constructor(root: string) {
    this.#root = root;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Whether there are more than are told: no others need to be looked for. */
  get isFull(): boolean {
    return this.#found.length > MAX_ISSUES;
  }

  /** `issue.path` is below the root. */
  add({ path, ...issue }: InputIssue): void {
    if (!this.isFull) this.#found.push({ path: this.pathOf(path), ...issue });
  }

  /** Checks one value against its model: the parsed value, or null with every problem added. */
  check<T>(model: z.ZodType<T>, value: unknown, path: string): T | null {
    const result = model.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) this.add(modelIssue(issue, path));
    return null;
  }

  pathOf(path: string): string {
    return path === '' ? this.#root : `${this.#root}.${path}`;
  }

  /** The problems; the last entry says so when there are more than are told. */
  list(): InputIssue[] {
    return toldIssues(this.#found);
  }
}
