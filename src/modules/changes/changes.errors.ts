import { DomainError } from '../../shared/errors.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    BOOKING_NOT_CHANGEABLE: true;
    QUOTE_NOT_USABLE: true;
  }
}

/** Why tickets of a booking can't be given back or exchanged. */
export type ChangeObstacle =
  | 'NOT_CONFIRMED'
  | 'SHOW_CANCELLED'
  | 'NOT_OFFERED'
  | 'TOO_LATE'
  | 'TICKET_VOID'
  | 'ALL_TICKETS';

const MESSAGES: Record<ChangeObstacle, string> = {
  NOT_CONFIRMED: 'The booking is not confirmed.',
  SHOW_CANCELLED: 'The show is cancelled.',
  NOT_OFFERED: 'This show does not offer that to buyers. Its organiser can do it.',
  TOO_LATE: 'It is too late for that. The organiser of the show can do it.',
  TICKET_VOID: 'A ticket is void already.',
  ALL_TICKETS: 'These are all tickets of the booking: cancelBooking gives them back.',
};

/** The booking stays as it is, and what it was asked for is not possible, or not to this caller. */
export class BookingNotChangeableError extends DomainError {
  readonly code = 'BOOKING_NOT_CHANGEABLE';
  readonly reason: ChangeObstacle;

  constructor(reason: ChangeObstacle) {
    super(MESSAGES[reason]);
    this.reason = reason;
  }
}

/** EXPIRED: its time is over. OUTDATED: the booking was changed since, or has ended. PAID_TOO_LATE: either was so when its money came. */
export type QuoteFlaw = 'EXPIRED' | 'OUTDATED' | 'PAID_TOO_LATE';

const FLAWS: Record<QuoteFlaw, string> = {
  EXPIRED: 'The quote has expired: ask for another one.',
  OUTDATED: 'The booking is not as it was when the quote was made: ask for another one.',
  PAID_TOO_LATE: 'The money came when the quote was not good any more: it goes back.',
};

/** The quote is not good any more; nothing was changed. */
export class QuoteNotUsableError extends DomainError {
  readonly code = 'QUOTE_NOT_USABLE';
  readonly reason: QuoteFlaw;

  constructor(reason: QuoteFlaw) {
    super(FLAWS[reason]);
    this.reason = reason;
  }
}
