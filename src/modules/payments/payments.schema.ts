import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { formerStatus } from '../../schema/former-status.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { OF_BOOKING, OF_LOCKING } from '../../schema/importance.ts';
import { NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { IdempotencyConflictError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { BookingNotPayableError } from '../bookings/bookings.errors.ts';
import { BookingRef, BookingStatusRef } from '../bookings/bookings.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import type { Payment } from './payment.ts';
import { MAX_PAYMENT_TOKEN, type PaymentProvider, type PaymentSession } from './payment-provider.ts';
import type { StartedPayment } from './payment-taker.ts';
import { PaymentDeclinedError, PaymentInProgressError } from './payments.errors.ts';

const PaymentStatusRef = builder.enumType('PaymentStatus', {
  description: 'Status of a payment.',
  values: {
    PENDING: { description: 'The payment provider has not decided yet.' },
    SUCCEEDED: { description: 'The amount was charged.' },
    FAILED: { description: 'Nothing was charged: see `failureCode`.' },
    REFUNDED: { description: 'All of the amount was refunded.' },
  } as const,
});

const PaymentPendingReasonRef = builder.enumType('PaymentPendingReason', {
  description: 'What a pending payment waits for. Expect new values.',
  values: {
    REQUIRES_ACTION: {
      description:
        'The buyer: to pay in the payment provider’s form (`startPayment`), or to confirm it with the bank. Nothing is charged without; the booking’s deadline stays.',
    },
    PROCESSING: {
      description:
        'The money, which is under way and may take days. The booking waits for it without a deadline, its seats stay held, and its tickets are issued when it has come.',
    },
  } as const,
});

export const PaymentRef = builder.objectRef<Payment>('Payment');

registerNodeIds('payment', 'Payment');

builder.node(PaymentRef, {
  description: 'One attempt to pay a booking, or what a change of it costs more.',
  id: { resolve: (payment) => payment.id },
  loadWithoutCache: (id, { services, principal }) => services.payments.getPayment(principal, id),
  fields: (t) => ({
    amount: t.field({
      type: MoneyRef,
      description: 'The amount.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    provider: t.exposeString('provider', {
      description: 'Name of the payment provider; `cash` or `card_terminal` if it was paid at the box office.',
    }),
    paymentStatus: t.expose('status', { type: PaymentStatusRef, description: 'Current status.' }),
    status: t.expose('status', formerStatus('paymentStatus', PaymentStatusRef)),
    pendingReason: t.expose('pendingReason', {
      type: PaymentPendingReasonRef,
      nullable: true,
      description: 'What a PENDING payment waits for; null if it is decided, or about to be.',
    }),
    failureCode: t.exposeString('failureCode', {
      nullable: true,
      description: 'Failure code of the payment provider, such as `card_declined`; null unless the payment failed.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the payment was started.' }),
  }),
});

/** Options of a field with the payment that something is of. */
export const PAYMENT_FIELD = {
  type: PaymentRef,
  description: 'The payment.',
  extensions: READS_DATABASE,
  resolve: async (
    { bookingId, paymentId }: { bookingId: string; paymentId: string },
    _args: object,
    { services }: GraphqlContext,
  ) => (await services.payments.paymentsOf(bookingId)).find(({ id }) => id === paymentId)!,
};

builder.objectField(BookingRef, 'payments', (t) =>
  t.field({
    type: [PaymentRef],
    description: 'All payments of the booking, oldest first.',
    extensions: READS_DATABASE,
    resolve: ({ id }, _args, { services }) => services.payments.paymentsOf(id),
  }),
);

builder.objectType(BookingNotPayableError, {
  name: 'BookingNotPayableError',
  description: 'The booking is not PENDING_PAYMENT. Nothing was charged.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    bookingStatus: t.expose('status', { type: BookingStatusRef, description: 'Current status of the booking.' }),
    status: t.expose('status', formerStatus('bookingStatus', BookingStatusRef)),
  }),
});

builder.objectType(PaymentDeclinedError, {
  name: 'PaymentDeclinedError',
  description:
    'The payment provider declined the payment. The booking stays PENDING_PAYMENT and its seats stay held, so it can be paid with another method; so does the quote of a change.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    failureCode: t.exposeString('failureCode', {
      description: 'Failure code of the payment provider, such as `card_declined`.',
    }),
    paymentId: t.exposeID('paymentId', { description: 'The payment that failed, `payment_…`.' }),
  }),
});

builder.objectType(PaymentInProgressError, {
  name: 'PaymentInProgressError',
  description:
    'An earlier payment of this booking is still undecided. Nothing further was charged; the subscription `booking` reports the outcome.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    paymentId: t.exposeID('paymentId', { description: 'The undecided payment, `payment_…`.' }),
  }),
});

