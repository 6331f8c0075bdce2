import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { formerStatus } from '../../schema/former-status.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { OF_BOOKING, OF_LOCKING } from '../../schema/importance.ts';
import { NODE_ID, numberFrom, prose, text } from '../../schema/input-bounds/bounds.ts';
import { LOCALE_BOUNDS } from '../../schema/locale-argument.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { IdempotencyConflictError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { MAX_REASON_CHARACTERS } from '../../shared/text/reason.ts';
import { CodeNotApplicableError } from '../codes/codes.errors.ts';
import { LockNotActiveError } from '../locks/locks.errors.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { SeatRef } from '../seat-map/seat.schema.ts';
import { seatsOf } from '../seat-map/seats-of.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { TicketRef } from '../tickets/tickets.schema.ts';
import type { Booking } from './booking.ts';
import type { Customer } from './booking-record.ts';
import { shownStatus } from './booking-states.ts';
import { BookingNotCancellableError } from './bookings.errors.ts';
import { MAX_CUSTOMER_NAME, MAX_EMAIL, MAX_PHONE } from './customer.ts';

export const BookingStatusRef = builder.enumType('BookingStatus', {
  description: 'Status of a booking. Expect new values.',
  values: {
    PENDING_PAYMENT: { description: 'Waiting for payment; its seats are held until `payableUntil`.' },
    CONFIRMED: { description: 'Paid, or free of charge: the seats are booked and the tickets issued.' },
    CANCELLED: {
      description:
        'Cancelled. If it was paid, a refund is under way, unless money is kept, as it was cancelled with its show or by the rules of it: see `balance`.',
    },
    EXPIRED: { description: 'Not paid by `payableUntil`; its seats were freed.' },
    REFUNDED: { description: 'Cancelled, and all of the payment was refunded.' },
    PARTLY_REFUNDED: {
      description: 'Confirmed, and a part of the payment, or all of it, was refunded: its tickets are valid as before.',
    },
    REFUND_FAILED: {
      description:
        'Cancelled or expired, and a refund failed: the organiser has it tried again, or pays in another way.',
    },
  } as const,
});

const CustomerRef = builder.objectRef<Omit<Customer, 'locale'>>('Customer').implement({
  description: 'The customer.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name printed on the tickets; empty if it was not told at the box office.',
    }),
    email: t.exposeString('email', {
      description: 'E-mail address that tickets and messages are sent to; empty if it was not told at the box office.',
    }),
    phone: t.exposeString('phone', {
      nullable: true,
      description: 'Phone number for text messages about the booking.',
    }),
  }),
});

export const BookingRef = builder.objectRef<Booking>('Booking');

registerNodeIds('booking', 'Booking');

