import { sharedSecret } from '../../platform/postgres/shared-secret.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createReadRowVersions } from './followed-rows.ts';
import './live-map.schema.ts';
import { createLiveMapService, type LiveMapService } from './live-map.service.ts';
import { createLiveMapHub, type LiveMapHub } from './live-map-hub.ts';
import { LiveShows } from './live-shows.ts';
import { createFindLostChanges } from './lost-changes.ts';
import { createSeatHistoryRecall } from './seat-history-recall.ts';
import { createSeatMapCursors, type SeatMapCursors } from './seat-map-cursor.ts';

declare module '../../schema/context.ts' {
  interface Services {
    liveMap: LiveMapService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    hub: LiveMapHub;
    liveShows: LiveShows;
    seatMapCursors: SeatMapCursors;
  }
}

export const liveMapModule = {
  opened: {
    seatMapCursors: async ({ database }) => createSeatMapCursors(await sharedSecret(database, 'cursor')),
  },
  components: {
    liveShows: ({ shows, logger }) => new LiveShows({ shows, logger }),
    hub({ log, config, seatMap, liveShows, history, database, logger }) {
      const hub = createLiveMapHub({
        log,
        topicPrefix: config.kafka.topicPrefix,
        nodeId: config.nodeId,
        seatMap,
        liveShows,
        history,
        recall: createSeatHistoryRecall(database),
        findLost: createFindLostChanges(database),
        readRowVersions: createReadRowVersions(database),
        logger,
      });
      history.onNewEpoch(() => hub.renew());
      return hub;
    },
  },
  services: {
    liveMap: ({ hub, liveShows, shows, locks, bookings, seatMapCursors, seatMap, history }) =>
      createLiveMapService({ hub, liveShows, shows, locks, bookings, cursors: seatMapCursors, seatMap, history }),
  },
  runs: [
    {
      name: 'live map',
      on: 'api',
      stage: 'after consumers',
      start: ({ hub }) => hub.start(),
      stop: ({ hub }) => hub.stop(),
    },
  ],
  probes: [
    {
      part: 'liveMap',
      on: 'api',
      probe:
        ({ hub }) =>
        async () => {
          if (!hub.isLive()) throw new Error('does not consume seat events');
          return 'up';
        },
    },
  ],
  metrics(metrics, { hub }) {
    metrics.gauge('live_map_watchers', 'Subscriptions of seat maps on this node.', () => hub.watcherCount());
  },
} as const satisfies ModuleManifest;
