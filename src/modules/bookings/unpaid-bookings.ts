import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

const FORGET_UNPAID = readStatement(new URL('./sql/forget-unpaid.sql', import.meta.url));
/** Few enough that a statement ends soon. */
const PER_STATEMENT = 500;

/** Forgets bookings that ended more than so many days ago and were never paid. Several nodes may do so at once. */
export async function forgetUnpaidBookings(database: Querier, keptDays: number): Promise<void> {
  for (;;) {
    const [gone] = await database.query<{ count: number }>(FORGET_UNPAID, [keptDays, PER_STATEMENT]);
    if (gone!.count < PER_STATEMENT) return;
  }
}
