import { builder, callerOf, result } from '../../schema/builder.ts';
import { NODE_ID, prose } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { IllegalStateError, NotFoundError } from '../../shared/errors.ts';
import { MAX_REASON_CHARACTERS } from '../../shared/text/reason.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import type { Show } from '../shows/shows.service.ts';
import type { CancellationPreview, CancellationProgress } from './booking-cancellation.ts';

const CancellationRefundRef = builder.enumType('CancellationRefund', {
  description: 'What of the money of its bookings goes back when a show is cancelled.',
  values: {
    FULL: { description: 'All that was paid and is not back yet.' },
    WITHOUT_FEES: { description: 'The same without fees: they are kept.' },
    NONE: { description: 'Nothing.' },
  } as const,
});

type Of<Row> = Row & { show: Show };

/** Minor units of the show's currency. */
const money = <Row>(description: string, amountOf: (row: Row) => number) => ({
  type: MoneyRef,
  description,
  resolve: ({ show, ...row }: Of<Row>) => ({ amount: amountOf(row as Row), currency: show.currency }),
});

const ShowCancellationRef = builder.objectRef<Of<CancellationProgress>>('ShowCancellation').implement({
  description:
    'How far the cancellation of the bookings of a cancelled show is. Refunds are those that these bookings have got since: `Show.bookingRefunds` lists them.',
  fields: (t) => ({
    reason: t.exposeString('reason', { nullable: true, description: 'Reason, as customers are told it.' }),
    refund: t.expose('refund', { type: CancellationRefundRef, description: 'What of their money goes back.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    bookings: t.exposeInt('bookings', {
      description:
        'Number of bookings that are to be cancelled with the show, and those that are, unpaid ones included.',
    }),
    cancelled: t.exposeInt('cancelled', { description: 'Number of those that are cancelled.' }),
    refundsPending: t.exposeInt('refundsPending', { description: 'Number of refunds that are still to be made.' }),
    refundsSucceeded: t.exposeInt('refundsSucceeded', { description: 'Number of refunds that were made.' }),
    refundsFailed: t.exposeInt('refundsFailed', {
      description:
        'Number of refunds that failed, or that wait for the organiser as the buyer has the bank contest the payment (`failureCode` `disputed`): `retryRefund` has them tried again.',
    }),
    refunded: t.field(money<CancellationProgress>('Sum of the refunds that were made.', ({ refunded }) => refunded)),
    refundsByHand: t.exposeInt('refundsByHand', {
      description:
        'Of the refunds that were made, the number of those of bookings paid at the box office, in cash or by card terminal: they are recorded as made, and are yours to hand over. `Show.bookingRefunds(byHand: true)` lists them.',
    }),
    amountByHand: t.field(money<CancellationProgress>('Sum of these.', ({ amountByHand }) => amountByHand)),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When all bookings were cancelled, and all refunds made or failed; null: not yet, or a refund that failed is tried again.',
    }),
  }),
});

const PreviewRef = builder.objectRef<Of<CancellationPreview>>('ShowCancellationPreview').implement({
  description: 'What would become of the bookings of a show if it were cancelled with them now.',
  fields: (t) => ({
    bookings: t.exposeInt('bookings', { description: 'Number of bookings that would be cancelled.' }),
    unpaid: t.exposeInt('unpaid', {
      description:
        'Of these, the number of those that wait for payment. Money that still comes for them goes back in full.',
    }),
    refunds: t.exposeInt('refunds', { description: 'Number of refunds.' }),
    amount: t.field(money<CancellationPreview>('Sum of the refunds.', ({ amount }) => amount)),
    refundsByHand: t.exposeInt('refundsByHand', {
      description: 'Of these, the number of those that are to be handed over at the box office.',
    }),
    amountByHand: t.field(money<CancellationPreview>('Sum of these.', ({ amountByHand }) => amountByHand)),
    disputed: t.exposeInt('disputed', {
      description:
        'Of the refunds, the number of those that would wait, as the buyer has the bank contest the payment.',
    }),
    kept: t.field(money<CancellationPreview>('What would be kept of what was paid.', ({ kept }) => kept)),
  }),
});

builder.objectFields(ShowRef, (t) => ({
  cancellation: t.field({
    type: ShowCancellationRef,
    nullable: true,
    description:
      "How far the cancellation of its bookings is; null unless `cancelShow` was given a `refund`. `Subscription.show` follows it. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: READS_DATABASE,
    resolve: async (show, _args, context) => {
      const progress = await context.services.cancellations.progressOf(callerOf(context), show);
      return progress && { ...progress, show };
    },
  }),
  cancellationPreview: t.field({
    type: PreviewRef,
    nullable: true,
    description:
      "What would become of its bookings if it were cancelled with them now. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: READS_DATABASE,
    args: {
      refund: t.arg({ type: CancellationRefundRef, required: true, description: 'What of their money would go back.' }),
    },
    resolve: async (show, { refund }, context) => {
      const preview = await context.services.cancellations.previewOf(callerOf(context), show, refund);
      return { ...preview, show };
    },
  }),
}));

const CancelShowInputRef = builder.inputType('CancelShowInput', {
  description: 'The show to cancel, and what becomes of its bookings.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    reason: t.string({
      bounds: prose(MAX_REASON_CHARACTERS),
      description:
        'Reason, kept with each booking that is cancelled and told to its customer unless it contains a link. With `refund` only.',
    }),
    refund: t.field({
      type: CancellationRefundRef,
      description:
        'Cancels its bookings, too, and says what of their money goes back. It can be chosen later, by another `cancelShow`, and is not changed then. Without it, bookings stay as they are.',
    }),
  }),
});

builder.mutationField('cancelShow', (t) =>
  t.field({
    type: ShowRef,
    description:
      "Cancels a show for good: from that moment nothing of it can be held. Locks that run end (RELEASED), allotments are released, and bookings can no longer be paid. With `refund` its bookings are cancelled, paid ones included, their customers told and their money given back, which goes on after the answer: see `Show.cancellation`. Without, bookings that were paid stay as they are; `cancelBooking` refunds them. A show that is cancelled is not changed; what is still held of it ends. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: CancelShowInputRef, required: true, description: 'The show.' }) },
    errors: result({
      field: 'show',
      description: 'The cancelled show.',
      errors: [NotFoundError, IllegalStateError],
    }),
    resolve: (_root, { input }, context) => context.services.cancellations.cancelShow(callerOf(context), input),
  }),
);
