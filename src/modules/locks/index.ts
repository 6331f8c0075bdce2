import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createChoiceJudge } from './choice-judge.ts';
import { forgetEndedLocks } from './ended-locks.ts';
import { createLockSweeper, type LockExpiries } from './lock-sweeper.ts';
import { createLockWriter } from './lock-writer.ts';
import { LockNotActiveError, OrphanSeatsError } from './locks.errors.ts';
import './locks.schema.ts';
import './lock-codes.schema.ts';
import './lock-areas.schema.ts';
import './orphan-seats.schema.ts';
import './show-limits.schema.ts';
import { createLocksService, type LocksService } from './locks.service.ts';
import type { SeatLockStore } from './seat-lock-store.ts';
import { createSeatTaker } from './seat-taker.ts';

declare module '../../schema/context.ts' {
  interface Services {
    locks: LocksService;
  }
}

declare module '../manifest.ts' {
  interface NodeParts {
    store: SeatLockStore;
  }
  interface Components {
    locks: LocksService;
    lockSweeper: DueWorker;
    lockExpiries: LockExpiries;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    lock: true;
  }
}

export const locksModule = {
  errorCodes: {
    LOCK_NOT_ACTIVE: 'The lock is no longer ACTIVE.',
    ORPHAN_SEATS: 'The choice would leave too short a run of free seats.',
  },
  storableErrors: [LockNotActiveError, OrphanSeatsError],
  components: {
    lockExpiries: () => ({ count: 0 }),
    lockSweeper: ({ database, seatMap, logger, lockExpiries }) =>
      createLockSweeper({ database, seatMap, logger, expiries: lockExpiries }),
    locks({
      database,
      store,
      seatMap,
      alternatives,
      shows,
      codes,
      allotmentAccess: allotments,
      idempotency,
      limits,
      limitReports,
      admissionSync: admissions,
      roomReports,
      config,
    }) {
      const settings = config.locks;
      const writer = createLockWriter(database, { endedLocksPerOwner: 2 * config.idempotency.keysPerCaller });
      const reporting = { reports: limitReports, roomReports };
      const taker = createSeatTaker({ database, store, writer, seatMap, shows, admissions, settings, ...reporting });
      const choiceJudge = createChoiceJudge({ database, alternatives });
      const parts = { database, store, writer, taker, choiceJudge, seatMap, shows, codes, allotments };
      return createLocksService({ ...parts, idempotency, limits, settings });
    },
  },
  services: {
    locks: ({ locks, logger }) => withTypedOutages(locks, logger),
  },
  workers: [{ on: 'worker', worker: ({ lockSweeper }) => lockSweeper }],
  metrics(metrics, { lockExpiries }) {
    metrics.total(
      'locks_expired_total',
      'Locks that this node has ended at their deadlines.',
      () => lockExpiries.count,
    );
  },
  housekeeping: {
    'ended locks':
      ({ database, config }) =>
      () =>
        forgetEndedLocks(database, config.locks.endedKeptDays),
  },
} as const satisfies ModuleManifest;
