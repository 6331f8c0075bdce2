import { DomainError } from '../../shared/errors.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    SEATS_UNAVAILABLE: true;
  }
}

export type ConflictReason = 'LOCKED_BY_OTHER' | 'LOCKED_BY_YOU' | 'BOOKED' | 'BLOCKED' | 'UNKNOWN_SEAT';

export interface SeatConflict {
  seatId: string;
  reason: ConflictReason;
}

/** Some of the seats can't be had; nothing was changed. Every conflict is listed, in the order of the request. */
export class SeatsUnavailableError extends DomainError {
  readonly code = 'SEATS_UNAVAILABLE';
  readonly showId: string;
  /** All seats that were asked for: what alternatives are looked up for. */
  readonly seatIds: readonly string[];
  readonly conflicts: SeatConflict[];

  constructor(showId: string, seatIds: readonly string[], conflicts: SeatConflict[]) {
    super(messageFor(conflicts));
    this.showId = showId;
    this.seatIds = seatIds;
    this.conflicts = conflicts;
  }
}

// Clients show it as it is: these words are part of the API.
function messageFor(conflicts: SeatConflict[]): string {
  const reasons = new Set(conflicts.map((conflict) => conflict.reason));
  if (reasons.has('LOCKED_BY_OTHER')) return 'Seat already locked by another user';
  if (reasons.has('UNKNOWN_SEAT')) return 'Seat unknown in this show';
  if (reasons.has('BOOKED')) return 'Seat already booked';
  if (reasons.has('BLOCKED')) return 'Seat not for sale';
  return 'Seat already locked by you';
}
