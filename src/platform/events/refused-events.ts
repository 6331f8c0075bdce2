import type { Querier } from '../postgres/database.ts';
import { readStatement } from '../postgres/statement-file.ts';

/** An event that the log refused for good; it is kept in the outbox until someone has it published or dismissed. */
export interface RefusedEvent {
  eventId: string;
  topic: string;
  key: string;
  type: string;
  bytes: number;
  reason: string;
  refusedAt: Date;
}

export interface RefusedFilter {
  /** Without the installation's prefix. */
  topics: readonly string[];
  eventId?: string | undefined;
}

const COUNT_REFUSED = readStatement(new URL('./sql/count-refused.sql', import.meta.url));
const LIST_REFUSED = readStatement(new URL('./sql/list-refused.sql', import.meta.url));
const REPUBLISH_REFUSED = readStatement(new URL('./sql/republish-refused.sql', import.meta.url));
const DISMISS_REFUSED = readStatement(new URL('./sql/dismiss-refused.sql', import.meta.url));

/** How many events are set aside. */
export async function countRefused(database: Querier): Promise<number> {
  const [row] = await database.query<{ count: number }>(COUNT_REFUSED);
  return row!.count;
}

/** The oldest first. */
export function listRefused(database: Querier, { topics, eventId }: RefusedFilter): Promise<RefusedEvent[]> {
  return database.query<RefusedEvent>(LIST_REFUSED, [topics, eventId ?? null]);
}

/**
 * Lets the relay publish them again, behind what was published of their keys meanwhile; resolves with how many. Those that
 * the log still refuses are set aside again.
 */
export async function republishRefused(database: Querier, { topics, eventId }: RefusedFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(REPUBLISH_REFUSED, [topics, eventId ?? null]);
  return row!.count;
}

/**
 * Gives them up: they are never published, and deleted with the outbox's old events. Nodes that have not read them yet still do:
 * their caches have to forget what the events have made old. Resolves with how many.
 */
export async function dismissRefused(database: Querier, { topics, eventId }: RefusedFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(DISMISS_REFUSED, [topics, eventId ?? null]);
  return row!.count;
}
