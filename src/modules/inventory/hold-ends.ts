import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { SHARED_SEAT_BYTES } from '../events/event-size.ts';
import type { AreaPayload } from '../events/events.ts';
import type { MapEvent } from './seat-changes.ts';
import { seatEvent } from './seat-event.ts';

/** The ends of holds that no booking was made of: their places are free again, or their allotments'. */

// Not prepared: a plan is kept for longer than what the planner believes of tables that grow by an on-sale.
const GIVE_BACK = readStatement(new URL('./sql/give-back.sql', import.meta.url));
const EXPIRE = readStatement(new URL('./sql/expire.sql', import.meta.url));
const END_ALL_HOLDS = readStatement(new URL('./sql/end-all-holds.sql', import.meta.url));
const HAS_RUNNING_HOLDS = readStatement(new URL('./sql/has-running-holds.sql', import.meta.url));

/**
 * Holds that end at the same moment and share a version and its event, where their seats have not too many bytes for
 * that: an on-sale's first holds end together.
 */
const ENDS_PER_EVENT = 100;
/** What a hold takes up of an event at least, so that not more than ENDS_PER_EVENT share it. */
const LEAST_BYTES = Math.floor(SHARED_SEAT_BYTES / ENDS_PER_EVENT);

interface EndedRow {
  lock_ids: string[];
  seat_ids: string[];
  blocked_seat_ids: string[] | null;
  areas: AreaPayload[] | null;
  version: number | null;
}

export interface GivenBack {
  /** One each for the holds that were ended, in version order. */
  events: MapEvent[];
  /** Why those in `failed` were not. */
  failure?: unknown;
  failed: ReadonlySet<string>;
}

/**
 * Ends holds of one show before their time: those that still run. Rejects when nothing was ended; what was ended before a
 * later statement failed is told of beside the failure.
 */
export async function giveBack(
  database: Querier,
  showId: string,
  holds: readonly { lockId: string; actor: string }[],
): Promise<GivenBack> {
  const event = endedEvent(showId, { reason: 'RELEASED', actor: null });
  const events: MapEvent[] = [];
  for (let left = holds; left.length > 0; ) {
    let rows: EndedRow[];
    try {
      rows = await database.query<EndedRow>(GIVE_BACK, [
        showId,
        event,
        'RELEASED',
        left.map(() => newId('event')),
        left.map(({ lockId }) => lockId),
        left.map(({ actor }) => actor),
      ]);
    } catch (failure) {
      if (left === holds) throw failure;
      return { events, failure, failed: new Set(left.map(({ lockId }) => lockId)) };
    }
    events.push(...eventsOf(showId, rows));
    const changed = new Set(rows.flatMap(({ version, lock_ids }) => (version === null ? lock_ids : [])));
    left = left.filter(({ lockId }) => changed.has(lockId));
  }
  return { events, failed: new Set() };
}

export interface EndedTogether {
  /** Which the ended holds share, in version order. */
  events: MapEvent[];
  /** Whether there may be more of them. */
  isFull: boolean;
}

/**
 * Ends up to `limit` overdue holds of a show that no booking was made of: fewer when they have very many seats. Several nodes
 * may do so at once: each hold is ended by one.
 */
export async function expire(database: Querier, showId: string, limit: number): Promise<EndedTogether> {
  const event = endedEvent(showId, { reason: 'EXPIRED', actor: 'system' });
  return await endTogether(database, EXPIRE, { showId, event, status: 'EXPIRED', limit });
}

/**
 * Ends up to `limit` holds of a show that does not take place, whatever their deadline, of which no booking was made: fewer when they
 * have very many seats, and none that somebody else is changing at this moment. They are RELEASED. Several nodes may do so at once.
 */
export async function endAllHolds(
  database: Querier,
  showId: string,
  { actor, limit }: { actor: string; limit: number },
): Promise<EndedTogether> {
  const event = endedEvent(showId, { reason: 'SHOW_CANCELLED', actor });
  return await endTogether(database, END_ALL_HOLDS, { showId, event, status: 'RELEASED', limit });
}

/** Whether the show has a hold that runs and of which no booking was made. */
export async function hasRunningHolds(database: Querier, showId: string): Promise<boolean> {
  return (await database.query(HAS_RUNNING_HOLDS, [showId])).length > 0;
}

interface Ending {
  showId: string;
  event: string;
  status: 'EXPIRED' | 'RELEASED';
  limit: number;
}

async function endTogether(
  database: Querier,
  statement: string,
  { showId, event, status, limit }: Ending,
): Promise<EndedTogether> {
  const eventIds = Array.from({ length: Math.ceil(limit / ENDS_PER_EVENT) }, () => newId('event'));
  const values = [showId, event, status, eventIds, limit, SHARED_SEAT_BYTES, LEAST_BYTES];
  const events = eventsOf(showId, await database.query<EndedRow>(statement, values));
  return { events, isFull: events.length === eventIds.length };
}

interface WhyEnded {
  reason: 'RELEASED' | 'EXPIRED' | 'SHOW_CANCELLED';
  /** Null: the statement says it. */
  actor: string | null;
}

function endedEvent(showId: string, why: WhyEnded): string {
  return seatEvent({
    event_type: 'seat.unlocked',
    show_id: showId,
    areas: null,
    lock_id: null,
    blocked_seat_ids: null,
    lock_ids: null,
    ...why,
  });
}

function eventsOf(showId: string, rows: readonly EndedRow[]): MapEvent[] {
  return rows.flatMap(({ version, seat_ids, blocked_seat_ids, areas, lock_ids }): MapEvent[] => {
    if (version === null) return [];
    const locks = lock_ids.length === 1 ? { lock_id: lock_ids[0]! } : { lock_ids };
    const more = { ...(blocked_seat_ids ? { blocked_seat_ids } : {}), ...(areas ? { areas } : {}) };
    return [{ event_type: 'seat.unlocked', show_id: showId, version, seat_ids, ...more, ...locks }];
  });
}
