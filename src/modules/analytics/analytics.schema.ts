import { builder } from '../../graphql/builder.ts';
import { READS_DATABASE } from '../../graphql/prices.ts';
import { MoneyRef, ShowRef } from '../shows/shows.schema.ts';
import type { ShowMetricsRecord } from './analytics.service.ts';

interface ShowMetrics extends ShowMetricsRecord {
  currency: string;
}

const ShowMetricsRef = builder.objectRef<ShowMetrics>('ShowMetrics').implement({
  description: 'What has been counted of a show’s bookings. It follows the bookings within a moment.',
  fields: (t) => ({
    bookingsCreated: t.exposeInt('bookingsCreated', { description: 'Bookings made, whatever became of them.' }),
    bookingsConfirmed: t.exposeInt('bookingsConfirmed', { description: 'Bookings that were paid.' }),
    bookingsCancelled: t.exposeInt('bookingsCancelled', { description: 'Bookings that were cancelled, paid or not.' }),
    bookingsExpired: t.exposeInt('bookingsExpired', { description: 'Bookings that were not paid in time.' }),
    bookingsRefunded: t.exposeInt('bookingsRefunded', { description: 'Bookings whose money was given back.' }),
    seatsSold: t.exposeInt('seatsSold', { description: 'Seats of paid bookings, less those cancelled since.' }),
    revenue: t.field({
      type: MoneyRef,
      description: 'What was paid, less what was given back.',
      resolve: ({ revenue, currency }) => ({ amount: revenue, currency }),
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a booking’s change was last counted; null before the first.',
    }),
  }),
});

builder.objectField(ShowRef, 'metrics', (t) =>
  t.field({
    type: ShowMetricsRef,
    nullable: true,
    description:
      'How its sales go; for organisers only (FORBIDDEN for others, the rest of the answer is not affected).',
    authScopes: { organiser: true },
    extensions: READS_DATABASE,
    resolve: async (show, _args, { services }) => ({
      ...(await services.analytics.showMetrics(show.id)),
      currency: show.currency,
    }),
  }),
);
