import { builder, callerOf, result } from '../../graphql/builder.ts';
import { ErrorInterface } from '../../graphql/errors.ts';
import { formerStatus } from '../../graphql/former-status.ts';
import { IDEMPOTENCY_KEY } from '../../graphql/idempotency-key.ts';
import { listOf, NODE_ID, text } from '../../graphql/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../graphql/prices.ts';
import { IdempotencyConflictError, NotFoundError } from '../errors.ts';
import { ViewerRef } from '../identity/identity.schema.ts';
import { MAX_SEAT_ID } from '../seat-map/seat-id.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { SeatRef } from '../seat-map/seat-map.schema.ts';
import { seatsOf } from '../seat-map/seats-of.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import { MoneyRef, ShowRef } from '../shows/shows.schema.ts';
import { MOST_SEATS_OF_A_LOCK } from './lock-input.ts';
import { LimitExceededError, LockNotActiveError } from './locks.errors.ts';
import type { SeatLock } from './seat-lock.ts';

export const SeatLockStatusRef = builder.enumType('SeatLockStatus', {
  description: 'Where a seat lock is in its life.',
  values: {
    ACTIVE: { description: 'It runs: the seats are held until its deadline.' },
    CONFIRMED: { description: 'A booking was made from it; the seats are the booking’s.' },
    RELEASED: { description: 'It was given back.' },
    EXPIRED: { description: 'Its deadline came.' },
  } as const,
});

export const SeatLockRef = builder.objectRef<SeatLock>('SeatLock');

builder.node(SeatLockRef, {
  description: 'Seats that are held for a buyer, for a short time: nobody else can have them.',
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
      description: 'The seats, in the order in which they were asked for.',
      extensions: READS_DATABASE,
      resolve: ({ showId, seatIds }, _args, { services }) => seatsOf(services, showId, seatIds),
    }),
    total: t.field({
      type: MoneyRef,
      description: 'What the seats cost together: the price at the time of the lock.',
      resolve: async ({ showId, total }, _args, { services }) => ({
        amount: total,
        currency: (await services.shows.getShow(showId))!.currency,
      }),
    }),
    ownerId: t.exposeID('ownerId', { description: 'Who holds them: the caller’s `viewer.id` when they were taken.' }),
    lockStatus: t.expose('status', { type: SeatLockStatusRef, description: 'Where it is in its life.' }),
    status: t.expose('status', formerStatus('lockStatus', SeatLockStatusRef)),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Its deadline.' }),
    remainingSeconds: t.int({
      description: 'Whole seconds until its deadline, by the server’s clock; 0 once it is not ACTIVE.',
      resolve: ({ remaining_ms }) => Math.ceil(remaining_ms / 1000),
    }),
    extensionsLeft: t.exposeInt('extensionsLeft', { description: 'How often it may still be extended.' }),
  }),
});

builder.objectType(LockNotActiveError, {
  name: 'LockNotActiveError',
  description: 'The lock has ended, or its seats belong to a booking. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    lockStatus: t.expose('status', { type: SeatLockStatusRef, description: 'Where the lock is in its life.' }),
    status: t.expose('status', formerStatus('lockStatus', SeatLockStatusRef)),
  }),
});

builder.objectType(LimitExceededError, {
  name: 'LimitExceededError',
  description: 'A limit of what one buyer or one network address may hold or do is reached. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'The limit.' }),
    waitSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'Try again after so many seconds; null where waiting does not help.',
    }),
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'The same as `waitSeconds`.',
      deprecationReason: 'Use `waitSeconds`, which can be selected beside that of ServiceUnavailableError.',
    }),
  }),
});

builder.queryField('seatLock', (t) =>
  t.field({
    type: SeatLockRef,
    nullable: true,
    description: 'The lock with this id, for its owner and organisers; null for anyone else.',
    extensions: READS_DATABASE,
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The id, `lock_…`.' }) },
    resolve: (_root, { id }, { services, principal }) => services.locks.getLock(principal, id),
  }),
);

builder.objectField(ViewerRef, 'activeLocks', (t) =>
  t.field({
    type: [SeatLockRef],
    description: 'The caller’s locks that run, the one that ends first at the front.',
    extensions: READS_DATABASE,
    resolve: (viewer, _args, { services }) => services.locks.activeLocks(viewer),
  }),
);

/** How many of them one lock may have is a setting, and less. */
const SEATS = listOf(MOST_SEATS_OF_A_LOCK, text(MAX_SEAT_ID, 1));

const LockSeatsInputRef = builder.inputType('LockSeatsInput', {
  description: 'The seats to hold.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({
      required: true,
      bounds: SEATS,
      description: 'The seats, by `seatId` or `id`: all are held, or none.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateLockInputRef = builder.inputType('UpdateLockInput', {
  description: 'Which seats to add to a lock, and which to take out of it.',
  fields: (t) => ({
    lockId: t.id({ required: true, bounds: NODE_ID, description: 'The caller’s lock, `lock_…`: it must run.' }),
    addSeatIds: t.idList({ bounds: SEATS, description: 'Seats to hold as well.' }),
    removeSeatIds: t.idList({ bounds: SEATS, description: 'Seats to give back; one at least must stay.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ExtendLockInputRef = builder.inputType('ExtendLockInput', {
  description: 'Which lock to extend.',
  fields: (t) => ({
    lockId: t.id({ required: true, bounds: NODE_ID, description: 'The caller’s lock, `lock_…`: it must run.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const ReleaseLockInputRef = builder.inputType('ReleaseLockInput', {
  description: 'The lock to give back.',
  fields: (t) => ({
    lockId: t.id({ required: true, bounds: NODE_ID, description: 'The lock, `lock_…`.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  lockSeats: t.field({
    type: SeatLockRef,
    description: 'Holds seats for the caller, for a short time: all of them, or none.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: LockSeatsInputRef, required: true, description: 'Which seats.' }) },
    errors: result({
      field: 'lock',
      description: 'The lock: its id and deadline.',
      errors: [SeatsUnavailableError, LimitExceededError, ShowNotOnSaleError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.locks.lockSeats(callerOf(context), input, context.address),
  }),
  updateLock: t.field({
    type: SeatLockRef,
    description: 'Adds seats to a lock and takes others out of it: all of it happens, or nothing. The deadline stays.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: UpdateLockInputRef, required: true, description: 'Which seats.' }) },
    errors: result({
      field: 'lock',
      description: 'The lock with its new seats.',
      errors: [
        SeatsUnavailableError,
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
    description: 'Moves the deadline of a lock, as often as its `extensionsLeft` says.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: ExtendLockInputRef, required: true, description: 'Which lock.' }) },
    errors: result({
      field: 'lock',
      description: 'The lock with its new deadline.',
      errors: [LimitExceededError, LockNotActiveError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.locks.extendLock(callerOf(context), input),
  }),
  releaseLock: t.field({
    type: SeatLockRef,
    description: 'Gives held seats back before their deadline. A lock that was given back stays so.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: ReleaseLockInputRef, required: true, description: 'Which lock.' }) },
    errors: result({
      field: 'lock',
      description: 'The lock, released.',
      errors: [LockNotActiveError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) =>
      context.services.locks.releaseLock(callerOf(context), input, context.address),
  }),
}));
