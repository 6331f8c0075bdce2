import { builder, callerOf, result } from '../../graphql/builder.ts';
import { ErrorInterface } from '../../graphql/errors.ts';
import { formerStatus } from '../../graphql/former-status.ts';
import { resolveIdConnection } from '../../graphql/id-connection.ts';
import { IDEMPOTENCY_KEY } from '../../graphql/idempotency-key.ts';
import { NODE_ID, prose, text } from '../../graphql/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../graphql/prices.ts';
import { IdempotencyConflictError, NotFoundError } from '../errors.ts';
import { ViewerRef } from '../identity/identity.schema.ts';
import { LimitExceededError, LockNotActiveError } from '../locks/locks.errors.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { MAX_REASON_CHARACTERS } from '../reason.ts';
import { SeatRef } from '../seat-map/seat-map.schema.ts';
import { seatsOf } from '../seat-map/seats-of.ts';
import { MoneyRef, ShowRef } from '../shows/shows.schema.ts';
import { TicketRef } from '../tickets/tickets.schema.ts';
import type { Booking } from './booking.ts';
import type { Customer } from './booking-record.ts';
import { BookingNotCancellableError } from './bookings.errors.ts';
import { MAX_CUSTOMER_NAME, MAX_EMAIL, MAX_PHONE } from './customer.ts';

export const BookingStatusRef = builder.enumType('BookingStatus', {
  description: 'Where a booking is in its life.',
  values: {
    PENDING_PAYMENT: { description: 'Its seats are held until its deadline; it is to be paid.' },
    CONFIRMED: { description: 'It is paid: the seats are the customer’s, the tickets are made.' },
    CANCELLED: { description: 'It was cancelled; money paid is on its way back.' },
    EXPIRED: { description: 'It was not paid in time.' },
    REFUNDED: { description: 'It has ended, and the money is back.' },
  } as const,
});

const CustomerRef = builder.objectRef<Customer>('Customer').implement({
  description: 'Who buys.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As it stands on the tickets.' }),
    email: t.exposeString('email', { description: 'Where the tickets go.' }),
    phone: t.exposeString('phone', { nullable: true, description: 'For text messages about the booking.' }),
  }),
});

export const BookingRef = builder.objectRef<Booking>('Booking');

