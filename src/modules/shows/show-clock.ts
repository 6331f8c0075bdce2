import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { ShowEventType } from '../events/events.ts';
import { writeShowEvents } from './show-events.ts';

/** How late a show is told of that another node has published or moved meanwhile. */
const LOOK_EVERY_MS = 1_000;
const BATCH = 100;

interface Moment {
  id: string;
  isSalesStart: boolean;
  isSalesEnd: boolean;
  isBeginning: boolean;
}

/** Takes those whose moment has come and sets the next one, so that each is told of once. */
const TAKE_DUE = `
  WITH due AS (
    SELECT id, next_moment_at AS moment FROM shows WHERE next_moment_at <= now()
     ORDER BY next_moment_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
  )
  UPDATE shows SET next_moment_at = next_moment_of(shows, due.moment) FROM due WHERE shows.id = due.id
  RETURNING shows.id, status = 'ON_SALE' AND sales_start_at = due.moment IS TRUE AS "isSalesStart",
            status = 'ON_SALE' AND coalesce(sales_end_at, starts_at) = due.moment AS "isSalesEnd",
            starts_at = due.moment AS "isBeginning"`;

/** How long until the next moment of any show, by the database's clock; null when there is none. */
const UNTIL_NEXT = `
  SELECT ceil(extract(epoch FROM min(next_moment_at) - now()) * 1000)::float8 AS ms FROM shows
   WHERE next_moment_at IS NOT NULL`;

/** Tells of what time alone changes: sales that start or end, and shows that begin. Every node looks; each is told once. */
export function createShowClock(deps: { database: Database; logger: Logger }): DueWorker {
  const { database, logger } = deps;
  return createDueWorker({
    name: 'show clock',
    maxSleep_ms: LOOK_EVERY_MS,
    logger,
    async runDue() {
      const count = await database.transaction(async (tx) => {
        const due = await tx.query<Moment>(TAKE_DUE);
        for (const show of due) {
          const types = typesOf(show);
          if (types.length > 0) await writeShowEvents(tx, show.id, { types, actor: 'system' });
        }
        return due.length;
      });
      if (count === BATCH) return 0;
      const [next] = await database.query<{ ms: number | null }>(UNTIL_NEXT);
      return next?.ms == null ? null : Math.max(1, next.ms);
    },
  });
}

function typesOf({ isSalesStart, isSalesEnd, isBeginning }: Moment): ShowEventType[] {
  return [
    ...(isSalesStart ? (['show.sales_started'] as const) : []),
    ...(isSalesEnd ? (['show.sales_ended'] as const) : []),
    ...(isBeginning ? (['show.begun'] as const) : []),
  ];
}