builder.node(BookingRef, {
  description: 'Seats of one lock, booked by a customer.',
  id: { resolve: (booking) => booking.id },
  loadWithoutCache: (id, { services, principal }) => services.bookings.getBooking(principal, id),
  fields: (t) => ({
    reference: t.exposeString('reference', {
      description: 'Short reference for people, such as `K7Q2-M9XD`: printed on tickets, read out on the phone.',
    }),
    show: t.field({
      type: ShowRef,
      description: 'The show.',
      resolve: async ({ showId }, _args, { services }) => (await services.shows.getShow(showId))!,
    }),
    seats: t.field({
      type: [SeatRef],
      description: 'The booked seats, in the order of the lock.',
      extensions: READS_DATABASE,
      resolve: ({ showId, seats }, _args, { services }) =>
        seatsOf(
          services,
          showId,
          seats.map((seat) => seat.seatId),
        ),
    }),
    ownerId: t.exposeID('ownerId', { description: '`viewer.id` of the caller who created the booking.' }),
    customer: t.field({
      type: CustomerRef,
      description: 'The customer.',
      resolve: ({ customerName, customerEmail, customerPhone }) => ({
        name: customerName,
        email: customerEmail,
        phone: customerPhone,
      }),
    }),
    total: t.field({
      type: MoneyRef,
      description: 'Total price, fees and taxes included: the sum of `lines`.',
      resolve: ({ total, currency }) => ({ amount: total, currency }),
    }),
    bookingStatus: t.field({ type: BookingStatusRef, description: 'Current status.', resolve: shownStatus }),
    status: t.field({ ...formerStatus('bookingStatus', BookingStatusRef), resolve: shownStatus }),
    payableUntil: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Deadline for the payment; null unless the status is PENDING_PAYMENT.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Same as `payableUntil`.',
      deprecationReason: 'Use `payableUntil`, which can be selected beside the deadline of a lock.',
    }),
    locale: t.string({
      description:
        'Language of messages to the customer, as a BCP 47 tag; dates and money are formatted for it. Texts are English or German.',
      resolve: (booking, _args, { services }) => services.bookings.localeOf(booking),
    }),
    calendarUrl: t.string({
      description:
        "URL of the booking as an iCalendar file (RFC 5545), relative to the API's origin; it follows each change of the booking. Anyone who has the URL can read the file, which names no customer.",
      resolve: ({ id }, _args, { services }) => services.calendarLinks.pathOf(id),
    }),
    tickets: t.field({
      type: [TicketRef],
      description: 'One ticket for each seat and each place of an area; empty until the booking is confirmed.',
      extensions: READS_DATABASE,
      resolve: ({ id }, _args, { services }) => services.bookings.ticketsOf(id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the booking was created.' }),
  }),
});

builder.objectField(SeatLockRef, 'booking', (t) =>
  t.field({
    type: BookingRef,
    nullable: true,
    description: 'The booking created from this lock, if there is one.',
    extensions: READS_DATABASE,
    resolve: ({ bookingId }, _args, { services, principal }) =>
      bookingId === null ? null : services.bookings.getBooking(principal, bookingId),
  }),
);

const CancellationObstacleRef = builder.enumType('CancellationObstacle', {
  description: 'Why a booking can not be cancelled. Expect new values.',
  values: {
    ENDED: { description: 'It has ended already: see `bookingStatus`.' },
    SHOW_BEGUN: { description: 'The show has begun.' },
    SHOW_CANCELLED: { description: 'The show is being cancelled, and its bookings with it.' },
    NOT_OFFERED: { description: 'The show does not let buyers cancel: see `Show.changeRules`.' },
    TOO_LATE: { description: 'Buyers could do so until some time ago.' },
    LESS_GOES_BACK: {
      description:
        'Less would go back than `minimumRefund`, or did as it was cancelled before: show the `refund` that it is, and ask again while it is CONFIRMED.',
    },
  } as const,
});

builder.objectType(BookingNotCancellableError, {
  name: 'BookingNotCancellableError',
  description:
    'The booking has already ended, its show has begun, the rules of the show do not let its buyer cancel it (any more), or less would go back than was asked for. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    bookingStatus: t.expose('status', { type: BookingStatusRef, description: 'Current status of the booking.' }),
    status: t.expose('status', formerStatus('bookingStatus', BookingStatusRef)),
    cancellationObstacle: t.field({
      type: CancellationObstacleRef,
      nullable: true,
      description: 'Why. Null in an answer that was kept, by its idempotency key, from an earlier release.',
      resolve: ({ obstacle }) => obstacle ?? null,
    }),
    refund: t.field({
      type: MoneyRef,
      nullable: true,
      description: 'With LESS_GOES_BACK: what would go back now. It may be nothing.',
      resolve: ({ refund }) => refund ?? null,
    }),
  }),
});

builder.queryField('booking', (t) =>
  t.field({
    type: BookingRef,
    nullable: true,
    description: "The booking with this id, for its owner and the show's organiser; null for anyone else.",
    extensions: { ...READS_DATABASE, ...OF_LOCKING },
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The id, `booking_…`.' }) },
    resolve: (_root, { id }, { services, principal }) => services.bookings.getBooking(principal, id),
  }),
);