builder.node(BookingRef, {
  description: 'Seats that a customer buys, or has bought.',
  id: { resolve: (booking) => booking.id },
  loadWithoutCache: (id, { services, principal }) => services.bookings.getBooking(principal, id),
  fields: (t) => ({
    reference: t.exposeString('reference', { description: 'For the door and the phone: `K7Q2-M9XD`.' }),
    show: t.field({
      type: ShowRef,
      description: 'The show.',
      resolve: async ({ showId }, _args, { services }) => (await services.shows.getShow(showId))!,
    }),
    seats: t.field({
      type: [SeatRef],
      description: 'The seats, in the order of the lock.',
      extensions: READS_DATABASE,
      resolve: ({ showId, seats }, _args, { services }) =>
        seatsOf(
          services,
          showId,
          seats.map((seat) => seat.seatId),
        ),
    }),
    ownerId: t.exposeID('ownerId', { description: 'Who booked it: the caller’s `viewer.id` at that time.' }),
    customer: t.field({
      type: CustomerRef,
      description: 'Whom it is for.',
      resolve: ({ customerName, customerEmail, customerPhone }) => ({
        name: customerName,
        email: customerEmail,
        phone: customerPhone,
      }),
    }),
    total: t.field({
      type: MoneyRef,
      description: 'What is to be paid, or was.',
      resolve: ({ total, currency }) => ({ amount: total, currency }),
    }),
    bookingStatus: t.expose('status', { type: BookingStatusRef, description: 'Where it is in its life.' }),
    status: t.expose('status', formerStatus('bookingStatus', BookingStatusRef)),
    payableUntil: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it can be paid; null once it is not PENDING_PAYMENT.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The same as `payableUntil`.',
      deprecationReason: 'Use `payableUntil`, which can be selected beside the deadline of a lock.',
    }),
    tickets: t.field({
      type: [TicketRef],
      description: 'One for each seat, once it is confirmed.',
      extensions: READS_DATABASE,
      resolve: ({ id }, _args, { services }) => services.bookings.ticketsOf(id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

builder.objectField(SeatLockRef, 'booking', (t) =>
  t.field({
    type: BookingRef,
    nullable: true,
    description: 'The booking that was made from it.',
    extensions: READS_DATABASE,
    resolve: ({ bookingId }, _args, { services, principal }) =>
      bookingId === null ? null : services.bookings.getBooking(principal, bookingId),
  }),
);

builder.objectType(BookingNotCancellableError, {
  name: 'BookingNotCancellableError',
  description: 'The booking has ended, or its show has begun. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    bookingStatus: t.expose('status', { type: BookingStatusRef, description: 'Where the booking is in its life.' }),
    status: t.expose('status', formerStatus('bookingStatus', BookingStatusRef)),
  }),
});

builder.queryField('booking', (t) =>
  t.field({
    type: BookingRef,
    nullable: true,
    description: 'The booking with this id, for its owner and organisers; null for anyone else.',
    extensions: READS_DATABASE,
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The id, `booking_…`.' }) },
    resolve: (_root, { id }, { services, principal }) => services.bookings.getBooking(principal, id),
  }),
);

builder.objectField(ViewerRef, 'bookings', (t) =>
  t.connection(
    {
      type: BookingRef,
      description: 'The caller’s bookings, the newest first; 20 to a page unless told.',
      extensions: READS_DATABASE,
      resolve: (viewer, args, { services }) =>
        resolveIdConnection('booking', args, (page) => services.bookings.listBookings(viewer, page)),
    },
    { name: 'BookingConnection', description: 'One page of bookings.' },
    { name: 'BookingEdge', description: 'One booking of a page.' },
  ),
);

const CustomerInputRef = builder.inputType('CustomerInput', {
  description: 'Who buys.',
  fields: (t) => ({
    name: t.string({
      required: true,
      bounds: text(MAX_CUSTOMER_NAME),
      description: 'As it is to stand on the tickets.',
    }),
    email: t.string({ required: true, bounds: text(MAX_EMAIL), description: 'Where the tickets go.' }),
    phone: t.string({ bounds: text(MAX_PHONE), description: 'For text messages about the booking.' }),
  }),
});

const CreateBookingInputRef = builder.inputType('CreateBookingInput', {
  description: 'What to book, and for whom.',
  fields: (t) => ({
    lockId: t.id({ required: true, bounds: NODE_ID, description: 'The caller’s lock, `lock_…`: it must run.' }),
    customer: t.field({ type: CustomerInputRef, required: true, description: 'Who buys.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const CancelBookingInputRef = builder.inputType('CancelBookingInput', {
  description: 'What to cancel.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    reason: t.string({
      bounds: prose(MAX_REASON_CHARACTERS),
      description: 'Why, for the record, and for the customer unless there is a link in it.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  createBooking: t.field({
    type: BookingRef,
    description:
      'Books the seats of a lock. They stay held until the lock’s deadline: until then it is to be paid. A total of 0 is CONFIRMED at once, with its tickets.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: CreateBookingInputRef, required: true, description: 'What, and for whom.' }) },
    errors: result({
      field: 'booking',
      description: 'The booking, to be paid; CONFIRMED where its total is 0.',
      errors: [LockNotActiveError, LimitExceededError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) =>
      context.services.bookings.createBooking(callerOf(context), input, context.address),
  }),
  cancelBooking: t.field({
    type: BookingRef,
    description:
      'Cancels a booking and frees its seats; money paid goes back. By its owner until the show begins, by organisers at any time.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: CancelBookingInputRef, required: true, description: 'Which booking.' }) },
    errors: result({
      field: 'booking',
      description: 'The booking, cancelled.',
      errors: [BookingNotCancellableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) =>
      context.services.bookings.cancelBooking(callerOf(context), input, context.address),
  }),
}));
