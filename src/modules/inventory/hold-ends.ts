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

/**
 * Holds that run out at the same moment and share a version and its event, where their seats have not too many bytes for
 * that: an on-sale's first holds end together.
 */
const EXPIRIES_PER_EVENT = 100;
/** What a hold takes up of an event at least, so that not more than EXPIRIES_PER_EVENT share it. */
const LEAST_BYTES = Math.floor(SHARED_SEAT_BYTES / EXPIRIES_PER_EVENT);

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

export interface Expired {
  /** Which the ended holds share, in version order. */
  events: MapEvent[];
  /** Whether there may be more of them. */
  isFull: boolean;
}

/**
 * Ends up to `limit` overdue holds of a show that no booking was made of: fewer when they have very many seats. Several nodes
 * may do so at once: each hold is ended by one.
 */
export async function expire(database: Querier, showId: string, limit: number): Promise<Expired> {
  const eventIds = Array.from({ length: Math.ceil(limit / EXPIRIES_PER_EVENT) }, () => newId('event'));
  const rows = await database.query<EndedRow>(EXPIRE, [
    showId,
    endedEvent(showId, { reason: 'EXPIRED', actor: 'system' }),
    'EXPIRED',
    eventIds,
    limit,
    SHARED_SEAT_BYTES,
    LEAST_BYTES,
  ]);
  const events = eventsOf(showId, rows);
  return { events, isFull: events.length === eventIds.length };
}

function endedEvent(showId: string, why: { reason: 'RELEASED' | 'EXPIRED'; actor: string | null }): string {
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
