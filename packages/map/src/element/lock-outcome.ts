import type { LockRefusal, LockStore, Outcome, SeatLock } from '@seatwire/client/box-office';

/** What came of asking for seats, for a change of them, for more time, or to give them back. */
export type LockOutcome = Outcome<SeatLock, LockRefusal>;

/** Which seats are held besides, and which no longer. */
export type HoldChange = Parameters<LockStore['update']>[0];
