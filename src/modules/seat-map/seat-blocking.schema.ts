import { builder, callerOf, result } from '../../schema/builder.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { listOf, NODE_ID, prose, text } from '../../schema/input-bounds/bounds.ts';
import { IdempotencyConflictError, NotFoundError } from '../../shared/errors.ts';
import { MAX_REASON_CHARACTERS } from '../../shared/text/reason.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { MAX_BLOCKED_AT_ONCE } from './seat-blocking.service.ts';
import { MAX_SEAT_ID } from './seat-id.ts';
import { SeatsUnavailableError } from './seat-map.errors.ts';

const SEATS = listOf(MAX_BLOCKED_AT_ONCE, text(MAX_SEAT_ID, 1));

const BlockSeatsInputRef = builder.inputType('BlockSeatsInput', {
  description: 'The seats to block.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({
      required: true,
      bounds: SEATS,
      description: 'The seats, by `seatId` or `id`. All of them are blocked, or none.',
    }),
    reason: t.string({ bounds: prose(MAX_REASON_CHARACTERS), description: 'Reason, kept with the change.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UnblockSeatsInputRef = builder.inputType('UnblockSeatsInput', {
  description: 'The seats to unblock.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    seatIds: t.idList({
      required: true,
      bounds: SEATS,
      description: 'Blocked seats, by `seatId` or `id`. All of them are unblocked, or none.',
    }),
    reason: t.string({ bounds: prose(MAX_REASON_CHARACTERS), description: 'Reason, kept with the change.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationFields((t) => ({
  blockSeats: t.field({
    type: ShowRef,
    description: "Takes seats off sale: all of them, or none. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: BlockSeatsInputRef, required: true, description: 'The seats.' }) },
    errors: result({
      field: 'show',
      description: 'The show.',
      errors: [SeatsUnavailableError, NotFoundError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.seatBlocking.blockSeats(callerOf(context), input),
  }),
  unblockSeats: t.field({
    type: ShowRef,
    description:
      "Puts blocked seats back on sale: all of them, or none. Seats of an allotment are refused: `updateAllotment` and `releaseAllotment` free them. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: UnblockSeatsInputRef, required: true, description: 'The seats.' }) },
    errors: result({ field: 'show', description: 'The show.', errors: [NotFoundError, IdempotencyConflictError] }),
    resolve: (_root, { input }, context) => context.services.seatBlocking.unblockSeats(callerOf(context), input),
  }),
}));
