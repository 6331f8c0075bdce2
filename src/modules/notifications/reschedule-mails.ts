import { newId } from '../../platform/ids.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { ERASED_CUSTOMER } from '../bookings/customer-erasure.ts';
import { type Reschedule, takeReschedule } from '../shows/show-reschedules.ts';
import type { NotificationKind } from './notification-kind.ts';

const FIND_HOLDERS = readStatement(new URL('./sql/find-holders.sql', import.meta.url));
const DROP_QUEUED = readStatement(new URL('./sql/drop-queued-of-show.sql', import.meta.url));
const QUEUE_OF_SHOW = readStatement(new URL('./sql/queue-of-show.sql', import.meta.url));
const KIND: NotificationKind = 'rescheduled';

interface Holder {
  bookingId: string;
  revision: number;
  email: string;
}

/** Tells customers with tickets of shows whose beginning has moved. */
export interface RescheduleMails {
  /**
   * Queues a mail for each confirmed booking of each show that was moved, once for each new time, whichever nodes do so at the same time. What
   * waits to be sent of an earlier move is not sent any more. Resolves with null.
   */
  queueUntold(): Promise<null>;
}

export function createRescheduleMails({
  database,
  onQueued,
}: {
  database: Database;
  onQueued: () => void;
}): RescheduleMails {
  async function queueNext(): Promise<boolean> {
    return await database.transaction(async (tx) => {
      const moved = await takeReschedule(tx);
      if (moved === null) return false;
      await tx.query(DROP_QUEUED, [moved.showId, KIND, 'The show was moved again.']);
      if (moved.isNews) await queueMails(tx, moved);
      return true;
    });
  }

  return {
    async queueUntold() {
      let isAny = false;
      while (await queueNext()) isAny = true;
      if (isAny) onQueued();
      return null;
    },
  };
}

async function queueMails(tx: Querier, { showId, version, movedAt }: Reschedule): Promise<void> {
  const holders = await tx.query<Holder>(FIND_HOLDERS, [showId, movedAt, ERASED_CUSTOMER.email]);
  await tx.query(QUEUE_OF_SHOW, [
    ...[showId, KIND, `${showId} ${version}`],
    holders.map(() => newId('notification')),
    holders.map(({ bookingId }) => bookingId),
    holders.map(({ revision }) => revision),
    holders.map(({ email }) => email),
  ]);
}
