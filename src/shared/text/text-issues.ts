import type { InputIssue } from '../errors.ts';
import { hasVisibleText, isPlainText, lookOfName, NO_DIRECTION_OVERRIDES, overridesDirection } from './plain-text.ts';

/** What is wrong with a line of text that organisers give and buyers read. */
export function textIssues(text: string, path: string, maxLength: number): InputIssue[] {
  const issues: InputIssue[] = [];
  if (!hasVisibleText(text)) issues.push({ path, message: 'must not be empty', code: 'REQUIRED' });
  if (text.length > maxLength)
    issues.push({ path, message: `must have at most ${maxLength} characters`, code: 'TOO_LONG', maximum: maxLength });
  // The title is the subject of mails.
  if (!isPlainText(text)) {
    issues.push({ path, message: 'must be plain text without control characters', code: 'MALFORMED' });
  }
  if (overridesDirection(text)) issues.push({ path, message: NO_DIRECTION_OVERRIDES, code: 'MALFORMED' });
  return issues;
}

/**
 * What is wrong with names of one list that a reader can not tell from an earlier one of it. `pathOf`: of the name at an index; null: it
 * is not given now, and may stay. `mayRepeat`: the very same name may stand for several things.
 */
export function sameNameIssues(
  names: readonly string[],
  pathOf: (index: number) => string | null,
  mayRepeat = false,
): InputIssue[] {
  const firstOf = new Map<string, string>();
  return names.flatMap((name, index) => {
    const look = lookOfName(name);
    const first = firstOf.get(look);
    if (first === undefined) firstOf.set(look, name);
    const path = pathOf(index);
    // What can not be seen at all is refused as such.
    if (first === undefined || look === '' || path === null || (mayRepeat && first === name)) return [];
    return [{ path, message: `can not be told apart from the name "${first}"`, code: 'DUPLICATE' }];
  });
}
