import type { Querier } from './database.ts';

/** Few enough that a statement keeps well within the time that an answer may take, on a slow disk too. */
const ROWS_PER_TURN = 10_000;

/**
 * Deletes rows of `table` that match `condition` (SQL), a few thousand at a time: there may
 * be any number. Several nodes may do so at once. Not for a transaction, which would hold all of them until its end.
 */
export async function deleteInTurns(
  database: Querier,
  table: string,
  condition: string,
  rowsPerTurn = ROWS_PER_TURN,
): Promise<void> {
  for (;;) {
    const [gone] = await database.query<{ count: number }>(
      `WITH gone AS (
         DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT $1)) RETURNING 1
       ) SELECT count(*)::int AS count FROM gone`,
      [rowsPerTurn],
    );
    if (gone!.count < rowsPerTurn) return;
  }
}
