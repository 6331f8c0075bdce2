import { createDueWorker, type DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { ShowEventType } from '../events/events.ts';
import { writeShowEvents } from './show-events.ts';

/** How late a show is told of that another node has published or moved meanwhile. */
const LOOK_EVERY_MS = 1_000;
const BATCH = 100;

export interface Moment {
  id: string;
  isSalesStart: boolean;
  isSalesEnd: boolean;
  isBeginning: boolean;
}

/** Each is taken once: see sql/take-due-moments.sql. */
const TAKE_DUE_MOMENTS = readStatement(new URL('./sql/take-due-moments.sql', import.meta.url));
const NEXT_MOMENT = readStatement(new URL('./sql/next-moment.sql', import.meta.url));

/** Tells of what time alone changes: sales that start or end, and shows that begin. Every node looks; each is told once. */
export function createShowClock(deps: { database: Database; logger: Logger }): DueWorker {
  const { database, logger } = deps;
  return createDueWorker({
    name: 'show clock',
    maxSleep_ms: LOOK_EVERY_MS,
    logger,
    async runDue() {
      const count = await database.transaction(async (tx) => {
        const due = await tx.query<Moment>(TAKE_DUE_MOMENTS, [BATCH]);
        for (const show of due) {
          const types = momentEvents(show);
          if (types.length > 0) await writeShowEvents(tx, show.id, { types, actor: 'system' });
        }
        return due.length;
      });
      if (count === BATCH) return 0;
      const [next] = await database.query<{ ms: number | null }>(NEXT_MOMENT);
      return next?.ms == null ? null : Math.max(1, next.ms);
    },
  });
}

/** The events of what has come by time alone. */
export function momentEvents({ isSalesStart, isSalesEnd, isBeginning }: Omit<Moment, 'id'>): ShowEventType[] {
  return [
    ...(isSalesStart ? (['show.sales_started'] as const) : []),
    ...(isSalesEnd ? (['show.sales_ended'] as const) : []),
    ...(isBeginning ? (['show.begun'] as const) : []),
  ];
}
