import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { resolveIdConnection } from '../../schema/id-connection.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { NODE_ID } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { TOTAL_COUNT, totalCountOf } from '../../schema/total-count.ts';
import { IdempotencyConflictError, NotFoundError } from '../../shared/errors.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { NotificationNotResendableError } from './notifications.errors.ts';
import type { Notification } from './notifications.service.ts';

const NotificationStatusRef = builder.enumType('NotificationStatus', {
  description: 'Status of a mail or text message.',
  values: {
    QUEUED: { description: 'Waiting to be sent, or for the next attempt.' },
    SENT: { description: 'Accepted by the mail server, or by the provider of text messages.' },
    FAILED: { description: 'Given up after its last attempt: see `lastError`. `resendNotification` queues it again.' },
    OBSOLETE: {
      description: 'Not sent because it no longer applies, such as the tickets of a booking that has been cancelled.',
    },
  } as const,
});

const NotificationChannelRef = builder.enumType('NotificationChannel', {
  description: 'Channel of a notification.',
  values: {
    EMAIL: { value: 'email', description: 'By mail.' },
    SMS: { value: 'sms', description: 'By text message.' },
  } as const,
});

const NotificationKindRef = builder.enumType('NotificationKind', {
  description: 'Subject of a notification. Expect new values.',
  values: {
    ORDER: { value: 'order', description: 'Confirms an order that is to be paid.' },
    TICKET: { value: 'ticket', description: 'Delivers the tickets.' },
    CANCELLATION: { value: 'cancellation', description: 'Tells that the booking was cancelled.' },
    EXPIRY: { value: 'expiry', description: 'Tells that the order expired without a payment.' },
    REFUND: { value: 'refund', description: 'Tells that all that was paid was refunded.' },
    CHANGE: { value: 'change', description: 'Tells that the booking was changed, with the tickets that it has then.' },
    CUSTOMER_CHANGED: { value: 'customer_changed', description: "Tells that the customer's details were corrected." },
    REFUND_FAILED: {
      value: 'refund_failed',
      description: 'Tells the box office (`OFFICE_EMAIL`) that a refund failed.',
    },
    DISPUTE: {
      value: 'dispute',
      description: 'Tells the box office (`OFFICE_EMAIL`) that the buyer has a payment contested.',
    },
    LATE_CHANGE: {
      value: 'late_change',
      description: 'Tells that money for a change came too late and was refunded: the booking is as it was.',
    },
    RESCHEDULED: { value: 'rescheduled', description: 'Tells that the show begins at another time.' },
    PARTIAL_REFUND: { value: 'partial_refund', description: 'Tells that a part of what was paid was refunded.' },
  } as const,
});

export const NotificationRef = builder.objectRef<Notification>('Notification');

registerNodeIds('notification', 'Notification');

builder.node(NotificationRef, {
  description: "A mail or text message to a customer, or to the box office about a booking, for the show's organiser.",
  id: { resolve: (notification) => notification.id },
  loadWithoutCache: (id, { services, principal }) => services.notifications.getNotification(principal, id),
  fields: (t) => ({
    channel: t.expose('channel', { type: NotificationChannelRef, description: 'Channel.' }),
    kind: t.expose('kind', { type: NotificationKindRef, description: 'Subject.' }),
    recipient: t.exposeString('recipient', { description: 'E-mail address or phone number of the recipient.' }),
    booking: t.field({
      type: BookingRef,
      nullable: true,
      description: 'The booking that it concerns.',
      extensions: READS_DATABASE,
      resolve: (notification) => notification.booking(),
    }),
    notificationStatus: t.expose('status', { type: NotificationStatusRef, description: 'Current status.' }),
    attempts: t.exposeInt('attempts', {
      description: 'Attempts since it was queued. Attempts while the mail server can not be reached are not counted.',
    }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'Error of the last attempt, as the mail server reported it; null if none failed.',
    }),
    queuedAt: t.expose('queuedAt', {
      type: 'DateTime',
      description: 'When it was queued, most recently by `resendNotification`.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Time of the next attempt; null unless the status is QUEUED.',
    }),
    sentAt: t.expose('sentAt', { type: 'DateTime', nullable: true, description: 'When it was sent.' }),
    givenUpAt: t.expose('givenUpAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the status became FAILED or OBSOLETE.',
    }),
  }),
});

builder.objectField(ShowRef, 'undeliveredNotifications', (t) =>
  t.connection(
    {
      type: NotificationRef,
      nullable: true,
      description:
        "Mails and text messages of this show that failed, or have been waiting for delivery for some time, newest first; 20 to a page by default. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
      authScopes: { organiser: true },
      extensions: READS_DATABASE,
      resolve: async (show, args, context) => {
        const { notifications } = context.services;
        const caller = callerOf(context);
        const page = await resolveIdConnection('notification', args, (part) =>
          notifications.listUndelivered(caller, show, part),
        );
        return { ...page, count: (max: number) => notifications.countUndelivered(caller, show, max) };
      },
    },
    {
      name: 'NotificationConnection',
      description: 'One page of notifications.',
      fields: (t) => ({
        totalCount: t.int({
          ...TOTAL_COUNT,
          resolve: (page, _args, { principal }) => totalCountOf(page, principal),
        }),
      }),
    },
    { name: 'NotificationEdge', description: 'One notification of a page.' },
  ),
);

builder.objectField(BookingRef, 'notifications', (t) =>
  t.field({
    type: [NotificationRef],
    nullable: true,
    description:
      "Mails and text messages about the booking, oldest first; the newest 50 of more, and only those that are kept still. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: READS_DATABASE,
    resolve: (booking, _args, context) => context.services.notifications.listOf(callerOf(context), booking),
  }),
);

builder.objectType(NotificationNotResendableError, {
  name: 'NotificationNotResendableError',
  description: 'The notification is not FAILED, or what it tells no longer holds. Nothing was queued.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    notificationStatus: t.expose('notificationStatus', {
      type: NotificationStatusRef,
      description: 'Current status of the notification.',
    }),
  }),
});

const ResendNotificationInputRef = builder.inputType('ResendNotificationInput', {
  description: 'The notification to send again.',
  fields: (t) => ({
    notificationId: t.id({ required: true, bounds: NODE_ID, description: 'The notification, `notification_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('resendNotification', (t) =>
  t.field({
    type: NotificationRef,
    description:
      "Queues a FAILED mail or text message again, with a full number of attempts. For the show's organiser only.",
    authScopes: { organiser: true },
    args: {
      input: t.arg({
        type: ResendNotificationInputRef,
        required: true,
        description: 'The notification to send again.',
      }),
    },
    errors: result({
      field: 'notification',
      description: 'The queued notification.',
      errors: [NotificationNotResendableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.notifications.resend(callerOf(context), input),
  }),
);

const ResendTicketsInputRef = builder.inputType('ResendTicketsInput', {
  description: 'The booking whose tickets to send again.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('resendTickets', (t) =>
  t.field({
    type: NotificationRef,
    description:
      "Queues a mail with the tickets of a confirmed booking, whatever has become of the first one. For the show's organiser only.",
    authScopes: { organiser: true },
    args: {
      input: t.arg({
        type: ResendTicketsInputRef,
        required: true,
        description: 'The booking whose tickets to send again.',
      }),
    },
    errors: result({
      field: 'notification',
      description: 'The queued mail.',
      errors: [NotificationNotResendableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.notifications.resendTickets(callerOf(context), input),
  }),
);
