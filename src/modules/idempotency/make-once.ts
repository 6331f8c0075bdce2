import type { Principal } from '../../shared/principal.ts';
import type { Idempotency } from './idempotency.ts';

export interface Making {
  principal: Principal;
  operation: string;
  /** Null or undefined: it is simply made. */
  key: string | null | undefined;
  /** What was asked for: a key used again with another input is refused. */
  input: object;
  /** Of what is to be made. */
  newId(): string;
  /** Whether there is a thing with this id: an outage may have left it made and unanswered. */
  isMade(id: string): Promise<boolean>;
  /** Makes it under the id, all of it or nothing. */
  make(id: string): Promise<void>;
}

/**
 * Makes a thing once for the caller's key, and resolves with its id. What became of a request is told by the thing itself: nothing else of it
 * is kept. Throws what `make` throws, and as `Idempotency.once`.
 */
export async function makeOnce(idempotency: Idempotency, making: Making): Promise<string> {
  const { principal, operation, key, input, newId, isMade, make } = making;
  const hasKey = key !== null && key !== undefined;
  const { id } = await idempotency.once(
    {
      ...{ principal, operation, key, input, newSubjectId: newId },
      recall: async (subjectId) => ((await isMade(subjectId)) ? { id: subjectId } : null),
    },
    async (subjectId) => {
      // A retry takes over what was left made and unanswered.
      if (!hasKey || !(await isMade(subjectId))) await make(subjectId);
      return { id: subjectId };
    },
  );
  return id;
}
