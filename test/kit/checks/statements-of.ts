import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { vi } from 'vitest';

const original = pg.Client.prototype.query;
/** Tells the statements of a request from those of whatever goes on besides. */
const asked = new AsyncLocalStorage<string[]>();

/** What the work came to, and the statements that it sent to PostgreSQL, in their order. */
export interface Counted<Value> {
  value: Value;
  statements: string[];
}

/**
 * Does the work so many times, one after the other, and tells of the time with the fewest statements: shows, plans and venues are kept for a
 * moment, so that who asks first reads them, too, and on a busy machine the moment may be over. What is read each time is told.
 */
export async function statementsOf<Value>(work: () => Promise<Value>, times: number): Promise<Counted<Value>> {
  const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args) {
    const [statement] = args as unknown[];
    asked.getStore()?.push(typeof statement === 'string' ? statement : (statement as { text: string }).text);
    return Reflect.apply(original, this, args);
  });
  try {
    let least: Counted<Value> | null = null;
    for (let time = 0; time < times; time += 1) {
      const statements: string[] = [];
      const value = await asked.run(statements, work);
      if (!least || statements.length < least.statements.length) least = { value, statements };
    }
    return least!;
  } finally {
    query.mockRestore();
  }
}
