import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { findCode } from './code-reader.ts';
import { CodeNotApplicableError, refusalOf } from './codes.errors.ts';

/**
 * How often a code was used, counted on its row in the transaction of the booking: PostgreSQL's checks are the last word. Only bookings
 * with a code touch the row, and lock it last, so that those of one code wait for each other for no longer than a commit.
 */

const USE_CODE = readStatement(new URL('./sql/use-code.sql', import.meta.url));
const GIVE_CODES_BACK = readStatement(new URL('./sql/give-codes-back.sql', import.meta.url));

/** Counts a booking that is made in this transaction. Throws CodeNotApplicableError: the transaction is to be rolled back. */
export async function useCode(tx: Querier, { codeId, tickets }: { codeId: string; tickets: number }): Promise<void> {
  const used = await tx.query(USE_CODE, [codeId, tickets]);
  if (used.length > 0) return;
  const code = await findCode(tx, codeId);
  // What stood in its way may have been given back since: then there is no other reason to tell.
  throw new CodeNotApplicableError((code && refusalOf(code, tickets)) ?? 'USED_UP');
}

/** The bookings, whose rows the caller has locked, end in this transaction: what they count for their codes is free again. */
export async function giveCodesBack(tx: Querier, bookingIds: readonly string[]): Promise<void> {
  await tx.query(GIVE_CODES_BACK, [bookingIds]);
}
