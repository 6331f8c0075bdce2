import type { Database, Querier } from '../../platform/postgres/database.ts';
import { writeShowEvents } from './show-events.ts';

/** Which shows go to another organiser: one, or all of an organiser. */
export type HandedOver = { showId: string } | { from: string };

/** Makes somebody else the organiser of shows, and tells those who follow them. Resolves with the ids of the shows that changed. */
export async function handOverShows(database: Database, shows: HandedOver, to: string): Promise<string[]> {
  return await database.transaction(async (tx) => {
    const ids = await rewriteOrganiser(tx, shows, to);
    for (const id of ids) await writeShowEvents(tx, id, { types: ['show.updated'], actor: to });
    return ids;
  });
}

async function rewriteOrganiser(tx: Querier, shows: HandedOver, to: string): Promise<string[]> {
  const [column, value] = 'showId' in shows ? ['id', shows.showId] : ['organiser_id', shows.from];
  const rows = await tx.query<{ id: string }>(
    `UPDATE shows SET organiser_id = $2, updated_at = now() WHERE ${column} = $1 AND organiser_id <> $2 RETURNING id`,
    [value, to],
  );
  return rows.map(({ id }) => id);
}

/** Who has how many shows, whose is most first. */
export async function countShowsByOrganiser(database: Database): Promise<{ organiserId: string; shows: number }[]> {
  return await database.query(
    `SELECT organiser_id AS "organiserId", count(*)::int AS shows FROM shows GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
}
