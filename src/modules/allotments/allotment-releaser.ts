import { attemptOrRest } from '../../platform/jobs/attempt-or-rest.ts';
import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { RetryPauses } from '../../platform/timing/retry-pauses.ts';
import { unallot } from '../inventory/allotted-places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { claimDueAllotment, endAllotment } from './allotment-writer.ts';

/** How late a moment is noticed that another node was told of. */
const LOOK_EVERY_MS = 500;
/** What is overdue still is in another node's hands. */
const LOOK_AGAIN_MS = 50;
const BATCH = 100;
/** Between two tries to release an allotment where that fails. */
const PAUSES = { first_ms: 1_000, max_ms: 60_000 };

const FIND_DUE = readStatement(new URL('./sql/find-due.sql', import.meta.url));
const NEXT_RELEASE = readStatement(new URL('./sql/next-release.sql', import.meta.url));

interface DueAllotment {
  id: string;
  showId: string;
}

interface ReleaserDeps {
  database: Database;
  seatMap: Pick<SeatMapService, 'apply'>;
  logger: Logger;
}

/**
 * Releases allotments at their moment, by PostgreSQL's clock. Every worker looks; each is released once, by whoever has locked it first, and
 * by another where that node is gone. It needs neither the lock store nor the show's mutex: who changes an allotment locks its row.
 */
export function createAllotmentReleaser(deps: ReleaserDeps): DueWorker {
  const { database, logger } = deps;
  const pauses = new RetryPauses(PAUSES);

  const releaseOrRest = (due: DueAllotment) =>
    attemptOrRest(
      pauses,
      due.id,
      () => releaseDue(deps, due),
      (err, retryIn_ms) =>
        logger.error({ err, allotmentId: due.id, retryIn_ms }, 'an allotment was not released, trying again'),
    );

  return createDueWorker({
    name: 'allotment releaser',
    maxSleep_ms: LOOK_EVERY_MS,
    logger,
    async runDue() {
      const due = await database.query<DueAllotment>(FIND_DUE, [BATCH]);
      for (const allotment of due) await releaseOrRest(allotment);
      const [next] = await database.query<{ ms: number | null }>(NEXT_RELEASE);
      return next?.ms == null ? null : Math.max(next.ms, LOOK_AGAIN_MS);
    },
  });
}

async function releaseDue({ database, seatMap, logger }: ReleaserDeps, { id, showId }: DueAllotment): Promise<void> {
  const events = await database.transaction(async (tx): Promise<MapEvent[] | null> => {
    if (!(await claimDueAllotment(tx, id))) return null;
    return await release(tx, { id, showId, actor: 'system' });
  });
  if (!events) return;
  logger.info({ showId, allotmentId: id }, 'an allotment is released');
  for (const event of events) await seatMap.apply(event);
}

/** Releases an allotment that the transaction has locked: its free seats are available, those that are held will be. */
export async function release(
  tx: Parameters<typeof endAllotment>[0],
  { id, showId, actor }: DueAllotment & { actor: string },
): Promise<MapEvent[]> {
  await endAllotment(tx, id);
  const outcome = await unallot(tx, { showId, allotmentId: id, actor });
  // Without named places none is refused.
  return outcome && 'events' in outcome ? outcome.events : [];
}
