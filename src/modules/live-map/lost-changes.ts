import type { Querier } from '../../platform/postgres/database.ts';

/** Where a map is that follows the events of its show. */
export interface FollowedMap {
  showId: string;
  version: number;
}

/** Finds those of the maps whose next change is in PostgreSQL and will not come from the log. */
export type FindLostChanges = (maps: readonly FollowedMap[]) => Promise<string[]>;

const FIND_LOST = `
  SELECT map.show_id AS "showId" FROM unnest($1::text[], $2::int[]) AS map (show_id, version)
    JOIN seat_maps head USING (show_id)
   WHERE head.version > map.version
     AND NOT EXISTS (SELECT FROM outbox JOIN outbox_pending ON outbox_id = id
                      WHERE topic = 'seat-events' AND key = map.show_id
                        AND (payload->>'version')::integer = map.version + 1)`;

/**
 * A change will not come when its event does not wait to be published any more: it is on its way, or was refused by the log,
 * or the log has lost it. So it is lost when it is found at two looks.
 */
export function createFindLostChanges(database: Querier): FindLostChanges {
  return async (maps) => {
    const lost = await database.query<{ showId: string }>(FIND_LOST, [
      maps.map(({ showId }) => showId),
      maps.map(({ version }) => version),
    ]);
    return lost.map(({ showId }) => showId);
  };
}
