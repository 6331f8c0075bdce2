import type { InputIssue } from '../errors.ts';
import { isPlainProse, NO_DIRECTION_OVERRIDES, overridesDirection } from './plain-text.ts';

export const MAX_REASON_CHARACTERS = 500;

/** What is wrong with the reason that a person gave for the record; nothing where there is none. */
export function reasonIssues(reason: string | null | undefined): InputIssue[] {
  if (!reason) return [];
  if (overridesDirection(reason)) return [{ path: 'input.reason', message: NO_DIRECTION_OVERRIDES, code: 'MALFORMED' }];
  if (reason.length <= MAX_REASON_CHARACTERS && isPlainProse(reason)) return [];
  return [
    {
      path: 'input.reason',
      message: `must be plain text of at most ${MAX_REASON_CHARACTERS} characters`,
      code: 'MALFORMED',
      maximum: MAX_REASON_CHARACTERS,
    },
  ];
}
