import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { resolveIdConnection } from '../../schema/id-connection.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { NODE_ID, numberFrom, prose } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { TOTAL_COUNT, totalCountOf } from '../../schema/total-count.ts';
import { IdempotencyConflictError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { MAX_REASON_CHARACTERS } from '../../shared/text/reason.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { PAYMENT_FIELD, SUCCEEDED } from '../payments/payments.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { TicketRef } from '../tickets/tickets.schema.ts';
import type { Refund } from './refund.ts';
import { RefundNotPossibleError } from './refunds.errors.ts';
import type { RequestedRefund } from './refunds.service.ts';

const RefundStatusRef = builder.enumType('RefundStatus', {
  description: 'Status of a refund. Expect new values.',
  values: {
    PENDING: { description: 'Asked for; the payment provider has not made it yet.' },
    SUCCEEDED: { description: 'The amount was sent back. Should it come back later, the status becomes FAILED.' },
    FAILED: { description: 'The amount did not go back: see `failureCode`. `retryRefund` has it tried again.' },
  } as const,
});

export const RefundRef = builder.objectRef<Refund>('Refund');

registerNodeIds('refund', 'Refund');

builder.node(RefundRef, {
  description: 'Money of a payment that goes back: all of it or a part.',
  id: { resolve: (refund) => refund.id },
  loadWithoutCache: (id, { services, principal }) => services.refunds.getRefund(principal, id),
  fields: (t) => ({
    payment: t.field(PAYMENT_FIELD),
    booking: t.field({
      type: BookingRef,
      // As in other nodes, so that they can be selected together.
      nullable: true,
      description: 'The booking that it was paid for.',
      extensions: READS_DATABASE,
      // Whoever has the refund may read its booking.
      resolve: ({ bookingId }, _args, { services }) => services.bookings.readBooking(bookingId),
    }),
    amount: t.field({
      type: MoneyRef,
      description: 'The amount.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    refundStatus: t.expose('status', { type: RefundStatusRef, description: 'Current status.' }),
    status: t.expose('status', {
      type: RefundStatusRef,
      description: 'Same as `refundStatus`, which can be selected beside the status of another type.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Reason that the organiser gave; null for refunds of cancelled bookings and of late payments.',
    }),
    failureCode: t.exposeString('failureCode', {
      nullable: true,
      description:
        'Failure code of the payment provider, or `given_up` after days without an answer, or `disputed` where the buyer has the bank contest the payment of a booking that was cancelled, or the bank has given the money to the buyer (the provider was not asked); null unless it failed, also of one that is tried again.',
    }),
    tickets: t.field({
      type: [TicketRef],
      description: 'The tickets that it gives the money of back, which are void; empty for a refund of an amount.',
      extensions: READS_DATABASE,
      resolve: async ({ bookingId, ticketIds }, _args, { services }) =>
        ticketIds.length === 0
          ? []
          : (await services.bookings.ticketsOf(bookingId)).filter(({ id }) => ticketIds.includes(id)),
    }),
    isMadeAtProvider: t.exposeBoolean('atProvider', {
      description:
        'Whether it was made at the payment provider, such as in its dashboard, and not asked for here. It stands for no tickets.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for, or first told of.' }),
  }),
});

builder.objectFields(BookingRef, (t) => ({
  refunds: t.field({
    type: [RefundRef],
    description: 'All refunds of the booking, oldest first.',
    extensions: READS_DATABASE,
    resolve: ({ id }, _args, { services }) => services.refunds.refundsOf(id),
  }),
  paid: t.field({
    type: MoneyRef,
    description: 'Sum of the payments that were charged, refunded ones included.',
    extensions: READS_DATABASE,
    resolve: async ({ id, currency }, _args, { services }) => ({
      amount: (await services.refunds.sumsOf(id)).paid,
      currency,
    }),
  }),
  refunded: t.field({
    type: MoneyRef,
    description: 'Sum of the refunds that were made.',
    extensions: READS_DATABASE,
    resolve: async ({ id, currency }, _args, { services }) => ({
      amount: (await services.refunds.sumsOf(id)).refunded,
      currency,
    }),
  }),
  lostDisputes: t.field({
    type: MoneyRef,
    description:
      'What the bank has given to the buyer who contested a payment, without a refund: it can not be refunded any more.',
    extensions: READS_DATABASE,
    resolve: async ({ id, currency }, _args, { services }) => ({
      amount: (await services.refunds.sumsOf(id)).lostDisputes,
      currency,
    }),
  }),
  balance: t.field({
    type: MoneyRef,
    description: 'What is kept of what was paid: `paid` less `refunded` and `lostDisputes`.',
    extensions: READS_DATABASE,
    resolve: async ({ id, currency }, _args, { services }) => {
      const { paid, refunded, lostDisputes } = await services.refunds.sumsOf(id);
      return { amount: paid - refunded - lostDisputes, currency };
    },
  }),
}));

builder.objectField(ShowRef, 'bookingRefunds', (t) =>
  t.connection(
    {
      type: RefundRef,
      nullable: true,
      description:
        "Refunds of the show's bookings, newest first; 20 to a page by default. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
      authScopes: { organiser: true },
      extensions: READS_DATABASE,
      args: {
        status: t.arg({ type: RefundStatusRef, description: 'Only refunds in this status; all by default.' }),
        byHand: t.arg.boolean({
          description:
            'If true, only refunds of what was paid at the box office, in cash or by card terminal: they are recorded as made, and handed over there. If false, only the others. All by default.',
        }),
      },
      resolve: async (show, { status, byHand, ...args }, context) => {
        const { refunds } = context.services;
        const caller = callerOf(context);
        const some = { status: status ?? null, byHand: byHand ?? null };
        const page = await resolveIdConnection('refund', args, (part) => refunds.listOfShow(caller, show, some, part));
        return { ...page, count: (max: number) => refunds.countOfShow(caller, show, some, max) };
      },
    },
    {
      name: 'RefundConnection',
      description: 'One page of refunds.',
      fields: (t) => ({
        totalCount: t.int({
          ...TOTAL_COUNT,
          resolve: (page, _args, { principal }) => totalCountOf(page, principal),
        }),
      }),
    },
    { name: 'RefundEdge', description: 'One refund of a page.' },
  ),
);

builder.objectType(RefundNotPossibleError, {
  name: 'RefundNotPossibleError',
  description: 'The amount is more than can be refunded of what was paid for the booking. Nothing was refunded.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    refundable: t.field({
      type: MoneyRef,
      description:
        'What can be refunded: what was paid, less refunds that were made or are under way, and less what lost disputes have taken.',
      resolve: ({ refundable, currency }) => ({ amount: refundable, currency }),
    }),
  }),
});

