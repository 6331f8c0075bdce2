import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { assertCan } from '../identity/rights.ts';
import type { Show } from '../shows/shows.service.ts';
import { type LedgerSum, type Period, readSums } from './ledger-reader.ts';
import { type Statement, statementOf } from './statement.ts';

export interface LedgerService {
  /**
   * What the show has taken and given back over the period, as the ledger has it. For its organiser. Throws InvalidInputError where the period
   * ends before it begins.
   */
  statementOf(principal: Principal, show: Show, period: Period): Promise<Statement>;
}

/** Throws InvalidInputError where the period ends before it begins. */
export function assertPeriod({ from, to }: Period): void {
  if (from && to && to <= from) {
    throw new InvalidInputError([{ path: 'to', message: 'must be later than `from`', code: 'OUT_OF_RANGE' }]);
  }
}

type Asked = { showId: string } & Period;

export function createLedgerService({ database }: { database: Database }): LedgerService {
  const nameOf = ({ showId, from, to }: Asked) => `${showId} ${from?.getTime()} ${to?.getTime()}`;
  const lookUpSums = createSharedLookup<Asked, LedgerSum[]>({
    nameOf,
    async readAll(asked) {
      const sums = await readSums(database, asked);
      return new Map(asked.map((one, index) => [nameOf(one), sums[index]!]));
    },
    // Each is added up entry by entry: a statement of few shows ends soon.
    maxKeys: 10,
  });
  return {
    async statementOf(principal, show, period) {
      assertCan(principal, 'show.report', show);
      assertPeriod(period);
      return statementOf(period, (await lookUpSums({ showId: show.id, ...period })) ?? []);
    },
  };
}
