import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { formerStatus } from '../../schema/former-status.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { OF_LOCKING } from '../../schema/importance.ts';
import { listOf, NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { IdempotencyConflictError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { MAX_CODE } from '../codes/code-input.ts';
import { CodeNotApplicableError } from '../codes/codes.errors.ts';
import { ViewerRef } from '../identity/identity.schema.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { SeatRef } from '../seat-map/seat.schema.ts';
import { MAX_SEAT_ID } from '../seat-map/seat-id.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { seatsOf } from '../seat-map/seats-of.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { NotAdmittedError } from '../waiting-room/waiting-room.errors.ts';
import { AREA_CHOICES, AreaChoiceRef } from './area-choice.schema.ts';
import { MOST_SEATS_OF_A_LOCK } from './lock-input.ts';
import { LockNotActiveError, OrphanSeatsError } from './locks.errors.ts';
import type { SeatLock } from './seat-lock.ts';

export const SeatLockStatusRef = builder.enumType('SeatLockStatus', {
  description: 'Status of a seat lock.',
  values: {
    ACTIVE: { description: 'The seats are held until `expiresAt`.' },
    CONFIRMED: { description: 'A booking was created from it; the seats belong to the booking.' },
    RELEASED: {
      description: 'The seats were given back before the deadline, by the buyer or because the show was cancelled.',
    },
    EXPIRED: { description: 'The deadline passed; the seats were freed.' },
  } as const,
});

export const SeatLockRef = builder.objectRef<SeatLock>('SeatLock');

registerNodeIds('lock', 'SeatLock');

builder.node(SeatLockRef, {
  description: 'Seats held for one buyer for a short time. Nobody else can lock or book them meanwhile.',
  id: { resolve: (lock) => lock.id },
  loadWithoutCache: (id, { services, principal }) => services.locks.getLock(principal, id),
  fields: (t) => ({
    show: t.field({
      type: ShowRef,
      description: 'The show.',
      resolve: async ({ showId }, _args, { services }) => (await services.shows.getShow(showId))!,
    }),
    seats: t.field({
      type: [SeatRef],
      description: 'The held seats, in the order of the request.',
      extensions: READS_DATABASE,
      resolve: ({ showId, seatIds }, _args, { services }) => seatsOf(services, showId, seatIds),
    }),
    total: t.field({
      type: MoneyRef,
      description:
        'What the seats cost together, fees, taxes and discounts included: the sum of `lines`. It changes only with `updateLock` and `applyCode`.',
      resolve: async ({ showId, total }, _args, { services }) => ({
        amount: total,
        currency: (await services.shows.getShow(showId))!.currency,
      }),
    }),
    ownerId: t.exposeID('ownerId', { description: '`viewer.id` of the caller who holds the seats.' }),
    lockStatus: t.expose('status', { type: SeatLockStatusRef, description: 'Current status.' }),
    status: t.expose('status', formerStatus('lockStatus', SeatLockStatusRef)),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When the lock expires.' }),
    remainingSeconds: t.int({
      description: 'Whole seconds until `expiresAt` by the server’s clock; 0 unless the lock is ACTIVE.',
      resolve: ({ remaining_ms }) => Math.ceil(remaining_ms / 1000),
    }),
    extensionsLeft: t.exposeInt('extensionsLeft', { description: 'How many more times it can be extended.' }),
  }),
});

builder.objectType(LockNotActiveError, {
  name: 'LockNotActiveError',
  description: 'The lock is no longer ACTIVE: it has ended, or a booking was created from it. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    lockStatus: t.expose('status', { type: SeatLockStatusRef, description: 'Current status of the lock.' }),
    status: t.expose('status', formerStatus('lockStatus', SeatLockStatusRef)),
  }),
});

builder.queryField('seatLock', (t) =>
  t.field({
    type: SeatLockRef,
    nullable: true,
    description: "The lock with this id, for its owner and the show's organiser; null for anyone else.",
    extensions: { ...READS_DATABASE, ...OF_LOCKING },
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The id, `lock_…`.' }) },
    resolve: (_root, { id }, { services, principal }) => services.locks.getLock(principal, id),
  }),
);

builder.objectField(ViewerRef, 'activeLocks', (t) =>
  t.field({
    type: [SeatLockRef],
    description: 'The caller’s ACTIVE locks, the first to expire first.',
    extensions: READS_DATABASE,
    resolve: (viewer, _args, { services }) => services.locks.activeLocks(viewer),
  }),
);

/** How many of them one lock may have is a setting, and less. */
const SEATS = listOf(MOST_SEATS_OF_A_LOCK, text(MAX_SEAT_ID, 1));

export const SeatChoiceRef = builder.inputType('SeatChoice', {
  description: 'A seat, and the ticket type that it is to be sold as.',
  fields: (t) => ({
    seatId: t.id({ required: true, bounds: text(MAX_SEAT_ID, 1), description: 'The seat, by `seatId` or `id`.' }),
    ticketTypeId: t.id({
      bounds: NODE_ID,
      description:
        "One of the show's ticket types, `tickettype_…`, that its tier has a price for; the first by default.",
    }),
  }),
});

