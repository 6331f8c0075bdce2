import { builder, callerOf } from '../../schema/builder.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import type { Booking } from '../bookings/booking.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import type { HistoryEntry } from './booking-history.ts';

const KindRef = builder.enumType('BookingHistoryKind', {
  description: 'What became of a booking. Expect new values.',
  values: {
    BOOKED: { description: 'It was made.' },
    PAYMENT_PENDING: { description: 'A payment that is not decided yet was begun.' },
    PAYMENT_FAILED: { description: 'A payment failed.' },
    CONFIRMED: { description: 'It was paid, or free of charge, and its tickets were issued.' },
    CHANGED: { description: 'Tickets of it were given back or exchanged.' },
    CHANGE_PAID: { description: 'What a change cost more was paid.' },
    CANCELLED: { description: 'It was cancelled.' },
    EXPIRED: { description: 'It was not paid in time.' },
    REFUND_REQUESTED: { description: 'Money was to be given back.' },
    REFUNDED: { description: 'Money was given back.' },
    REFUND_FAILED: { description: 'A refund failed.' },
    REFUND_CAME_BACK: { description: 'A refund that had been made came back.' },
    SURPLUS_RECEIVED: { description: 'Money came that paid for nothing: too late, or twice.' },
    DISPUTED: { description: 'The buyer had the bank contest a payment.' },
    DISPUTE_LOST: { description: 'The bank gave money to the buyer.' },
    DISPUTE_WON: { description: 'The bank gave that money back.' },
    CUSTOMER_CORRECTED: { description: 'Its customer was corrected.' },
    NOTIFICATION_SENT: { description: 'A mail or text message was sent.' },
    NOTIFICATION_FAILED: { description: 'A mail or text message was given up.' },
  } as const,
});

const ActorRef = builder.enumType('BookingHistoryActor', {
  description: 'Who did something to a booking. Expect new values.',
  values: {
    BUYER: { description: 'Its owner, or whoever follows the link to it.' },
    ORGANISER: { description: 'The organiser of the show.' },
    SYSTEM: { description: 'Seatwire, the payment provider or a bank; or it was not kept who.' },
  } as const,
});

type Entry = HistoryEntry & Pick<Booking, 'currency'>;

const EntryRef = builder.objectRef<Entry>('BookingHistoryEntry').implement({
  description: 'One thing that became of a booking.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    kind: t.expose('kind', { type: KindRef, description: 'What.' }),
    actor: t.expose('actor', { type: ActorRef, description: 'Who did it.' }),
    actorId: t.exposeID('actorId', {
      nullable: true,
      description: '`viewer.id` of who did it, as far as it is kept; null for SYSTEM.',
    }),
    amount: t.field({
      type: MoneyRef,
      nullable: true,
      description:
        'The money that it is about; of CHANGED what it cost more, less than 0 if it cost less; of CANCELLED, by the rules of the show, what goes back. Null: none, or its other entries tell.',
      resolve: ({ amount, currency }) => (amount === null ? null : { amount, currency }),
    }),
    kept: t.field({
      type: MoneyRef,
      nullable: true,
      description: 'What was kept, where the buyer cancelled by the rules of the show.',
      resolve: ({ kept, currency }) => (kept === null ? null : { amount: kept, currency }),
    }),
    seatIds: t.exposeStringList('seatIds', {
      description: 'Seats that were booked or given back, as `Seat.seatId` has them.',
    }),
    addedSeatIds: t.exposeStringList('addedSeatIds', {
      description: 'Seats that came in place of those by a change, as `Seat.seatId` has them.',
    }),
    places: t.exposeInt('places', { description: 'Number of places of areas that were booked or given back.' }),
    subjectId: t.exposeID('subjectId', {
      nullable: true,
      description: 'Id of the payment, refund, change, dispute or notification that it is about.',
    }),
    detail: t.exposeString('detail', {
      nullable: true,
      description:
        'More about it: the provider of the money, why a payment or a refund failed, the reason of a cancellation (`show_cancelled`: with its show), a refund or a dispute, what a notification was about, or which fields of the customer were corrected (`name`, `email`, `phone`, `locale`, with commas between them; what was in them is not kept).',
    }),
  }),
});

builder.objectField(BookingRef, 'history', (t) =>
  t.field({
    type: [EntryRef],
    nullable: true,
    description:
      "What became of the booking, oldest first; the newest 200 of more. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: READS_DATABASE,
    resolve: async (booking, _args, context) => {
      const entries = await context.services.bookingHistory.historyOf(callerOf(context), booking);
      return entries.map((entry) => ({ ...entry, currency: booking.currency }));
    },
  }),
);
