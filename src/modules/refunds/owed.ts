import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

/** How a booking stands with its customer. */
export interface Owed {
  /** Money came for it, in time or not. */
  wasPaid: boolean;
  /** Some of that is not back. Of a booking that is over, all of it is owed. */
  isOwed: boolean;
  /** A refund failed, and was not made since. */
  hasFailed: boolean;
  /** Money that had paid for it went back. */
  isPartlyBack: boolean;
}

const READ_OWED = readStatement(new URL('./sql/read-owed.sql', import.meta.url));

/** As the transaction sees it, in which the booking's row is locked: nobody changes it meanwhile. */
export async function readOwed(tx: Querier, bookingId: string): Promise<Owed> {
  const [row] = await tx.query<Owed>(READ_OWED, [bookingId]);
  return row!;
}
