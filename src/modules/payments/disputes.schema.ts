import { builder, callerOf, registerNodeIds } from '../../schema/builder.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import type { Dispute } from './disputes.ts';
import { PAYMENT_FIELD } from './payments.schema.ts';

const DisputeStatusRef = builder.enumType('DisputeStatus', {
  description: 'Status of a dispute. Expect new values.',
  values: {
    NEEDS_RESPONSE: { description: 'The bank asks for an answer: give it in the payment provider’s dashboard.' },
    UNDER_REVIEW: { description: 'The bank has the answer.' },
    WON: { description: 'The money stays.' },
    LOST: { description: 'The bank has given the money to the buyer.' },
    CLOSED: { description: 'An inquiry of the bank that ended without money being taken.' },
  } as const,
});

const DisputeRef = builder.objectRef<Dispute>('Dispute');

registerNodeIds('dispute', 'Dispute');

builder.node(DisputeRef, {
  description:
    "A payment that the buyer has the bank contest. The booking and its tickets stay as they are. For the show's organiser only.",
  id: { resolve: (dispute) => dispute.id },
  loadWithoutCache: (id, { services, principal }) => services.disputes.getDispute(principal, id),
  fields: (t) => ({
    payment: t.field(PAYMENT_FIELD),
    amount: t.field({
      type: MoneyRef,
      description: 'The amount that is contested.',
      resolve: ({ amount, currency }) => ({ amount, currency }),
    }),
    disputeStatus: t.expose('status', { type: DisputeStatusRef, description: 'Current status.' }),
    reason: t.exposeString('reason', {
      // As in other nodes, so that they can be selected together.
      nullable: true,
      description: 'Reason in the words of the payment provider, such as `fraudulent`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first told of.' }),
  }),
});

builder.objectField(BookingRef, 'disputes', (t) =>
  t.field({
    type: [DisputeRef],
    nullable: true,
    description:
      "Payments of the booking that the buyer has the bank contest, oldest first. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: READS_DATABASE,
    resolve: (booking, _args, context) => context.services.disputes.disputesOf(callerOf(context), booking),
  }),
);