/** As many as SEATS. */
const CHOICES = listOf(MOST_SEATS_OF_A_LOCK);

const LockSeatsInputRef = builder.inputType('LockSeatsInput', {
  description: 'The seats and places to lock.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({
      bounds: SEATS,
      description:
        'The seats, by `seatId` or `id`, each as a ticket of the first type. All of them are locked, or none. `seats`, or `areas`, may be given instead.',
    }),
    seats: t.field({
      type: [SeatChoiceRef],
      bounds: CHOICES,
      description: 'The seats with their ticket types. All of them are locked, or none.',
    }),
    areas: t.field({
      type: [AreaChoiceRef],
      bounds: AREA_CHOICES,
      description: 'Places of areas, beside the seats or alone. All seats and places are locked, or none.',
    }),
    code: t.string({
      bounds: text(MAX_CODE),
      description:
        'A promo code, in upper or lower case. Where it can not be applied nothing is locked. Null or empty: none.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateLockInputRef = builder.inputType('UpdateLockInput', {
  description: 'The lock, and what to change: seats to add, seats to remove, places of areas, ticket types.',
  fields: (t) => ({
    lockId: t.id({
      required: true,
      bounds: NODE_ID,
      description: 'A lock of the caller, `lock_…`. It must be ACTIVE.',
    }),
    addSeatIds: t.idList({ bounds: SEATS, description: 'Seats to add, each as a ticket of the first type.' }),
    addSeats: t.field({
      type: [SeatChoiceRef],
      bounds: CHOICES,
      description: 'Seats to add with their ticket types, in place of `addSeatIds`.',
    }),
    removeSeatIds: t.idList({
      bounds: SEATS,
      description: 'Seats to remove. At least one seat, or place of an area, must remain.',
    }),
    setAreas: t.field({
      type: [AreaChoiceRef],
      bounds: AREA_CHOICES,
      description:
        'How many places of areas the lock is to have, by area and ticket type; 0 gives them back. What is not listed stays as it is.',
    }),
    setTicketTypes: t.field({
      type: [SeatChoiceRef],
      bounds: CHOICES,
      description: 'Seats that the lock has and keeps, with their new ticket types. Other seats keep theirs.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ExtendLockInputRef = builder.inputType('ExtendLockInput', {
  description: 'The lock to extend.',
  fields: (t) => ({
    lockId: t.id({
      required: true,
      bounds: NODE_ID,
      description: 'A lock of the caller, `lock_…`. It must be ACTIVE.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ReleaseLockInputRef = builder.inputType('ReleaseLockInput', {
  description: 'The lock to release.',
  fields: (t) => ({
    lockId: t.id({ required: true, bounds: NODE_ID, description: 'The lock, `lock_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  lockSeats: t.field({
    type: SeatLockRef,
    description: 'Holds seats for the caller until a deadline: all of them, or none.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: LockSeatsInputRef, required: true, description: 'The seats.' }) },
    errors: result({
      field: 'lock',
      description: 'The new lock.',
      errors: [
        NotAdmittedError,
        SeatsUnavailableError,
        OrphanSeatsError,
        CodeNotApplicableError,
        LimitExceededError,
        ShowNotOnSaleError,
        NotFoundError,
        IdempotencyConflictError,
      ],
    }),
    resolve: (_root, { input }, context) => context.services.locks.lockSeats(callerOf(context), input, context.address),
  }),
  updateLock: t.field({
    type: SeatLockRef,
    description:
      'Adds seats to a lock, removes others from it, sets its places of areas and changes ticket types, all in one step or not at all. The deadline does not change.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: UpdateLockInputRef, required: true, description: 'The seats.' }) },
    errors: result({
      field: 'lock',
      description: 'The changed lock.',
      errors: [
        SeatsUnavailableError,
        OrphanSeatsError,
        CodeNotApplicableError,
        LimitExceededError,
        LockNotActiveError,
        ShowNotOnSaleError,
        NotFoundError,
        IdempotencyConflictError,
      ],
    }),
    resolve: (_root, { input }, context) =>
      context.services.locks.updateLock(callerOf(context), input, context.address),
  }),
  extendLock: t.field({
    type: SeatLockRef,
    description: 'Extends the deadline of a lock, as many times as `extensionsLeft` allows.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: ExtendLockInputRef, required: true, description: 'The lock.' }) },
    errors: result({
      field: 'lock',
      description: 'The extended lock.',
      errors: [LimitExceededError, LockNotActiveError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) =>
      context.services.locks.extendLock(callerOf(context), input, context.address),
  }),
  releaseLock: t.field({
    type: SeatLockRef,
    description:
      'Releases a lock, so that its seats are available again before the deadline. Releasing it again changes nothing.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: ReleaseLockInputRef, required: true, description: 'The lock.' }) },
    errors: result({
      field: 'lock',
      description: 'The released lock.',
      errors: [LockNotActiveError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) =>
      context.services.locks.releaseLock(callerOf(context), input, context.address),
  }),
}));
