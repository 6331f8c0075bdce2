import type { Querier } from '../postgres/database.ts';

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

const CHOSEN = `outbox.id = outbox_refused.outbox_id AND dismissed_at IS NULL AND outbox.topic = ANY($1::text[])
    AND ($2::text IS NULL OR outbox.event_id = $2)`;

/** How many events are set aside. */
export async function countRefused(database: Querier): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    'SELECT count(*) FROM outbox_refused WHERE dismissed_at IS NULL',
  );
  return row!.count;
}

/** The oldest first. */
export function listRefused(database: Querier, { topics, eventId }: RefusedFilter): Promise<RefusedEvent[]> {
  return database.query<RefusedEvent>(
    `SELECT event_id AS "eventId", topic, key, type, octet_length(payload::text) AS bytes, reason,
            refused_at AS "refusedAt"
       FROM outbox_refused, outbox WHERE ${CHOSEN} ORDER BY outbox.id`,
    [topics, eventId ?? null],
  );
}

/**
 * Lets the relay publish them again, behind what was published of their keys meanwhile; resolves with how many. Those that
 * the log still refuses are set aside again.
 */
export async function republishRefused(database: Querier, { topics, eventId }: RefusedFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `WITH chosen AS (DELETE FROM outbox_refused USING outbox WHERE ${CHOSEN} RETURNING outbox_id),
          again AS (INSERT INTO outbox_pending SELECT outbox_id FROM chosen ON CONFLICT DO NOTHING)
     SELECT count(*) FROM chosen`,
    [topics, eventId ?? null],
  );
  return row!.count;
}

/**
 * Gives them up: they are never published, and deleted with the outbox's old events. Nodes that have not read them yet still do:
 * their caches have to forget what the events have made old. Resolves with how many.
 */
export async function dismissRefused(database: Querier, { topics, eventId }: RefusedFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `WITH chosen AS (UPDATE outbox_refused SET dismissed_at = now() FROM outbox WHERE ${CHOSEN} RETURNING outbox_id)
     SELECT count(*) FROM chosen`,
    [topics, eventId ?? null],
  );
  return row!.count;
}
