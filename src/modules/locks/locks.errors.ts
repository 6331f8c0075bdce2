import { DomainError } from '../../shared/errors.ts';
import type { SeatLockStatus } from './seat-lock.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    LOCK_NOT_ACTIVE: true;
  }
}

/** The lock has ended, or its seats belong to a booking by now; nothing was changed. */
export class LockNotActiveError extends DomainError {
  readonly code = 'LOCK_NOT_ACTIVE';
  readonly status: SeatLockStatus;

  constructor(status: SeatLockStatus) {
    super(`The seat lock is ${status.toLowerCase()}.`);
    this.status = status;
  }
}
