import { builder, callerOf, result } from '../../graphql/builder.ts';
import { ErrorInterface } from '../../graphql/errors.ts';
import { formerStatus } from '../../graphql/former-status.ts';
import { IDEMPOTENCY_KEY } from '../../graphql/idempotency-key.ts';
import { NODE_ID, text } from '../../graphql/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../graphql/prices.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import { BookingRef, BookingStatusRef } from '../bookings/bookings.schema.ts';
import { IdempotencyConflictError, NotFoundError } from '../errors.ts';
import { LimitExceededError } from '../locks/locks.errors.ts';
import { MoneyRef } from '../shows/shows.schema.ts';
import type { Payment } from './payment.ts';
import { MAX_PAYMENT_TOKEN } from './payment-provider.ts';
import { PaymentDeclinedError, PaymentInProgressError } from './payments.errors.ts';

const PaymentStatusRef = builder.enumType('PaymentStatus', {
  description: 'Where a payment is in its life.',
  values: {
    PENDING: { description: 'The provider has not decided yet.' },
    SUCCEEDED: { description: 'The money was taken.' },
    FAILED: { description: 'The money was not taken: see failureCode.' },
    REFUNDED: { description: 'The money went back.' },
  } as const,
});

export const PaymentRef = builder.objectRef<Payment>('Payment');

builder.node(PaymentRef, {
  description: 'One try to pay a booking.',
  id: { resolve: (payment) => payment.id },
  loadWithoutCache: (id, { services, principal }) => services.payments.getPayment(principal, id),
  fields: (t) => ({
    amount: t.field({
      type: MoneyRef,
      description: 'How much.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    provider: t.exposeString('provider', { description: 'The payment provider’s name.' }),
    paymentStatus: t.expose('status', { type: PaymentStatusRef, description: 'Where it is in its life.' }),
    status: t.expose('status', formerStatus('paymentStatus', PaymentStatusRef)),
    failureCode: t.exposeString('failureCode', {
      nullable: true,
      description: 'Why it failed, in the provider’s words: `card_declined`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
  }),
});

builder.objectField(BookingRef, 'payments', (t) =>
  t.field({
    type: [PaymentRef],
    description: 'Every try to pay it, the first one first.',
    extensions: READS_DATABASE,
    resolve: ({ id }, _args, { services }) => services.payments.paymentsOf(id),
  }),
);

builder.objectType(BookingNotPayableError, {
  name: 'BookingNotPayableError',
  description: 'The booking is not waiting for payment. Nothing was charged.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    bookingStatus: t.expose('status', { type: BookingStatusRef, description: 'Where the booking is in its life.' }),
    status: t.expose('status', formerStatus('bookingStatus', BookingStatusRef)),
  }),
});

builder.objectType(PaymentDeclinedError, {
  name: 'PaymentDeclinedError',
  description:
    'The provider declined. The booking still waits for payment, its seats stay held: another try is welcome.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    failureCode: t.exposeString('failureCode', { description: 'Why, in the provider’s words: `card_declined`.' }),
    paymentId: t.exposeID('paymentId', { description: 'The payment that failed, `payment_…`.' }),
  }),
});

builder.objectType(PaymentInProgressError, {
  name: 'PaymentInProgressError',
  description:
    'A payment of this booking is not decided yet. Nothing more was charged; the subscription `booking` tells.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    paymentId: t.exposeID('paymentId', { description: 'The payment that is not decided, `payment_…`.' }),
  }),
});

const PayBookingInputRef = builder.inputType('PayBookingInput', {
  description: 'What to pay, and with what.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    paymentToken: t.string({
      required: true,
      bounds: text(MAX_PAYMENT_TOKEN),
      description:
        'From the payment provider’s form. The sandbox takes tok_ok, tok_declined, tok_insufficient_funds, tok_timeout, tok_late and tok_twice.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('payBooking', (t) =>
  t.field({
    type: BookingRef,
    description:
      'Charges the booking’s total. The booking is CONFIRMED then; or still PENDING_PAYMENT while the provider decides: the subscription `booking` tells.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: PayBookingInputRef, required: true, description: 'What, and with what.' }) },
    errors: result({
      field: 'booking',
      description: 'The booking as it is now.',
      errors: [
        PaymentDeclinedError,
        PaymentInProgressError,
        BookingNotPayableError,
        LimitExceededError,
        NotFoundError,
        IdempotencyConflictError,
      ],
    }),
    resolve: (_root, { input }, context) =>
      context.services.payments.payBooking(callerOf(context), input, context.address),
  }),
);
