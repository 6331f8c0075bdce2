import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

const CLAIM_EPOCHS = readStatement(new URL('./sql/claim-epochs.sql', import.meta.url));
const SETTLE_EPOCHS = readStatement(new URL('./sql/settle-epochs.sql', import.meta.url));

/**
 * Takes on the epochs that nobody has yet, for a minute. Resolves with the number of the newest, which stands for those before it;
 * null when there are none.
 */
export async function claimEpochs(database: Querier): Promise<number | null> {
  const claimed = await database.query<{ number: number }>(CLAIM_EPOCHS);
  return claimed.length === 0 ? null : Math.max(...claimed.map(({ number }) => number));
}

/** Writes down that the caches are made anew for this epoch, and so for those before it. */
export async function settleEpochs(database: Querier, number: number): Promise<void> {
  await database.query(SETTLE_EPOCHS, [number]);
}

/** Leaves claimed epochs to the next look, of any node. */
export async function giveEpochsBack({ prisma }: Pick<Database, 'prisma'>): Promise<void> {
  await prisma.historyEpoch.updateMany({ where: { settledAt: null }, data: { claimedUntil: null } });
}
