import { GetBooking } from '../callers/operations.graphql.ts';
import type { HistoryRecorder, Interval, OperationUnderWay, RecordedAction } from '../checks/history.ts';
import { now_ms } from '../checks/history.ts';
import { type HoldingBuyer, LostError } from './chaos-holds.ts';
import { type Sale, seatOf } from './chaos-sale.ts';

/** A booking as its buyer knows it. */
export interface Purchase {
  sale: Sale;
  bookingId: string;
  lockId: string;
  /** As far as it is known. */
  seatIds: string[];
  /** That it had before it was changed. */
  formerSeatIds: string[];
  /** What the history knows it to have beside seats: places, and the use of its code. */
  others: readonly string[];
  /** A change that was asked for, and of which it is not known whether it was made. */
  open: OpenChange | null;
  /** When each operation that made it what it is was asked for and answered. */
  made: Interval[];
}

export interface OpenChange {
  action: RecordedAction & { kind: 'exchange' };
  operation: OperationUnderWay;
  givenIds: readonly string[];
  takenIds: readonly string[];
}

/** All that the history knows of it. */
export function subjectsOf({ sale, seatIds, others }: Purchase): string[] {
  return [...seatIds.map((seatId) => seatOf(sale, seatId)), ...others];
}

export function lostBooking(history: HistoryRecorder, { bookingId, made }: Purchase): LostError {
  history.lost(`booking ${bookingId}`, made);
  return new LostError();
}

/** Whether a booking with these seats is one of which the change was made. */
export function isMade({ givenIds, takenIds }: OpenChange, seatIds: readonly string[]): boolean {
  return takenIds.every((seatId) => seatIds.includes(seatId)) && !givenIds.some((seatId) => seatIds.includes(seatId));
}

/** The open change was made, and that is known from now on. */
export function noteMade(purchase: Purchase, { action, operation, givenIds, takenIds }: OpenChange): void {
  operation.end(action);
  purchase.open = null;
  purchase.seatIds = [...purchase.seatIds.filter((seatId) => !givenIds.includes(seatId)), ...takenIds];
  purchase.formerSeatIds.push(...givenIds);
}

/** `lost`: it is not there. `changed`: it is, with other seats than its buyer was answered, as PostgreSQL has lost a change of it. */
export type ReadBack = 'as answered' | 'changed' | 'lost';

/** Reads the booking back, and writes down what it says of its subjects, and of a change that is open. */
export async function readBooking(
  { client, history }: Pick<HoldingBuyer, 'client' | 'history'>,
  purchase: Purchase,
): Promise<ReadBack> {
  const { bookingId, lockId, made, open } = purchase;
  const invoked_ms = now_ms();
  const { booking } = await client.insist(GetBooking, { id: bookingId });
  if (!booking) {
    history.lost(`booking ${bookingId}`, made);
    return 'lost';
  }
  const { status } = booking;
  const seatIds = booking.seats.map(({ seatId }) => seatId);
  if (open && isMade(open, seatIds)) noteMade(purchase, open);
  // Of a change that is open still the seats are one or the other.
  const unknown = purchase.open ? subjectsOfOpen(purchase.open) : [];
  const known = subjectsOf(purchase).filter((subject) => !unknown.includes(subject));
  history.read(new Map(known.map((subject) => [subject, { kind: 'booking', lockId, status }])), invoked_ms, made);
  if (String(seatIds.toSorted()) === String(purchase.seatIds.toSorted())) return 'as answered';
  history.lost(`a change of booking ${bookingId}`, made);
  return 'changed';
}

function subjectsOfOpen({ action: { given, taken } }: OpenChange): string[] {
  return [...given, ...taken];
}
