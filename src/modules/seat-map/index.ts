import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type AlternativesService, createAlternatives } from './alternatives.ts';
import { createSeatBlockingService, type SeatBlockingService } from './seat-blocking.service.ts';
import { SeatsUnavailableError } from './seat-map.errors.ts';
import './areas.schema.ts';
import './seat.schema.ts';
import './price-line-seat.schema.ts';
import './seat-blocking.schema.ts';
import './seat-map.schema.ts';
import './seats-unavailable.schema.ts';
import { createSeatMapService, type SeatMapService } from './seat-map.service.ts';
import { createSeatMapCacheFeeder } from './seat-map-cache-feeder.ts';

declare module '../../schema/context.ts' {
  interface Services {
    seatMap: SeatMapService;
    seatBlocking: SeatBlockingService;
    alternatives: AlternativesService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    seatMap: SeatMapService;
    seatBlocking: SeatBlockingService;
    alternatives: AlternativesService;
  }
}

export const seatMapModule = {
  errorCodes: {
    SEATS_UNAVAILABLE: 'Some of the seats are unavailable.',
  },
  storableErrors: [SeatsUnavailableError],
  components: {
    seatMap({ database, store, mutex, keys, history, logger }) {
      const seatMap = createSeatMapService({ database, store, mutex, keys, logger });
      history.onNewEpoch(() => seatMap.renew());
      return seatMap;
    },
    seatBlocking: ({ database, mutex, keys, shows, seatMap, idempotency, logger }) =>
      createSeatBlockingService({ database, mutex, keys, shows, seatMap, idempotency, logger }),
    alternatives: ({ shows, seatMap }) => createAlternatives({ shows, seatMap }),
  },
  services: {
    seatMap: ({ seatMap }) => seatMap,
    seatBlocking: ({ seatBlocking, logger }) => withTypedOutages(seatBlocking, logger),
    alternatives: ({ alternatives }) => alternatives,
  },
  consumers: [
    {
      group: 'seat-map',
      topics: ['seat-events'],
      // Whoever changed the seats has told the store already, nearly always.
      gather_ms: 100,
      // A change that comes again is known by its version.
      storeEvery_ms: 1_000,
      feed: ({ seatMap, logger }) => createSeatMapCacheFeeder({ seatMap, logger }),
      // The lock store may have been away when the seats were changed.
      refused:
        ({ seatMap }) =>
        (event) =>
          void seatMap.apply(JSON.parse(event)),
    },
  ],
} as const satisfies ModuleManifest;
