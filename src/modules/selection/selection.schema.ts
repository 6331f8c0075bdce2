import { slices } from '../../platform/turns/slices.ts';
import { builder, callerOf, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { IdempotencyConflictError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { MAX_CODE } from '../codes/code-input.ts';
import { CodeNotApplicableError } from '../codes/codes.errors.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { MAX_PRICE } from '../pricing/pricing-input.ts';
import { SeatGroupRef } from '../seat-map/seats-unavailable.schema.ts';
import { MAX_PLAN_TEXT, MAX_ZONES } from '../seating/plan-limits.ts';
import { ShowNotOnSaleError } from '../shows/shows.errors.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { NotAdmittedError } from '../waiting-room/waiting-room.errors.ts';
import { MOST_OF_A_PARTY } from './best-available-input.ts';
import { NotEnoughSeatsError } from './selection.errors.ts';

const SeatClosenessRef = builder.enumType('SeatCloseness', {
  description: 'How close together the seats of one party are.',
  values: {
    TOGETHER: { description: 'All side by side, without an aisle between them.' },
    ADJACENT_ROWS: { description: 'In parts of at least two, right before and behind one another.' },
    SPLIT: { description: 'In parts of at least two, elsewhere or across an aisle.' },
    SCATTERED: { description: 'At least one sits alone.' },
  } as const,
});

builder.objectType(NotEnoughSeatsError, {
  name: 'NotEnoughSeatsError',
  description: 'Fewer seats are available than were asked for. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    available: t.exposeInt('available', {
      description: 'How many of the seats that were asked for are available, wheelchair places included.',
    }),
    availableAccessible: t.exposeInt('availableAccessible', {
      description:
        'How many of the wheelchair places that were asked for are available. Fewer than `accessible`: these are what is missing.',
    }),
  }),
});

/** More than a show has of them. */
const TIERS = listOf(100, NODE_ID);
const ZONES = listOf(MAX_ZONES, text(MAX_PLAN_TEXT));
const PARTY = numberFrom(1, MOST_OF_A_PARTY);
const PART_OF_PARTY = numberFrom(0, MOST_OF_A_PARTY);
const PRICE = numberFrom(0, MAX_PRICE);

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

/** What both inputs say of the party. */
const partyFields = (t: InputFields) => ({
  quantity: t.int({
    required: true,
    bounds: PARTY,
    description:
      'Number of seats, including wheelchair places and companion seats. One lock may have `Show.limits.seatsPerLock`.',
  }),
  tierIds: t.idList({ bounds: TIERS, description: 'Price tiers to choose from, by `id`; all by default.' }),
  zones: t.stringList({ bounds: ZONES, description: 'Names of the zones to choose from; all by default.' }),
  maxPrice: t.field({
    type: 'SafeInt',
    bounds: PRICE,
    description: "The highest price of one seat, in whole minor units of the show's currency.",
  }),
  accessible: t.int({
    bounds: PART_OF_PARTY,
    description: 'How many of the seats are to be wheelchair places; none by default.',
  }),
  companions: t.int({
    bounds: PART_OF_PARTY,
    description: 'How many of the seats are to be companion seats, as far as there are some; none by default.',
  }),
});

const BestAvailableInputRef = builder.inputType('BestAvailableInput', {
  description: 'What seats to choose.',
  fields: partyFields,
});

const LockBestAvailableInputRef = builder.inputType('LockBestAvailableInput', {
  description: 'What seats to choose and lock.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    ...partyFields(t),
    code: t.string({
      bounds: text(MAX_CODE),
      description:
        'A promo code, in upper or lower case. Where it can not be applied nothing is locked. `maxPrice` is the price before its discount; seats of the allotment that it opens are not chosen. Null or empty: none.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.objectField(SeatGroupRef, 'closeness', (t) =>
  t.field({
    type: SeatClosenessRef,
    description: 'How close together they are.',
    resolve: ({ plan, seats }, _args, { services }) =>
      services.bestAvailable.closenessOf(
        plan,
        seats.map(({ id }) => id),
      ),
  }),
);

builder.objectField(ShowRef, 'bestAvailable', (t) =>
  t.field({
    type: [SeatGroupRef],
    description:
      'Up to three proposals for a party, the best first: together, else in neighbouring rows, else apart, and at each step nearest to `focalPoint`. No seat is in two of them. Empty if there are not enough seats. Nothing is held; `lockBestAvailable` chooses and holds in one step.',
    extensions: { cost: 10_000, costPerSeat: 0.05, listSize: 3 },
    args: {
      input: t.arg({ type: BestAvailableInputRef, required: true, description: 'What seats to choose.' }),
    },
    resolve: (show, { input }, { services, run }) => {
      const propose = () => services.bestAvailable.propose(show, input, () => run?.turn() ?? slices.turn());
      return run ? run.once(`bestAvailable ${show.id} ${JSON.stringify(input)}`, propose) : propose();
    },
  }),
);

builder.mutationField('lockBestAvailable', (t) =>
  t.field({
    type: SeatLockRef,
    description:
      'Chooses the best available seats for a party and holds them for the caller, all in one step. Wheelchair places and companion seats are chosen only if the input asks for them.',
    extensions: { cost: 4_000 },
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: LockBestAvailableInputRef, required: true, description: 'What seats to choose.' }) },
    errors: {
      ...result({
        field: 'lock',
        description: 'The new lock.',
        errors: [
          NotAdmittedError,
          NotEnoughSeatsError,
          CodeNotApplicableError,
          LimitExceededError,
          ShowNotOnSaleError,
          NotFoundError,
          IdempotencyConflictError,
        ],
      }),
      result: {
        description: 'The operation succeeded.',
        fields: (fields) => ({
          closeness: fields.field({
            type: SeatClosenessRef,
            description: 'How close together the seats are.',
            resolve: async (lock: unknown, _args, { services }) => {
              const { showId, seatIds } = lock as SeatLock;
              const show = (await services.shows.getShow(showId))!;
              return services.bestAvailable.closenessOf(await services.shows.planOf(show), seatIds);
            },
          }),
        }),
      },
    },
    resolve: (_root, { input }, context) =>
      context.services.bestAvailable.lock(callerOf(context), input, context.address),
  }),
);