const RefundBookingInputRef = builder.inputType('RefundBookingInput', {
  description: 'The booking, and what is to be refunded of it.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    amount: t.field({
      type: 'SafeInt',
      required: true,
      bounds: numberFrom(1, Number.MAX_SAFE_INTEGER),
      description: 'Amount in whole minor units of the booking’s currency.',
    }),
    reason: t.string({
      bounds: prose(MAX_REASON_CHARACTERS),
      description: 'Reason, kept with the refund.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const RetryRefundInputRef = builder.inputType('RetryRefundInput', {
  description: 'The refund to try again.',
  fields: (t) => ({
    refundId: t.id({ required: true, bounds: NODE_ID, description: 'The refund, `refund_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  refundBooking: t.field({
    type: RefundRef,
    description:
      "Refunds an amount of what was paid for a booking, as a gesture of goodwill: the booking stands, and its tickets stay valid. `cancelBooking` ends a booking and refunds all that is left. For the show's organiser only.",
    authScopes: { organiser: true },
    args: {
      input: t.arg({ type: RefundBookingInputRef, required: true, description: 'The booking and the amount.' }),
    },
    errors: {
      ...result({
        field: 'refund',
        description:
          'The refund, PENDING until the payment provider has made it; the subscription `booking` reports the outcome. A booking whose change was paid for has several payments: where the amount takes more than one of them, the newest first, this is the refund of the first; `refunds` has all.',
        errors: [RefundNotPossibleError, LimitExceededError, NotFoundError, IdempotencyConflictError],
      }),
      result: {
        ...SUCCEEDED,
        fields: (fields) => ({
          refunds: fields.field({
            type: [RefundRef],
            description: 'The refunds that the amount takes, one for each payment: `refund` first.',
            extensions: READS_DATABASE,
            resolve: async (requested, _args, { services }) => {
              const { bookingId, requestedIds } = requested as unknown as RequestedRefund;
              const all = await services.refunds.refundsOf(bookingId);
              return requestedIds.flatMap((id) => all.find((refund) => refund.id === id) ?? []);
            },
          }),
        }),
      },
    },
    resolve: (_root, { input }, context) =>
      context.services.refunds.refundBooking(callerOf(context), input, context.address),
  }),
  retryRefund: t.field({
    type: RefundRef,
    description:
      "Has a refund that FAILED tried again; one that did not fail stays as it is. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: RetryRefundInputRef, required: true, description: 'The refund to try again.' }) },
    errors: result({
      field: 'refund',
      description: 'The refund, PENDING again.',
      errors: [RefundNotPossibleError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) =>
      context.services.refunds.retryRefund(callerOf(context), input, context.address),
  }),
}));
