import type pg from 'pg';
import { inSpan, isTracing, SpanKind } from '../observability/tracing.ts';
import { nameOfStatement } from './statement-file.ts';

/** Runs a statement as a span that has its name and none of its values. */
export function tracedQuery<T>(text: string, run: () => Promise<T>): Promise<T> {
  const name = nameOfStatement(text);
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name };
  return inSpan(name, { kind: SpanKind.CLIENT, attributes }, run);
}

type Query = (...args: unknown[]) => Promise<unknown>;

/** For a pool that another package asks: those statements are spans as well, where anything is traced. */
export function traceQueriesOf(pool: pg.Pool): pg.Pool {
  if (isTracing()) pool.on('connect', traceQueriesOn);
  return pool;
}

function traceQueriesOn(client: pg.ClientBase): void {
  const query = client.query.bind(client) as unknown as Query;
  const traced: Query = (...args) => {
    const text = textOf(args[0]);
    // With a callback, or as a stream, it is no promise that is answered.
    if (text === null || typeof args.at(-1) === 'function') return query(...args);
    return tracedQuery(text, () => query(...args));
  };
  Object.assign(client, { query: traced });
}

function textOf(asked: unknown): string | null {
  if (typeof asked === 'string') return asked;
  const { text } = (asked ?? {}) as { text?: unknown };
  return typeof text === 'string' && !('submit' in (asked as object)) ? text : null;
}
