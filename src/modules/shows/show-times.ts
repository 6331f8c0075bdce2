import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { type Moment, momentEvents } from './show-clock.ts';
import { writeShowEvents } from './show-events.ts';

const BRING_FORWARD = readStatement(new URL('./sql/bring-forward.sql', import.meta.url));

/**
 * Brings all times of a show forward, for tests of shops (see modules/sandbox), inside the caller's transaction: it is told as any
 * change of times, and so is what is past then, since the show's clock tells of what comes only.
 */
export async function bringShowForward(tx: Querier, showId: string, by_ms: number, actor: string): Promise<void> {
  const [moved] = await tx.query<Omit<Moment, 'id'>>(BRING_FORWARD, [showId, by_ms]);
  if (!moved) return;
  await writeShowEvents(tx, showId, { types: ['show.updated', ...momentEvents(moved)], actor });
}
