import type { Querier } from './database.ts';

/** Few enough that a statement keeps well within the time that an answer may take, on a slow disk too. */
const ROWS_PER_TURN = 10_000;

/**
 * Deletes rows a few thousand at a time, as there may be any number: `statement` deletes `$1` of them at most and returns `count`,
 * how many it has deleted; `$2` … are `values`. Several nodes may do so at once. Not for a transaction, which would hold all of
 * them until its end.
 */
export async function deleteInTurns(
  database: Querier,
  statement: string,
  values: readonly unknown[],
  rowsPerTurn = ROWS_PER_TURN,
): Promise<void> {
  for (;;) {
    const [gone] = await database.query<{ count: number }>(statement, [rowsPerTurn, ...values]);
    if (gone!.count < rowsPerTurn) return;
  }
}
