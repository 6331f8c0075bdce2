import type { ModuleManifest } from '../manifest.ts';
import { createEpochSettler, type EpochSettler } from './epoch-settler.ts';

declare module '../manifest.ts' {
  interface Components {
    settler: EpochSettler;
  }
}

export const recoveryModule = {
  components: {
    settler({ database, store, seatMap, history, logger }) {
      const settler = createEpochSettler({ database, store, seatMap, logger });
      history.onNewEpoch(() => settler.begin());
      return settler;
    },
  },
  workers: [{ on: 'worker', worker: ({ settler }) => settler }],
  metrics(metrics, { settler }) {
    metrics.gauge(
      'seats_mended',
      'Bookings whose seats were not as the booking says, mended since this node has started.',
      () => settler.mendedCount,
    );
  },
} as const satisfies ModuleManifest;
