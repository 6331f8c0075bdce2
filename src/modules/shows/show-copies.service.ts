import { isId, newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { makeOnce } from '../idempotency/make-once.ts';
import { copyIssues, copyOf, type DuplicateShowInput } from './show-copy.ts';
import type { ServerLimits } from './show-limits.ts';
import { readShow } from './show-reader.ts';
import { assertCanDoToShow } from './show-rights.ts';
import { insertShow } from './show-writer.ts';
import type { Show } from './shows.service.ts';

export interface ShowCopiesService {
  /**
   * Makes a DRAFT like a show, at another time, which belongs to the same organiser. Throws NotFoundError, InvalidInputError,
   * IdempotencyConflictError.
   */
  duplicateShow(principal: Principal, input: DuplicateShowInput): Promise<Show>;
}

export interface ShowCopiesDeps {
  database: Database;
  idempotency: Idempotency;
  /** What no show may exceed. */
  mostLimits: ServerLimits;
}

export function createShowCopiesService({ database, idempotency, mostLimits }: ShowCopiesDeps): ShowCopiesService {
  async function make(id: string, show: Show, input: DuplicateShowInput): Promise<void> {
    const copy = copyOf(show, input, mostLimits);
    const issues = copyIssues(copy, show);
    if (issues.length > 0) throw new InvalidInputError(issues);
    await database.transaction((tx) => insertShow(tx, { id, organiserId: show.organiserId, input: copy }));
  }

  return {
    async duplicateShow(principal, input) {
      const show = isId('show', input.showId) ? await readShow(database, input.showId) : null;
      // Before it is written down along with the caller's key.
      assertCanDoToShow(principal, 'show.update', show, 'input.showId');
      const showId = await makeOnce(idempotency, {
        ...{ principal, operation: 'duplicateShow', key: input.idempotencyKey, input, newId: () => newId('show') },
        isMade: async (id) => (await readShow(database, id)) !== null,
        make: (id) => make(id, show, input),
      });
      const copy = await readShow(database, showId);
      if (!copy) throw new NotFoundError('Show', 'input.showId');
      return copy;
    },
  };
}
