import type { Database } from '../../src/platform/postgres/database.ts';
import type { HistoryRecorder, SeatOperation } from './history.ts';
import { table } from './text-table.ts';

export interface FaultRecord {
  name: string;
  kind: string;
  lasted_ms: number;
}

/** What happened to the installation, by kind. */
export function faultTable(faults: readonly FaultRecord[]): string {
  const byKind = [...Map.groupBy(faults, ({ kind }) => kind)];
  const rows = byKind.map(([kind, ofKind]) => {
    const lasted_s = ofKind.reduce((sum, { lasted_ms }) => sum + lasted_ms, 0) / 1_000;
    return [kind, `${ofKind.length}`, lasted_s.toFixed(1)];
  });
  return table(['fault', 'times', 'seconds'], [...rows, ['all', `${faults.length}`, '']]);
}

/** What was done meanwhile, by the buyers' account and in the books. */
export async function workTable(database: Database, history: HistoryRecorder): Promise<string> {
  const byKind = ({ action }: SeatOperation) => action.kind;
  const evidence = Map.groupBy(history.evidence(), byKind);
  const operations = [...evidence].map(([kind, ofKind]) => [`checked: ${kind}`, `${ofKind.length}`]);
  const books = await database.query<{ what: string; count: number }>(
    `SELECT 'locks ' || status AS what, count(*)::int FROM seat_locks GROUP BY status
     UNION ALL SELECT 'bookings ' || status, count(*)::int FROM bookings GROUP BY status
     UNION ALL SELECT 'payments ' || status, count(*)::int FROM payments GROUP BY status
     UNION ALL SELECT 'events ' || topic, count(*)::int FROM outbox GROUP BY topic
     UNION ALL SELECT 'seats sold', count(*)::int FROM booked_seats WHERE active
     ORDER BY what`,
  );
  return table(['what was done', 'count'], [...operations, ...books.map(({ what, count }) => [what, `${count}`])]);
}
