import type { Database } from '../../../src/platform/postgres/database.ts';
import { table } from '../basics/text-table.ts';
import type { HistoryRecorder, RecordedOperation } from '../checks/history.ts';
import type { LostCommits } from './commit-beats.ts';

export interface FaultRecord {
  name: string;
  kind: string;
  lasted_ms: number;
  /** The times whose commits PostgreSQL may have lost by it. */
  lost: readonly LostCommits[];
}

/** What happened to the installation, by kind. */
export function faultTable(faults: readonly FaultRecord[]): string {
  const byKind = [...Map.groupBy(faults, ({ kind }) => kind)];
  const rows = byKind.map(([kind, ofKind]) => {
    const lasted_ms = ofKind.reduce((sum, fault) => sum + fault.lasted_ms, 0);
    const lost = ofKind.flatMap((fault) => fault.lost);
    const lost_ms = lost.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
    const beats = lost.reduce((sum, each) => sum + each.beats, 0);
    return [
      kind,
      `${ofKind.length}`,
      seconds(lasted_ms),
      ...(lost.length === 0 ? ['', ''] : [seconds(lost_ms), `${beats}`]),
    ];
  });
  const columns = ['fault', 'times', 'seconds', 'commits lost of seconds', 'of ours'];
  return table(columns, [...rows, ['all', `${faults.length}`, '', '', '']]);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

/** What was done meanwhile, by the buyers' account and in the books. */
export async function workTable(database: Database, history: HistoryRecorder): Promise<string> {
  const byKind = ({ action }: RecordedOperation) => action.kind;
  const evidence = Map.groupBy(history.evidence(), byKind);
  const operations = [...evidence].map(([kind, ofKind]) => [`checked: ${kind}`, `${ofKind.length}`]);
  const uncertain = history.evidence().filter(({ mayBeLost }) => mayBeLost).length;
  const lost =
    history.cuts.length === 0
      ? []
      : [
          ['of these, perhaps lost', `${uncertain}`],
          ['"not known" of what was lost', `${history.lossCount}`],
        ];
  const books = await database.query<{ what: string; count: number }>(
    `SELECT 'locks ' || status AS what, count(*)::int FROM seat_locks GROUP BY status
     UNION ALL SELECT 'bookings ' || status, count(*)::int FROM bookings GROUP BY status
     UNION ALL SELECT 'payments ' || status, count(*)::int FROM payments GROUP BY status
     UNION ALL SELECT 'bookings cancelled by rules', count(*)::int FROM booking_changes WHERE kept > 0
     UNION ALL SELECT 'events ' || topic, count(*)::int FROM outbox GROUP BY topic
     UNION ALL SELECT 'places sold', coalesce(sum(booked), 0)::int FROM area_states
     UNION ALL SELECT 'uses of codes', coalesce(sum(uses), 0)::int FROM codes
     UNION ALL SELECT 'seats sold', count(*)::int FROM booked_seats WHERE active
     ORDER BY what`,
  );
  return table(
    ['what was done', 'count'],
    [...operations, ...lost, ...books.map(({ what, count }) => [what, `${count}`])],
  );
}
