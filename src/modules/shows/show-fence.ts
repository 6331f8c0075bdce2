import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

const RAISE_FENCE = readStatement(new URL('./sql/raise-fence.sql', import.meta.url));
const HOLD_FENCE = readStatement(new URL('./sql/hold-fence.sql', import.meta.url));

/**
 * What makes the show's distributed lock safe to rely on: a holder that stood still past its lease does not know that it has
 * lost it. Each holder first puts its fencing token into PostgreSQL, and each of its writes, in its transaction, checks that
 * no greater one has come since.
 */

/**
 * From now on nobody with a smaller token writes. Resolves with the token in place: another than `token`, and greater,
 * when someone came first; null when there is no such show.
 */
export async function raiseFence(database: Database, showId: string, token: number): Promise<number | null> {
  const [fence] = await database.query<{ token: number | null }>(RAISE_FENCE, [showId, token]);
  return fence ? fence.token : null;
}

/** Whether the token is still the greatest. If so, nobody raises the fence before the transaction has ended. */
export async function holdsFence(tx: Querier, showId: string, token: number): Promise<boolean> {
  const rows = await tx.query(HOLD_FENCE, [showId, token]);
  return rows.length > 0;
}
