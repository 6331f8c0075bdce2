import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

/** Where a map is that follows the events of its show. */
export interface FollowedMap {
  showId: string;
  version: number;
}

/** Finds those of the maps whose next change is in PostgreSQL and will not come from the log. */
export type FindLostChanges = (maps: readonly FollowedMap[]) => Promise<string[]>;

const FIND_LOST_CHANGES = readStatement(new URL('./sql/find-lost-changes.sql', import.meta.url));

export function createFindLostChanges(database: Querier): FindLostChanges {
  return async (maps) => {
    const lost = await database.query<{ showId: string }>(FIND_LOST_CHANGES, [
      maps.map(({ showId }) => showId),
      maps.map(({ version }) => version),
    ]);
    return lost.map(({ showId }) => showId);
  };
}

/**
 * Detects changes that will not come. A change whose event does not wait to be published any more is on its way, or was refused
 * by the log, or the log has lost it: so it is lost when two looks in sequence find it missing.
 */
export class LostChanges {
  readonly #find: FindLostChanges;
  /** By show: the version at which the last look found the next change missing. */
  #missing = new Map<string, number>();

  constructor(find: FindLostChanges) {
    this.#find = find;
  }

  /** Those of the maps that have to be read anew: they are where the last look found them, and their next change is lost. */
  async look(maps: readonly FollowedMap[]): Promise<FollowedMap[]> {
    const missing = new Set(await this.#find(maps));
    const before = this.#missing;
    const behind = maps.filter(({ showId }) => missing.has(showId));
    const { lost = [], late = [] } = Object.groupBy(behind, ({ showId, version }) =>
      before.get(showId) === version ? 'lost' : 'late',
    );
    this.#missing = new Map(late.map(({ showId, version }) => [showId, version]));
    return lost;
  }
}
