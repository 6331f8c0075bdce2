import { createBatcher } from '../../platform/batching/batcher.ts';
import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { NotFoundError } from '../../shared/errors.ts';

const MAX_SHOWS = 1_000;
const READ_VERSIONS = prepared(readStatement(new URL('./sql/read-versions.sql', import.meta.url)));

/** The versions that these shows' maps have now, by show, from PostgreSQL. */
export async function readVersions(database: Querier, showIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await database.query<{ show_id: string; version: number }>(READ_VERSIONS, [[...new Set(showIds)]]);
  return new Map(rows.map(({ show_id, version }) => [show_id, version]));
}

/**
 * Reads the version that a show's map has now, from PostgreSQL: an indexed read of one small row. Those who ask at the same
 * time share a read that begins after they asked. Rejects with NotFoundError.
 */
export function createMapVersions(database: Querier): (showId: string) => Promise<number> {
  const batcher = createBatcher<string, number>({
    maxItems: MAX_SHOWS,
    async run(_key, showIds) {
      const versions = await readVersions(database, showIds);
      return showIds.map((showId): PromiseSettledResult<number> => {
        const version = versions.get(showId);
        if (version === undefined) return { status: 'rejected', reason: new NotFoundError('Show', 'showId') };
        return { status: 'fulfilled', value: version };
      });
    },
  });
  return (showId) => batcher.submit('versions', showId);
}