const CustomerInputRef = builder.inputType('CustomerInput', {
  description: 'The customer.',
  fields: (t) => ({
    name: t.string({
      required: true,
      bounds: text(MAX_CUSTOMER_NAME),
      description: 'Name to print on the tickets.',
    }),
    email: t.string({
      required: true,
      bounds: text(MAX_EMAIL),
      description:
        'E-mail address that tickets and messages are sent to. On purpose refused: domains without a dot, IP addresses in brackets (`a@[192.0.2.1]`), and angle brackets in a quoted part (`"<a>"@example.org`).',
    }),
    phone: t.string({ bounds: text(MAX_PHONE), description: 'Phone number for text messages about the booking.' }),
    locale: t.string({
      bounds: LOCALE_BOUNDS,
      description:
        'Language of messages, as a BCP 47 tag such as `de-AT`: English or German texts (English for other languages), dates and money in the format of the locale. Default: the preference of the request’s `Accept-Language` header.',
    }),
  }),
});

const CreateBookingInputRef = builder.inputType('CreateBookingInput', {
  description: 'The lock to book, and the customer.',
  fields: (t) => ({
    lockId: t.id({
      required: true,
      bounds: NODE_ID,
      description: 'A lock of the caller, `lock_…`. It must be ACTIVE.',
    }),
    customer: t.field({ type: CustomerInputRef, required: true, description: 'The customer.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const CancelBookingInputRef = builder.inputType('CancelBookingInput', {
  description: 'The booking to cancel.',
  fields: (t) => ({
    bookingId: t.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }),
    reason: t.string({
      bounds: prose(MAX_REASON_CHARACTERS),
      description: 'Reason, kept with the booking and told to the customer unless it contains a link.',
    }),
    minimumRefund: t.field({
      type: 'SafeInt',
      bounds: numberFrom(0, Number.MAX_SAFE_INTEGER),
      description:
        "What goes back by what you have shown (`Booking.cancellationTerms`), in whole minor units of the booking's currency: where less would go back, nothing is cancelled (BookingNotCancellableError). Of a booking that is cancelled already the same holds for what was to go back with that: a call that is repeated has the answer that it had.",
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  createBooking: t.field({
    type: BookingRef,
    extensions: OF_BOOKING,
    description:
      'Creates a booking from a lock. Its seats stay held until the lock’s deadline, by which it must be paid. With a total of 0 it is CONFIRMED at once and its tickets are issued.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: CreateBookingInputRef, required: true, description: 'The lock and the customer.' }) },
    errors: result({
      field: 'booking',
      description: 'The booking: PENDING_PAYMENT, or CONFIRMED if its total is 0.',
      errors: [
        LockNotActiveError,
        CodeNotApplicableError,
        ShowNotOnSaleError,
        LimitExceededError,
        NotFoundError,
        IdempotencyConflictError,
      ],
    }),
    resolve: (_root, { input }, context) => context.services.bookings.createBooking(callerOf(context), input, context),
  }),
  cancelBooking: t.field({
    type: BookingRef,
    extensions: OF_BOOKING,
    description:
      "Cancels a booking, frees its seats and refunds what was paid. Its owner can do so until the show begins, and where `Show.changeRules` gives a time, for giving tickets back or for exchanging them, as these rules say: until `returnsUntil`, less `returnFee` for each ticket and the fees that are kept (see `Booking.cancellationTerms`); only with an exchange offered not at all. The show's organiser can at any time, and all of the money goes back.",
    authScopes: { withBooking: true },
    args: { input: t.arg({ type: CancelBookingInputRef, required: true, description: 'The booking to cancel.' }) },
    errors: result({
      field: 'booking',
      description: 'The cancelled booking.',
      errors: [BookingNotCancellableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) =>
      context.services.bookings.cancelBooking(callerOf(context), input, context.address),
  }),
}));
