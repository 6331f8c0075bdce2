import type { CheckedThing } from './checked-thing.ts';
import type { BookingStatusRead, RecordedAction, SeatStateRead } from './history.ts';

/**
 * What a seat is at a moment: nobody's, held until a deadline, or sold (without one). A cancelled sale's deadline is over,
 * whenever that is.
 */
export type Seat = { holder: null } | { holder: string; deadline_ms: number } | { holder: string; deadline_ms: null };

export const FREE: Seat = { holder: null };
const CANCELLED_MS = Number.NEGATIVE_INFINITY;

/** A seat: one lock has it at a time, at most until its deadline, unless it is sold. */
export const SEAT: CheckedThing<Seat> = {
  start: FREE,
  apply,
  lapsed: (seat) =>
    seat.holder === null || seat.deadline_ms === null ? [] : [{ state: FREE, from_ms: seat.deadline_ms }],
  canMatter: () => true,
  nameOf: (seat) => `${seat.holder};${seat.holder === null ? '' : seat.deadline_ms}`,
};

function apply(seat: Seat, action: RecordedAction): Seat | null {
  switch (action.kind) {
    case 'lock':
      return seat.holder === null ? { holder: action.lockId, deadline_ms: action.deadline_ms } : null;
    case 'extension':
      return seat.holder === action.lockId && seat.deadline_ms !== null && seat.deadline_ms !== CANCELLED_MS
        ? { holder: action.lockId, deadline_ms: action.deadline_ms }
        : null;
    case 'refusal':
      return seat.holder === null ? null : seat;
    case 'release':
      return seat.holder === action.lockId && seat.deadline_ms !== null ? FREE : null;
    case 'sale':
      return seat.holder === action.lockId ? { holder: action.lockId, deadline_ms: null } : null;
    case 'cancellation':
      return seat.holder === action.lockId && seat.deadline_ms === null
        ? { holder: action.lockId, deadline_ms: CANCELLED_MS }
        : null;
    case 'read':
      return isReadAs(seat, action.state) ? seat : null;
    case 'booking':
      return isBookedAs(seat, action.lockId, action.status) ? seat : null;
    default:
      throw new Error(`a seat has no ${action.kind}`);
  }
}

/** A sold seat is shown as held until its sale has gone round. */
function isReadAs(seat: Seat, state: SeatStateRead): boolean {
  if (state === 'AVAILABLE') return seat.holder === null;
  return seat.holder !== null && (state === 'LOCKED' || seat.deadline_ms === null || seat.deadline_ms === CANCELLED_MS);
}

/** A booking that has ended holds its seats no longer, or is about to let go of them. */
function isBookedAs(seat: Seat, lockId: string, status: BookingStatusRead): boolean {
  const deadline_ms = seat.holder === lockId ? seat.deadline_ms : CANCELLED_MS;
  if (status === 'CONFIRMED' || status === 'PARTLY_REFUNDED') return deadline_ms === null;
  if (status === 'PENDING_PAYMENT') return deadline_ms !== null && deadline_ms !== CANCELLED_MS;
  return deadline_ms === CANCELLED_MS;
}
