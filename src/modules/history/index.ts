import type { ModuleManifest } from '../manifest.ts';
import { createHistory, type History } from './history.ts';

declare module '../manifest.ts' {
  interface Components {
    history: History;
  }
}

export const historyModule = {
  components: {
    history: ({ database, cache, keys, declared, logger }) =>
      createHistory({ database, cache, keys, consumers: declared.effects, logger }),
  },
  runs: [
    {
      name: 'history',
      on: 'every node',
      stage: 'history',
      start: ({ history }) => history.start(),
      stop: ({ history }) => history.stop(),
    },
  ],
  metrics(metrics, { history }) {
    history.onLossSign(
      metrics.counter(
        'history_losses_total',
        'Signs that PostgreSQL lost commits: epochs that this node began, by cause, and captured payments that are unknown.',
        'cause',
      ),
    );
    metrics.gauge('history_epoch', "The number of the epoch of PostgreSQL's history.", () => history.epoch.number);
  },
} as const satisfies ModuleManifest;
