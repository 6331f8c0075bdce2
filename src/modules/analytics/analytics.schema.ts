import { builder, callerOf } from '../../schema/builder.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import type { ShowMetricsRecord } from './analytics.service.ts';

interface ShowMetrics extends ShowMetricsRecord {
  currency: string;
}

const ShowMetricsRef = builder.objectRef<ShowMetrics>('ShowMetrics').implement({
  description: 'Counters of a show’s bookings. They are updated from booking events, a moment after each change.',
  fields: (t) => ({
    bookingsCreated: t.exposeInt('bookingsCreated', { description: 'Bookings created, whatever their status is now.' }),
    bookingsConfirmed: t.exposeInt('bookingsConfirmed', {
      description: 'Bookings that were confirmed, with or without a payment.',
    }),
    bookingsCancelled: t.exposeInt('bookingsCancelled', {
      description: 'Bookings that were cancelled, whether they had been paid or not.',
    }),
    bookingsExpired: t.exposeInt('bookingsExpired', { description: 'Bookings that expired without a payment.' }),
    bookingsRefunded: t.exposeInt('bookingsRefunded', { description: 'Bookings that were refunded.' }),
    seatsSold: t.exposeInt('seatsSold', {
      description: 'Seats of confirmed bookings that have not been cancelled since.',
    }),
    revenue: t.field({
      type: MoneyRef,
      description: 'Payments less refunds.',
      resolve: ({ revenue, currency }) => ({ amount: revenue, currency }),
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the counters last changed; null before the first event.',
    }),
  }),
});

builder.objectField(ShowRef, 'metrics', (t) =>
  t.field({
    type: ShowMetricsRef,
    nullable: true,
    description:
      "Counters of its bookings. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: READS_DATABASE,
    resolve: async (show, _args, context) => ({
      ...(await context.services.analytics.showMetrics(callerOf(context), show)),
      currency: show.currency,
    }),
  }),
);
