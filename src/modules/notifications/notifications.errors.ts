import { DomainError } from '../../shared/errors.ts';
import type { NotificationStatus } from './notification.ts';

/** Only what was given up is sent again; nothing was queued. */
export class NotificationNotResendableError extends DomainError {
  readonly code = 'ILLEGAL_STATE';
  readonly notificationStatus: NotificationStatus;

  constructor(notificationStatus: Exclude<NotificationStatus, 'FAILED'>) {
    super(WORDS[notificationStatus]);
    this.notificationStatus = notificationStatus;
  }
}

const WORDS: Record<Exclude<NotificationStatus, 'FAILED'>, string> = {
  QUEUED: 'The notification is waiting to be sent already.',
  SENT: 'The notification has been sent.',
  OBSOLETE: 'The notification is not needed any more: what it tells no longer holds.',
};
