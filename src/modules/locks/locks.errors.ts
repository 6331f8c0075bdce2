import { DomainError } from '../../shared/errors.ts';
import type { SeatLockStatus } from './seat-lock.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    LOCK_NOT_ACTIVE: true;
    ORPHAN_SEATS: true;
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

export interface RefusedChoice {
  showId: string;
  /** The lock that was to be changed; null: a new one was asked for. */
  lockId: string | null;
  /** All seats that the lock was to have. */
  seatIds: readonly string[];
  /** Those of them that it has. */
  heldIds: readonly string[];
  /** The free seats that would be left in runs that are too short, from left to right. */
  orphanIds: readonly string[];
}

/** The choice would leave too short a run of free seats, which the organiser does not allow; nothing was changed. */
export class OrphanSeatsError extends DomainError implements RefusedChoice {
  readonly code = 'ORPHAN_SEATS';
  readonly showId: string;
  readonly lockId: string | null;
  readonly seatIds: readonly string[];
  readonly heldIds: readonly string[];
  readonly orphanIds: readonly string[];

  constructor({ showId, lockId, seatIds, heldIds, orphanIds }: RefusedChoice) {
    super(
      orphanIds.length === 1
        ? 'This choice would leave a single seat that is hard to sell.'
        : `This choice would leave ${orphanIds.length} seats that are hard to sell.`,
    );
    this.showId = showId;
    this.lockId = lockId;
    this.seatIds = seatIds;
    this.heldIds = heldIds;
    this.orphanIds = orphanIds;
  }
}
