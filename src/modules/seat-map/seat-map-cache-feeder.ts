import type { ConsumedRecord } from '../../platform/event-log.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { SeatEvent } from '../events/events.ts';
import type { SeatMapService } from './seat-map.service.ts';

/**
 * Brings every seat event to the lock store's map: those, too, whose node died between its commit and telling the store.
 * Changes that the store has already are ignored by it. Rejects while the store is away: the log hands the event out again.
 */
export function createSeatMapCacheFeeder({ seatMap, logger }: { seatMap: SeatMapService; logger: Logger }) {
  return async (record: ConsumedRecord): Promise<void> => {
    const event = parse(record.value);
    if (!event) {
      logger.warn({ topic: record.topic, offset: String(record.offset) }, 'not a seat event, left aside');
      return;
    }
    await seatMap.feed(event);
  };
}

function parse(value: string): SeatEvent | null {
  try {
    const event = JSON.parse(value) as Partial<SeatEvent> | null;
    return event?.event_type?.startsWith('seat.') && event.show_id && event.seat_ids ? (event as SeatEvent) : null;
  } catch {
    return null;
  }
}
