import type { ModuleManifest } from '../manifest.ts';
import { LockNotActiveError, OrphanSeatsError } from './locks.errors.ts';
import './locks.schema.ts';
import './orphan-seats.schema.ts';
import type { LocksService } from './locks.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    locks: LocksService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    lock: true;
  }
}

export const locksModule: ModuleManifest = {
  errorCodes: {
    LOCK_NOT_ACTIVE: 'The lock is no longer ACTIVE.',
    ORPHAN_SEATS: 'The choice would leave too short a run of free seats.',
  },
  storableErrors: [LockNotActiveError, OrphanSeatsError],
};
