import { beforeEach, describe, expect, it } from 'vitest';
import type { ConsumedRecord } from '../../platform/events/event-log.ts';
import { createLogger } from '../../platform/observability/logger.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import type { SeatMapService } from './seat-map.service.ts';
import { createSeatMapCacheFeeder } from './seat-map-cache-feeder.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });

/** The versions that the store was given. */
let fed: number[];
let failure: Error | null;
let handle: ReturnType<typeof createSeatMapCacheFeeder>;

beforeEach(() => {
  fed = [];
  failure = null;
  const seatMap = {
    async feed({ version }: MapEvent) {
      if (failure) throw failure;
      fed.push(version);
    },
  } as Partial<SeatMapService> as SeatMapService;
  handle = createSeatMapCacheFeeder({ seatMap, logger });
});

function record(value: unknown): ConsumedRecord {
  return {
    topic: 'seat-events',
    partition: 0,
    offset: 1n,
    value: JSON.stringify(value),
  } as Partial<ConsumedRecord> as ConsumedRecord;
}

const event = (version: number) => ({ event_type: 'seat.locked', show_id: 'show_1', version, seat_ids: ['A-1'] });

describe('what feeds the lock store’s map', () => {
  it('brings it each seat event, and leaves aside what is none', async () => {
    for (const value of [event(1), null, 'text', { ...event(2), seat_ids: 'A-1' }, { event_type: 7 }, event(3)]) {
      await handle(record(value));
    }
    expect(fed).toEqual([1, 3]);
  });

  it('asks for the event again while the store is away', async () => {
    failure = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    await expect(handle(record(event(1)))).rejects.toBe(failure);
  });

  it('leaves an event aside that the store can not take, and goes on', async () => {
    failure = new Error('ERR value is not an integer or out of range');
    await handle(record(event(1)));
    failure = null;
    await handle(record(event(2)));
    expect(fed).toEqual([2]);
  });
});
