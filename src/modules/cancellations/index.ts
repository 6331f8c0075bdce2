import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createCancellationWorker } from './cancellation-worker.ts';
import './cancellations.schema.ts';
import { type CancellationsService, createCancellationsService } from './cancellations.service.ts';
import { ShowEnder } from './show-ender.ts';

declare module '../../schema/context.ts' {
  interface Services {
    cancellations: CancellationsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    showEnder: ShowEnder;
    cancellations: CancellationsService;
    cancellationWorker: DueWorker;
  }
}

export const cancellationsModule = {
  components: {
    showEnder: ({ database, seatMap, allotmentReader: allotments }) => new ShowEnder({ database, seatMap, allotments }),
    cancellations: ({ shows, showEnder: ender, logger }) => createCancellationsService({ shows, ender, logger }),
    cancellationWorker: ({ database, showEnder: ender, logger }) =>
      createCancellationWorker({ database, ender, logger }),
  },
  services: {
    cancellations: ({ cancellations, logger }) => withTypedOutages(cancellations, logger),
  },
  workers: [{ on: 'worker', worker: ({ cancellationWorker }) => cancellationWorker }],
} as const satisfies ModuleManifest;
