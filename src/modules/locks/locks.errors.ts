import { DomainError } from '../../shared/errors.ts';
import type { SeatLockStatus } from './seat-lock.ts';

/** The lock has ended, or its seats belong to a booking by now; nothing was changed. */
export class LockNotActiveError extends DomainError {
  readonly code = 'LOCK_NOT_ACTIVE';
  readonly status: SeatLockStatus;

  constructor(status: SeatLockStatus) {
    super(`The seat lock is ${status.toLowerCase()}.`);
    this.status = status;
  }
}

/** A limit of what one buyer or one network address may hold or do is reached; nothing was changed. */
export class LimitExceededError extends DomainError {
  readonly code = 'LIMIT_EXCEEDED';
  readonly limit: number;
  /** Null: waiting does not help. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, limit: number, retryAfterSeconds: number | null = null) {
    super(message);
    this.limit = limit;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
