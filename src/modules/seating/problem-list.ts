import type { z } from 'zod';
import type { InputIssue } from '../errors.ts';

const MAX_LISTED = 100;

/** Collects problems by path: the first hundred are kept, all are counted. */
export class ProblemList {
  readonly #root: string;
  readonly #listed: InputIssue[] = [];
  #count = 0;

  /** `root` is the path of the whole, for example `plan`; the paths given to `add` are below it. */
  constructor(root: string) {
    this.#root = root;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(path: string, message: string): void {
    this.#count += 1;
    if (this.#listed.length < MAX_LISTED) this.#listed.push({ path: this.pathOf(path), message });
  }

  /** Checks one value against its model: the parsed value, or null with every problem added. */
  check<T>(model: z.ZodType<T>, value: unknown, path: string): T | null {
    const result = model.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      this.add([path, ...issue.path.map(String)].filter((part) => part !== '').join('.'), issue.message);
    }
    return null;
  }

  pathOf(path: string): string {
    return path === '' ? this.#root : `${this.#root}.${path}`;
  }

  /** The problems; when there are more than a hundred the last entry says how many were left out. */
  list(): InputIssue[] {
    const leftOut = this.#count - this.#listed.length;
    if (leftOut === 0) return [...this.#listed];
    return [
      ...this.#listed,
      {
        path: this.#root,
        message: `and ${leftOut} more problems (${this.#count} in all, the first ${MAX_LISTED} are listed)`,
      },
    ];
  }
}
