import type { Database } from '../../platform/postgres/database.ts';
import { type Erasure, eraseCustomers } from '../bookings/customer-erasure.ts';
import { forgetOldNotifications } from '../notifications/notification.ts';
import { removeFilesBefore, removeFilesOf } from '../notifications/notification-file.ts';
import { eraseRecipients } from '../notifications/recipient-erasure.ts';
import { eraseRefundReasons } from '../refunds/reason-erasure.ts';

export interface RetentionSettings {
  /** For how long after the beginning of a show its customers are known by name; null: for ever. */
  customerData_days: number | null;
  /** For how long it is known which mail or text message went where, or was given up; files of them on disk as long. */
  notifications_days: number;
}

export interface ErasedData {
  /** How many bookings' customers were erased. */
  bookings: number;
  /** How many mails and text messages were removed from the folder. */
  files: number;
}

/** What is kept of customers as persons, and for how long. */
export interface CustomerData {
  /**
   * Erases customers from bookings, notifications and, by event, from the caches of all nodes, and their mails from the
   * folder. Bookings, seats, tickets and money stay, without a person. Events in Kafka have never had one.
   */
  erase(erasure: Erasure): Promise<ErasedData>;
  /** Erases and deletes what is older than the settings say. */
  prune(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function createCustomerData({
  database,
  mailFolder,
  retention,
}: {
  database: Database;
  mailFolder: string;
  retention: RetentionSettings;
}): CustomerData {
  async function erase(erasure: Erasure): Promise<ErasedData> {
    const references = await eraseCustomers(database, erasure, async (tx, bookingIds) => {
      await eraseRecipients(tx, bookingIds);
      await eraseRefundReasons(tx, bookingIds);
    });
    const files = references.length === 0 ? 0 : await removeFilesOf(mailFolder, references);
    return { bookings: references.length, files };
  }

  return {
    erase,
    async prune() {
      const { customerData_days, notifications_days } = retention;
      if (customerData_days !== null) await erase({ showBefore: daysAgo(customerData_days) });
      await forgetOldNotifications(database, notifications_days);
      await removeFilesBefore(mailFolder, daysAgo(notifications_days));
    },
  };
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}
