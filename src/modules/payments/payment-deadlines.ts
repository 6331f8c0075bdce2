import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

const BRING_FORWARD_CHARGES = readStatement(new URL('./sql/bring-forward-charges.sql', import.meta.url));
const BRING_FORWARD_NEWS = readStatement(new URL('./sql/bring-forward-news.sql', import.meta.url));
const BRING_FORWARD_PAYMENTS = readStatement(new URL('./sql/bring-forward-payments.sql', import.meta.url));

/** Brings forward what is still to come of the show's payments, for tests of shops (see modules/sandbox). */
export async function bringPaymentsForward(tx: Querier, showId: string, by_ms: number): Promise<void> {
  await tx.query(BRING_FORWARD_PAYMENTS, [showId, by_ms]);
  await tx.query(BRING_FORWARD_CHARGES, [showId, by_ms]);
  await tx.query(BRING_FORWARD_NEWS, [showId, by_ms]);
}
