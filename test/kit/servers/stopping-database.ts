import type { Database, Querier } from '../../../src/platform/postgres/database.ts';

/** A database on which a node stands still right before a statement, as one does that is paused by its machine. */
export interface StoppingDatabase {
  readonly database: Database;
  /** The next statement that matches waits; resolves when it has come. */
  stopBefore(pattern: RegExp): Promise<void>;
  /** Lets the statement that waits go on. */
  goOn(): void;
}

export function createStoppingDatabase(database: Database): StoppingDatabase {
  let stop: { pattern: RegExp; come: () => void; gone: Promise<void> } | null = null;
  let goOn = (): void => {};
  const stopping = (querier: Querier): Querier => ({
    async query(text, values) {
      if (stop?.pattern.test(typeof text === 'string' ? text : text.text)) {
        const { come, gone } = stop;
        stop = null;
        come();
        await gone;
      }
      return await querier.query(text, values);
    },
  });
  return {
    database: {
      ...database,
      ...stopping(database),
      transaction: (work) => database.transaction((tx) => work(stopping(tx))),
    },
    stopBefore(pattern) {
      const come = Promise.withResolvers<void>();
      const gone = Promise.withResolvers<void>();
      stop = { pattern, come: come.resolve, gone: gone.promise };
      goOn = gone.resolve;
      return come.promise;
    },
    goOn: () => goOn(),
  };
}
