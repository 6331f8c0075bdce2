import { isId, newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { makeOnce } from '../idempotency/make-once.ts';
import { assertCan } from '../identity/rights.ts';
import type { CreateShowInput } from './show-input.ts';
import { readShow } from './show-reader.ts';
import type { Show, ShowsService } from './shows.service.ts';

export interface ShowCreationService {
  /** Makes a DRAFT, once for the caller's key. Throws what `ShowsService.createShow` throws, and IdempotencyConflictError. */
  createShow(
    principal: Principal,
    input: CreateShowInput & { idempotencyKey?: string | null | undefined },
  ): Promise<Show>;
}

export interface ShowCreationDeps {
  database: Database;
  shows: Pick<ShowsService, 'createShow'>;
  idempotency: Idempotency;
}

export function createShowCreationService({ database, shows, idempotency }: ShowCreationDeps): ShowCreationService {
  return {
    async createShow(principal, asked) {
      // Before it is written down along with the caller's key.
      assertCan(principal, 'show.create', null);
      if (!isId('plan', asked.planId)) throw new NotFoundError('Seating plan', 'input.planId');
      const { idempotencyKey: key, ...input } = asked;
      const id = await makeOnce(idempotency, {
        ...{ principal, operation: 'createShow', key, input, newId: () => newId('show') },
        isMade: async (showId) => (await readShow(database, showId)) !== null,
        make: async (showId) => void (await shows.createShow(principal, input, showId)),
      });
      const show = await readShow(database, id);
      if (!show) throw new NotFoundError('Show', 'input');
      return show;
    },
  };
}
