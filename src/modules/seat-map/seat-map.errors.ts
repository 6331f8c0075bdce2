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

/** An area that has not so many places left as were asked for. */
export interface AreaShortage {
  areaId: string;
  available: number;
}

/** Buyers want fewer seats, unless settings let them; an organiser may name all of a hall. */
export const MAX_CONFLICTS = 100;

/** Some of the seats or places can't be had; nothing was changed. The first conflicts are listed, in the order of the request. */
export class SeatsUnavailableError extends DomainError {
  readonly code = 'SEATS_UNAVAILABLE';
  readonly showId: string;
  /** All seats that were asked for: what alternatives are looked up for. */
  readonly seatIds: readonly string[];
  /** At most `MAX_CONFLICTS`. */
  readonly conflicts: SeatConflict[];
  /** How many there are. Missing in an answer that an earlier release has kept, which has them all. */
  readonly conflictCount: number | undefined;
  /** Missing in an answer that an earlier release has kept. */
  readonly shortAreas: AreaShortage[] | undefined;

  constructor(
    showId: string,
    seatIds: readonly string[],
    conflicts: SeatConflict[],
    shortAreas: readonly AreaShortage[] = [],
  ) {
    super(conflicts.length === 0 && shortAreas.length > 0 ? 'Not enough places left' : messageFor(conflicts));
    this.showId = showId;
    this.seatIds = seatIds;
    this.conflicts = conflicts.slice(0, MAX_CONFLICTS);
    this.conflictCount = conflicts.length;
    this.shortAreas = [...shortAreas];
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
