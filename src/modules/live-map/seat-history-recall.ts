import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { SeatEvent } from '../events/events.ts';
import { stepOf } from '../inventory/seat-changes.ts';
import type { LiveMapHubDeps } from './live-map-hub.ts';

const READ_PAST_CHANGES = readStatement(new URL('./sql/read-past-changes.sql', import.meta.url));

/** Reads a show's past changes out of the outbox, which all nodes share. */
export function createSeatHistoryRecall(database: Database): LiveMapHubDeps['recall'] {
  return async (showId, version, count) => {
    const rows = await database.query<{ payload: SeatEvent }>(READ_PAST_CHANGES, [showId, version - count, version]);
    const gap = rows.findIndex(({ payload }, index) => payload.version !== version - index);
    const lists = rows.slice(0, gap === -1 ? rows.length : gap).map(({ payload }) => stepOf(payload));
    return lists.reverse();
  };
}
