import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { NotificationKind } from './notification-kind.ts';

const FIND_UNTOLD_DISPUTES = readStatement(new URL('./sql/find-untold-disputes.sql', import.meta.url));
const QUEUE_NOTIFICATIONS = readStatement(new URL('./sql/queue-notifications.sql', import.meta.url));
/** There are few. */
const AT_ONCE = 20;
const KIND: NotificationKind = 'dispute';

interface UntoldDispute {
  eventId: string;
  bookingId: string;
  showId: string;
  revision: number;
}

/** Tells the box office of disputes. They are no events of their booking, so they are looked for. */
export interface DisputeMails {
  /** Queues a mail for each status that was not told, once, whichever nodes do so at the same time. Resolves with null. */
  queueUntold(): Promise<null>;
}

export function createDisputeMails({
  database,
  officeEmail,
  onQueued,
}: {
  database: Querier;
  /** Null: nobody is told. */
  officeEmail: string | null;
  onQueued: () => void;
}): DisputeMails {
  return {
    async queueUntold() {
      if (officeEmail === null) return null;
      const untold = await database.query<UntoldDispute>(FIND_UNTOLD_DISPUTES, [AT_ONCE]);
      for (const { eventId, bookingId, showId, revision } of untold) {
        const about = [eventId, KIND, bookingId, showId, revision];
        await database.query(QUEUE_NOTIFICATIONS, [...about, [newId('notification')], ['email'], [officeEmail]]);
      }
      if (untold.length > 0) onQueued();
      return null;
    },
  };
}
