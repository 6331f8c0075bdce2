import { traceparentOf } from '../../platform/observability/tracing.ts';
import { topicOf } from '../events/event-routes.ts';
import type { SeatEvent } from '../events/events.ts';

/** The statement that makes the change knows them, and nobody else. */
type OfStatement = 'event_id' | 'occurred_at' | 'version' | 'seat_ids';

/** A seat event before its change is made. Null: filled in by the statement that makes it, or left out where it has no value. */
export type SeatEventDraft<E extends SeatEvent = SeatEvent> = E extends SeatEvent
  ? Pick<E, 'event_type' | 'show_id'> & OrNull<Omit<E, 'event_type' | 'show_id' | OfStatement>>
  : never;

type OrNull<Fields> = { [Name in keyof Fields]: Fields[Name] | null };

type FieldOf<E> = E extends unknown ? keyof E : never;

/**
 * Makes every seat event that there is: the parameter `$2` of the statements in `sql/` that write one (sql/parts/write-events.sql).
 * Its fields are those of its type, in the order in which consumers get them. `traceparents`: by the ids of the events, where these came of
 * several operations that are traced; without them all came of what is at work.
 */
export function seatEvent(draft: SeatEventDraft, traceparents?: Readonly<Record<string, string>>): string {
  const { show_id, event_type, ...rest }: Partial<Record<FieldOf<SeatEvent>, unknown>> & SeatEventDraft = draft;
  const fields = {
    event_type,
    event_id: null,
    occurred_at: null,
    show_id,
    version: null,
    seat_ids: null,
    unlocked_seat_ids: rest.unlocked_seat_ids,
    blocked_seat_ids: rest.blocked_seat_ids,
    areas: rest.areas,
    unlocked_areas: rest.unlocked_areas,
    lock_id: rest.lock_id,
    lock_ids: rest.lock_ids,
    booking_id: rest.booking_id,
    booking_ids: rest.booking_ids,
    actor: rest.actor,
    reason: rest.reason,
    expires_at: rest.expires_at,
  } satisfies Record<FieldOf<SeatEvent>, unknown>;
  const traced = traceparents ? { traceparents } : tracedNow();
  return JSON.stringify({ topic: topicOf(event_type), key: show_id, type: event_type, payload: fields, ...traced });
}

function tracedNow(): { traceparent?: string } {
  const traceparent = traceparentOf();
  return traceparent === null ? {} : { traceparent };
}
