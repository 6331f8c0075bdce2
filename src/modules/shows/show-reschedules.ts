import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';

/** The table show_reschedules: shows whose beginning has moved and whose customers are to be told. */

const NOTE = readStatement(new URL('./sql/note-reschedule.sql', import.meta.url));
const TAKE = readStatement(new URL('./sql/take-reschedule.sql', import.meta.url));

export interface Reschedule {
  showId: string;
  /** Of the show, after its last move. */
  version: number;
  /** When it was moved last. */
  movedAt: Date;
  /** Whether it begins at another time than its customers know, and takes place. */
  isNews: boolean;
}

/** Inside the transaction that moves the show. `before`: when it was to begin. */
export async function noteReschedule(tx: Querier, showId: string, before: Date): Promise<void> {
  await tx.query(NOTE, [showId, before]);
}

/** Takes the show that was moved first, inside the transaction that sees to its customers; null: there is none. */
export async function takeReschedule(tx: Querier): Promise<Reschedule | null> {
  const [reschedule] = await tx.query<Reschedule>(TAKE);
  return reschedule ?? null;
}
