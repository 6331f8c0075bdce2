import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { type AllotmentAccess, createAllotmentAccess } from './allotment-access.ts';
import { type AllotmentReader, createAllotmentReader } from './allotment-reader.ts';
import { createAllotmentReleaser } from './allotment-releaser.ts';
import './allotments.schema.ts';
import { type AllotmentsService, createAllotmentsService } from './allotments.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    allotments: AllotmentsService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    allotments: AllotmentsService;
    allotmentAccess: AllotmentAccess;
    allotmentReader: AllotmentReader;
    allotmentReleaser: DueWorker;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    allotment: true;
  }
}

export const allotmentsModule = {
  components: {
    allotmentAccess: ({ database }) => createAllotmentAccess(database),
    allotmentReader: ({ database }) => createAllotmentReader(database),
    allotmentReleaser: ({ database, seatMap, logger }) => createAllotmentReleaser({ database, seatMap, logger }),
    allotments({ database, mutex, keys, shows, seatMap, idempotency, allotmentReader, allotmentReleaser, logger }) {
      const parts = { database, mutex, keys, shows, seatMap, idempotency, logger };
      return createAllotmentsService({ ...parts, reader: allotmentReader, releaser: allotmentReleaser });
    },
  },
  services: {
    allotments: ({ allotments, logger }) => withTypedOutages(allotments, logger),
  },
  workers: [{ on: 'worker', worker: ({ allotmentReleaser }) => allotmentReleaser }],
} as const satisfies ModuleManifest;
