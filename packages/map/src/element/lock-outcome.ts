import type { LockRefusal, Outcome, SeatLock } from '@seatwire/client/box-office';

/** What came of asking for seats, for a change of them, for more time, or to give them back. */
export type LockOutcome = Outcome<SeatLock, LockRefusal>;
