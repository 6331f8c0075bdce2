import { aroundHandling } from './around-handling.ts';
import type { ConsumedRecord, EventLog } from './event-log.ts';

export interface LogMeasures {
  /** Told of how many events of a type the log has taken. */
  onSent(type: string, count: number): void;
  /** Told of each event that a consumer has handled, and how long after it was written to the outbox, by PostgreSQL's clock and this node's. */
  onHandled(groupId: string, delay_ms: number): void;
}

/** The event log, with how much it takes and how far its consumers are behind. */
export function measureEventLog(log: EventLog, { onSent, onHandled }: LogMeasures): EventLog {
  const handled = (groupId: string, { headers }: ConsumedRecord) => {
    const written_ms = Date.parse(headers.ce_time ?? '');
    if (!Number.isNaN(written_ms)) onHandled(groupId, Math.max(0, Date.now() - written_ms));
  };
  return {
    ensureTopics: (topics) => log.ensureTopics(topics),
    async append(records) {
      await log.append(records);
      const counts = new Map<string, number>();
      for (const { headers } of records) {
        const type = headers.ce_type ?? '';
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
      for (const [type, count] of counts) onSent(type, count);
    },
    consume: (options) =>
      log.consume(
        aroundHandling(options, async (records, work) => {
          await work();
          for (const record of records) handled(options.groupId, record);
        }),
      ),
    unacknowledged: () => log.unacknowledged(),
    ping: () => log.ping(),
    close: () => log.close(),
  };
}
