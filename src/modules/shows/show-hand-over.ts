import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { writeShowEvents } from './show-events.ts';

const HAND_OVER_SHOW = readStatement(new URL('./sql/hand-over-show.sql', import.meta.url));
const HAND_OVER_ALL = readStatement(new URL('./sql/hand-over-all.sql', import.meta.url));

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
  const [statement, which] = 'showId' in shows ? [HAND_OVER_SHOW, shows.showId] : [HAND_OVER_ALL, shows.from];
  const rows = await tx.query<{ id: string }>(statement, [which, to]);
  return rows.map(({ id }) => id);
}

/** Who has how many shows, whose is most first. */
export async function countShowsByOrganiser({ prisma }: Database): Promise<{ organiserId: string; shows: number }[]> {
  const groups = await prisma.show.groupBy({
    by: ['organiserId'],
    _count: true,
    orderBy: [{ _count: { organiserId: 'desc' } }, { organiserId: 'asc' }],
  });
  return groups.map(({ organiserId, _count }) => ({ organiserId, shows: _count }));
}
