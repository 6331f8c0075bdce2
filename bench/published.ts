import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src/platform/postgres/database.ts';

const POLL_MS = 50;

/** The relay and the consumers go on behind the answers; they must not be at work while the next one is measured. */
export async function untilPublished(database: Database): Promise<void> {
  for (;;) {
    const [outbox] = await database.query<{ waiting: number }>('SELECT count(*) AS waiting FROM outbox_pending');
    if (outbox!.waiting === 0) return;
    await delay(POLL_MS);
  }
}
