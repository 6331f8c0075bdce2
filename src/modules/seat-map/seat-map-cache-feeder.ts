import type { ConsumedRecord } from '../../platform/events/event-log.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { SeatEvent } from '../events/events.ts';
import type { SeatMapService } from './seat-map.service.ts';

/**
 * Brings every seat event to the lock store's map: those, too, whose node died between its commit and telling the store.
 * Changes that the store has already are ignored by it. Rejects while the store is away: the log hands the event out again.
 * A change that the store can't take is left aside, so that it holds up no other show's: the map has a gap then, and is made
 * anew by who reads it.
 */
export function createSeatMapCacheFeeder({ seatMap, logger }: { seatMap: SeatMapService; logger: Logger }) {
  return async (record: ConsumedRecord): Promise<void> => {
    const event = parse(record.value);
    if (!event) {
      logger.warn({ topic: record.topic, offset: String(record.offset) }, 'not a seat event, left aside');
      return;
    }
    try {
      await seatMap.feed(event);
    } catch (error) {
      if (isOutage(error)) throw error;
      const { show_id: showId, version } = event;
      logger.error({ err: error, showId, version }, 'the lock store can not take a seat event, left aside');
    }
  };
}

function parse(value: string): SeatEvent | null {
  try {
    const event = JSON.parse(value) as Partial<SeatEvent> | null;
    const isSeatEvent = event?.event_type?.startsWith('seat.') && event.show_id && Array.isArray(event.seat_ids);
    return isSeatEvent ? (event as SeatEvent) : null;
  } catch {
    return null;
  }
}
