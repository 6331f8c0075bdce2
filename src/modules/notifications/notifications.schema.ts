import { builder, callerOf, result } from '../../graphql/builder.ts';
import { ErrorInterface } from '../../graphql/errors.ts';
import { resolveIdConnection } from '../../graphql/id-connection.ts';
import { IDEMPOTENCY_KEY } from '../../graphql/idempotency-key.ts';
import { NODE_ID } from '../../graphql/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../graphql/prices.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { IdempotencyConflictError, NotFoundError } from '../errors.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { NotificationNotResendableError } from './notifications.errors.ts';
import type { Notification } from './notifications.service.ts';

const NotificationStatusRef = builder.enumType('NotificationStatus', {
  description: 'Status of a mail or text message.',
  values: {
    QUEUED: { description: 'It waits to be sent, or to be tried again.' },
    SENT: { description: 'It was handed over to the mail server.' },
    FAILED: { description: 'It was given up: see lastError. An organiser can have it sent again.' },
    OBSOLETE: { description: 'It was not sent, since what it tells no longer holds: tickets of a cancelled booking.' },
  } as const,
});

const NotificationChannelRef = builder.enumType('NotificationChannel', {
  description: 'How a customer is told.',
  values: {
    EMAIL: { value: 'email', description: 'By mail.' },
    SMS: { value: 'sms', description: 'By text message.' },
  } as const,
});

const NotificationKindRef = builder.enumType('NotificationKind', {
  description: 'What a customer is told. More kinds may be added.',
  values: {
    ORDER: { value: 'order', description: 'The order has been received.' },
    TICKET: { value: 'ticket', description: 'The tickets.' },
    CANCELLATION: { value: 'cancellation', description: 'The booking was cancelled.' },
    EXPIRY: { value: 'expiry', description: 'The order was not paid in time.' },
    REFUND: { value: 'refund', description: 'The money is on its way back.' },
  } as const,
});

export const NotificationRef = builder.objectRef<Notification>('Notification');

builder.node(NotificationRef, {
  description: 'A mail or text message to a customer, for organisers.',
  id: { resolve: (notification) => notification.id },
  loadWithoutCache: (id, { services, principal }) => services.notifications.getNotification(principal, id),
  fields: (t) => ({
    channel: t.expose('channel', { type: NotificationChannelRef, description: 'How the customer is told.' }),
    kind: t.expose('kind', { type: NotificationKindRef, description: 'What the customer is told.' }),
    recipient: t.exposeString('recipient', { description: 'The mail address, or the telephone number.' }),
    booking: t.field({
      type: BookingRef,
      nullable: true,
      description: 'The booking that it is about.',
      extensions: READS_DATABASE,
      resolve: (notification) => notification.booking(),
    }),
    notificationStatus: t.expose('status', { type: NotificationStatusRef, description: 'Current status.' }),
    attempts: t.exposeInt('attempts', {
      description: 'How often it was tried since it was queued; not counted while the mail server is away.',
    }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'Why the last attempt failed, in the words of the mail server; null when none did.',
    }),
    queuedAt: t.expose('queuedAt', {
      type: 'DateTime',
      description: 'When it was queued; if an organiser has had it sent again, the last time.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried next; null once it is not QUEUED.',
    }),
    sentAt: t.expose('sentAt', { type: 'DateTime', nullable: true, description: 'When it was sent.' }),
    givenUpAt: t.expose('givenUpAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was given up, or found not to be needed any more.',
    }),
  }),
});

builder.objectField(ShowRef, 'undeliveredNotifications', (t) =>
  t.connection(
    {
      type: NotificationRef,
      description:
        'Its mails and text messages that were given up, or have been waiting for more than a moment, the newest first; 20 to a page unless told. For organisers only (FORBIDDEN for others, the rest of the answer is not affected).',
      authScopes: { organiser: true },
      extensions: READS_DATABASE,
      resolve: (show, args, context) =>
        resolveIdConnection('notification', args, (page) =>
          context.services.notifications.listUndelivered(callerOf(context), show.id, page),
        ),
    },
    { name: 'NotificationConnection', description: 'One page of notifications.' },
    { name: 'NotificationEdge', description: 'One notification of a page.' },
  ),
);

builder.objectType(NotificationNotResendableError, {
  name: 'NotificationNotResendableError',
  description: 'The notification was not given up, or is not needed any more. Nothing was queued.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    notificationStatus: t.expose('notificationStatus', {
      type: NotificationStatusRef,
      description: 'Current status of the notification.',
    }),
  }),
});

const ResendNotificationInputRef = builder.inputType('ResendNotificationInput', {
  description: 'What to send again.',
  fields: (t) => ({
    notificationId: t.id({ required: true, bounds: NODE_ID, description: 'The notification, `notification_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('resendNotification', (t) =>
  t.field({
    type: NotificationRef,
    description:
      'Queues a mail or text message that was given up (FAILED) again, with all its attempts. For organisers only.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: ResendNotificationInputRef, required: true, description: 'What to send again.' }) },
    errors: result({
      field: 'notification',
      description: 'The notification, queued again.',
      errors: [NotificationNotResendableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.notifications.resend(callerOf(context), input),
  }),
);
