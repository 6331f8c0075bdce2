import type { DomainEvent, SeatEvent, ShowEvent } from '../events/events.ts';

export function isSeatEvent(event: DomainEvent): event is SeatEvent {
  return event.event_type.startsWith('seat.');
}

export function isShowEvent(event: DomainEvent): event is ShowEvent {
  return event.event_type.startsWith('show.');
}

/** Events come from our own outbox: what is checked is that it is one, not each field. */
export function parseEvent(value: string): DomainEvent | null {
  try {
    const event: unknown = JSON.parse(value);
    return typeof event === 'object' && event !== null && 'event_type' in event ? (event as DomainEvent) : null;
  } catch {
    return null;
  }
}
