import type { EventLog, EventRecord } from '../../../src/platform/events/event-log.ts';

export interface RecordingEventLog extends EventLog {
  /** What was appended, in order. */
  readonly records: EventRecord[];
  /** Called before each append is taken; what it throws, or a promise that it returns, decides about the append. */
  onAppend: (records: readonly EventRecord[]) => Promise<void>;
  /** Resolves once the condition holds, looked at after each append. */
  until(condition: (records: readonly EventRecord[]) => boolean): Promise<void>;
}

/** An event log that only takes records, for tests of those who append. */
export function createRecordingEventLog(): RecordingEventLog {
  const watchers = new Set<() => void>();
  const log: RecordingEventLog = {
    records: [],
    onAppend: async () => undefined,
    async until(condition) {
      const reached = Promise.withResolvers<void>();
      const check = (): void => {
        if (condition(log.records)) reached.resolve();
      };
      watchers.add(check);
      check();
      await reached.promise;
      watchers.delete(check);
    },
    ensureTopics: async () => undefined,
    async append(records) {
      await log.onAppend(records);
      log.records.push(...records);
      for (const check of watchers) check();
    },
    unacknowledged: () => 0,
    consume: async () => ({ stop: async () => undefined }),
    ping: async () => undefined,
    close: async () => undefined,
  };
  return log;
}