const PayBookingInputRef = builder.inputType('PayBookingInput', {
  description: 'The booking to pay, and the payment token.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    paymentToken: t.string({
      required: true,
      bounds: text(MAX_PAYMENT_TOKEN),
      description:
        'Token of the payment method, from the payment provider’s form. The sandbox provider accepts tok_ok, tok_declined, tok_insufficient_funds, tok_timeout, tok_late, tok_twice, tok_requires_action, tok_processing, tok_processing_fails, tok_refund_fails, tok_refund_reversed, tok_disputed, tok_dispute_won and tok_dispute_lost.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

/** Values of enums that say how something is paid to the organiser. */
export const PAID_AT_DOOR = {
  CASH: { description: 'In cash: the payment has the provider `cash`.' },
  CARD_TERMINAL: {
    description: 'By a card terminal of the organiser: the payment has the provider `card_terminal`.',
  },
} as const;

/** Of mutations that have something paid. */
export const PAYMENT_ERRORS = [
  PaymentDeclinedError,
  PaymentInProgressError,
  BookingNotPayableError,
  LimitExceededError,
  NotFoundError,
  IdempotencyConflictError,
];

builder.mutationField('payBooking', (t) =>
  t.field({
    type: BookingRef,
    extensions: OF_BOOKING,
    description:
      'Charges the total of a booking. The booking is then CONFIRMED, or still PENDING_PAYMENT while the payment provider decides; the subscription `booking` reports the outcome.',
    authScopes: { withBooking: true },
    args: {
      input: t.arg({ type: PayBookingInputRef, required: true, description: 'The booking and the payment token.' }),
    },
    errors: result({
      field: 'booking',
      description: 'The booking after the payment.',
      errors: PAYMENT_ERRORS,
    }),
    resolve: (_root, { input }, context) =>
      context.services.payments.payBooking(callerOf(context), input, context.address),
  }),
);

const PaymentSessionRef = builder.objectRef<PaymentSession>('PaymentSession').implement({
  description: "What the page needs to open the payment provider's own form.",
  fields: (t) => ({
    provider: t.exposeString('provider', { description: 'Name of the payment provider: `stripe` or `sandbox`.' }),
    publishableKey: t.exposeString('publishableKey', {
      nullable: true,
      description: 'Public key for the payment provider’s script; null for the sandbox, which has no form.',
    }),
    clientSecret: t.exposeString('clientSecret', {
      description: 'Secret of this payment, for the form. Whoever has it can pay it: do not log or store it.',
    }),
  }),
});

/** Of mutations that start a payment in the provider's form. */
export const STARTED_PAYMENT = {
  field: 'payment',
  description: 'The payment: PENDING until the buyer has paid in the form.',
} as const;

export const SUCCEEDED = { description: 'The operation succeeded.' };

export const SESSION_FIELD = {
  type: PaymentSessionRef,
  description: 'What the form needs.',
  resolve: (started: unknown) => (started as StartedPayment).session,
};

const StartPaymentInputRef = builder.inputType('StartPaymentInput', {
  description: 'The booking to pay.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('startPayment', (t) =>
  t.field({
    type: PaymentRef,
    extensions: OF_BOOKING,
    description:
      "Starts a payment of a booking's total in the payment provider's own form, or returns the one that is open. Nothing is charged before the buyer has paid there; the subscription `booking` reports the outcome. The sandbox has no form: such a payment succeeds by itself two seconds later.",
    authScopes: { withBooking: true },
    args: { input: t.arg({ type: StartPaymentInputRef, required: true, description: 'The booking to pay.' }) },
    errors: {
      ...result({ ...STARTED_PAYMENT, errors: PAYMENT_ERRORS }),
      result: { ...SUCCEEDED, fields: (fields) => ({ session: fields.field(SESSION_FIELD) }) },
    },
    resolve: (_root, { input }, context) =>
      context.services.payments.startPayment(callerOf(context), input, context.address),
  }),
);

const PaymentProviderRef = builder
  .objectRef<Pick<PaymentProvider, 'name' | 'publishableKey'>>('PaymentProvider')
  .implement({
    description: 'The payment provider of this box office.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name: `stripe` or `sandbox`.' }),
      publishableKey: t.exposeString('publishableKey', {
        nullable: true,
        description: 'Public key for its script; null for the sandbox, which has no form.',
      }),
    }),
  });

builder.queryField('paymentProvider', (t) =>
  t.field({
    type: PaymentProviderRef,
    extensions: OF_LOCKING,
    description:
      'The payment provider: whether buyers pay in its form (`startPayment`) or with test tokens of the sandbox (`payBooking`).',
    resolve: (_root, _args, { services }) => services.payments.providerInfo(),
  }),
);
