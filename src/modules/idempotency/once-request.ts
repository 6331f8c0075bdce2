import { createHash } from 'node:crypto';
import { InvalidInputError } from '../../shared/errors.ts';
import { MAX_KEY_CHARACTERS } from '../../shared/idempotency-key.ts';
import { isPlainText } from '../../shared/text/plain-text.ts';
import type { KeyOwner } from './key-allowance.ts';

export interface OnceRequest<T extends object> extends KeyOwner {
  operation: string;
  /** Null or undefined: the operation simply runs. */
  key: string | null | undefined;
  /** What the operation was asked to do: a key used again with another input is refused. */
  input: object;
  /**
   * Makes the id that the operation gives to what it makes, or is the id of what it changes: of the right form, since it is
   * kept for a day.
   */
  newSubjectId(): string;
  /**
   * For work that leaves a record of its subject, from which the answer can be told at any later time: what the work
   * answered under this subject, or null when it was not done. Then the record is all that is written: the answer is not.
   */
  recall?(subjectId: string): Promise<T | null>;
}

/** Longer than any id of ours. */
const MAX_SUBJECT_LENGTH = 100;

/** Throws InvalidInputError. */
export function assertKey(key: string): void {
  if (key.length > 0 && key.length <= MAX_KEY_CHARACTERS && isPlainText(key)) return;
  throw new InvalidInputError([
    {
      path: 'input.idempotencyKey',
      message: `must have 1 to ${MAX_KEY_CHARACTERS} characters, no control characters`,
      code: 'MALFORMED',
    },
  ]);
}

/** Ids are checked by their form where they come from; nothing else gets into the statement that callers share. */
export function checkedSubject(subjectId: string): string {
  if (subjectId.length <= MAX_SUBJECT_LENGTH && isPlainText(subjectId)) return subjectId;
  throw new InvalidInputError([{ path: 'input', message: 'names what has no id of ours', code: 'MALFORMED' }]);
}

/** SHA-256 over the input with its keys in order, without the idempotency key itself. */
export function hashOf(input: object): string {
  const { idempotencyKey: _, ...rest } = input as Record<string, unknown>;
  return createHash('sha256')
    .update(JSON.stringify(canonical(rest)))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, canonical(member)]),
  );
}
