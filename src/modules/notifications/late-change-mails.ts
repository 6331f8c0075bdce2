import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { ERASED_CUSTOMER } from '../bookings/customer-erasure.ts';
import type { NotificationKind } from './notification-kind.ts';

const QUEUE_LATE_CHANGES = readStatement(new URL('./sql/queue-late-changes.sql', import.meta.url));
/** There are few. */
const AT_ONCE = 20;
const KIND: NotificationKind = 'late_change';

/** Tells customers of money for a change that came too late and has gone back. Their booking is as it was: no event of it says so, so it is looked for. */
export interface LateChangeMails {
  /** Queues a mail for each refund that was not told, once, whichever nodes do so at the same time. Resolves with null. */
  queueUntold(): Promise<null>;
}

export function createLateChangeMails({
  database,
  onQueued,
}: {
  database: Querier;
  onQueued: () => void;
}): LateChangeMails {
  return {
    async queueUntold() {
      const ids = Array.from({ length: AT_ONCE }, () => newId('notification'));
      const queued = await database.query(QUEUE_LATE_CHANGES, [KIND, ids, ERASED_CUSTOMER.email]);
      if (queued.length > 0) onQueued();
      return null;
    },
  };
}
