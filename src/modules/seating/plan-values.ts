import { z } from 'zod';
import { codeOf, MISSING } from '../../platform/validation/model-issue.ts';
import {
  hasVisibleText,
  isPlainText,
  NO_DIRECTION_OVERRIDES,
  overridesDirection,
} from '../../shared/text/plain-text.ts';
import { MAX_PLAN_TEXT } from './plan-limits.ts';
import type { ProblemList } from './problem-list.ts';

/** What parts of a plan are read by: models of their values, and looks into values that may be anything. */

export const missingOr = (message: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? MISSING : message;

const EMPTY = codeOf('REQUIRED', 'must not be empty');

export const mayBeBlank = z
  .string({ error: missingOr('must be text') })
  .max(MAX_PLAN_TEXT, `must have at most ${MAX_PLAN_TEXT} characters`)
  .refine(isPlainText, 'must be plain text without control characters')
  .refine((value) => !overridesDirection(value), NO_DIRECTION_OVERRIDES);
export const text = mayBeBlank.refine((value) => value.trim() !== '', EMPTY);
/** What people read. */
export const visible = mayBeBlank.refine(hasVisibleText, EMPTY);

/** What may be anything, and is read by people where it is text. */
export const turnsNothing = z.unknown().refine(isTurningNothing, NO_DIRECTION_OVERRIDES);

/** Row and seat numbers ("12", "A", ""), which some tools write as numbers. */
export const label = z.preprocess((value) => (Number.isFinite(value) ? String(value) : value), mayBeBlank);

export const object = { error: 'must be an object' };

function isTurningNothing(value: unknown): boolean {
  return typeof value !== 'string' || !overridesDirection(value);
}

export function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

export function listIn(value: unknown, key: string): unknown[] {
  const found = memberOf(value, key);
  return Array.isArray(found) ? found : [];
}

export function textIn(value: unknown, key: string): string | null {
  const found = memberOf(value, key);
  return typeof found === 'string' ? found : null;
}

/** `places`: where each text was first. */
export function refuseRepeated(
  value: string | null,
  path: string,
  places: Map<string, string>,
  problems: ProblemList,
): void {
  if (value === null) return;
  const first = places.get(value);
  if (first === undefined) {
    places.set(value, problems.pathOf(path));
    return;
  }
  const message = `"${shorten(value)}" is already used at ${first}`;
  problems.add({ path, message, code: 'DUPLICATE', relatedPath: first });
}

/** `categories`: the names of the plan's. */
export function refuseUnknownCategory(
  value: unknown,
  path: string,
  { problems, categories }: { problems: ProblemList; categories: ReadonlySet<string | null> },
): void {
  const category = textIn(value, 'category');
  if (category === null || categories.has(category)) return;
  const message = `"${shorten(category)}" is not one of the plan's categories`;
  problems.add({ path: `${path}.category`, message, code: 'UNKNOWN' });
}

function shorten(value: string): string {
  return value.length <= MAX_PLAN_TEXT ? value : `${value.slice(0, MAX_PLAN_TEXT)}…`;
}
