import { builder, result } from '../../schema/builder.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { LockNotActiveError } from '../locks/locks.errors.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { MAX_PRICE } from '../pricing/pricing-input.ts';
import { MAX_SEAT_ID } from '../seat-map/seat-id.ts';
import { MAX_TITLE } from '../shows/show-input.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { MAX_CATEGORIES } from './sandbox-hall.ts';
import type { SandboxSeatState } from './sandbox-shows.ts';

/** All of it is left out of the schema unless the setting SANDBOX is on: by its names, which begin with `sandbox` (see schema/without-sandbox.ts). */

const MAX_SEATS = 5_000;
/** 5,000 booked seats take 14 s, of PostgreSQL's time more than of this thread's; a whole hall is still within what an operation may cost. */
const COST_OF_STATE = 250;
const MAX_KEY = 100;
const MAX_PAYMENTS = 100;
const YEAR_S = 366 * 24 * 60 * 60;
const SECONDS_AHEAD = numberFrom(1, YEAR_S);

const SeatStateRef = builder.enumType('SandboxSeatState', {
  description: 'What a seat of a new sandbox show is.',
  values: {
    LOCKED: { description: 'Locked by another buyer.' },
    BOOKED: { description: 'Booked and paid by another buyer.' },
    BLOCKED: { description: 'Taken off sale by the organiser.' },
  } satisfies Record<SandboxSeatState, { description: string }>,
});

const SeatRef = builder.inputType('SandboxSeatInput', {
  description: 'A seat of a new sandbox show that is not AVAILABLE.',
  fields: (t) => ({
    seatId: t.id({ required: true, bounds: text(MAX_SEAT_ID, 1), description: 'The seat: `A-1` to `A-20`, `B-1` …' }),
    state: t.field({ type: SeatStateRef, required: true, description: 'Its state.' }),
  }),
});

const CreateShowRef = builder.inputType('SandboxCreateShowInput', {
  description: 'The sandbox show to create.',
  fields: (t) => ({
    key: t.string({
      bounds: text(MAX_KEY, 1),
      description:
        'Names the show among those of the sandbox: the ids of the show, its price tiers and its seats follow from it, on every installation. Default: the lowest number that is free, from `1` on.',
    }),
    title: t.string({ bounds: text(MAX_TITLE, 1), description: 'Title; `Sandbox show <key>` by default.' }),
    seats: t.int({
      bounds: numberFrom(1, MAX_SEATS),
      description: 'Number of seats; 20 by default. They stand in rows of 20, `A-1` to `A-20` in front.',
    }),
    states: t.field({
      type: [SeatRef],
      bounds: listOf(MAX_SEATS),
      description: 'The seats that are not AVAILABLE.',
    }),
    prices: t.field({
      type: ['SafeInt'],
      bounds: listOf(MAX_CATEGORIES, numberFrom(0, MAX_PRICE)),
      description: 'The prices of its tiers in minor units, the front rows first; one of 2500 by default.',
    }),
    currency: t.string({ bounds: text(3, 1), description: 'ISO 4217 code of the prices; `EUR` by default.' }),
    startsInSeconds: t.int({ bounds: SECONDS_AHEAD, description: 'When it begins, from now; in 30 days by default.' }),
    salesStartInSeconds: t.int({
      bounds: SECONDS_AHEAD,
      description: 'When sales start, from now; at once by default.',
    }),
    salesEndInSeconds: t.int({
      bounds: SECONDS_AHEAD,
      description: 'When sales end, from now; when the show begins by default.',
    }),
  }),
});

const ExpireLockRef = builder.inputType('SandboxExpireLockInput', {
  description: 'The lock to end.',
  fields: (t) => ({ lockId: t.id({ required: true, bounds: NODE_ID, description: 'The lock, `lock_…`.' }) }),
});

const AdvanceClockRef = builder.inputType('SandboxAdvanceClockInput', {
  description: 'How far to go.',
  fields: (t) => ({
    seconds: t.int({ required: true, bounds: numberFrom(1, YEAR_S), description: 'By how many seconds.' }),
    showId: t.id({ bounds: NODE_ID, description: 'The sandbox show; all of them by default.' }),
  }),
});

const ResetRef = builder.inputType('SandboxResetInput', {
  description: 'What to remove.',
  fields: (t) => ({ showId: t.id({ bounds: NODE_ID, description: 'The sandbox show; all of them by default.' }) }),
});

const PaymentAnswerRef = builder.enumType('SandboxPaymentAnswer', {
  description: 'How the payment provider answers.',
  values: {
    SUCCEEDED: { value: 'tok_ok', description: 'The money is there at once.' },
    DECLINED: { value: 'tok_declined', description: 'The card is declined.' },
    INSUFFICIENT_FUNDS: { value: 'tok_insufficient_funds', description: 'The account has not enough.' },
    TIMEOUT: { value: 'tok_timeout', description: 'No answer; a webhook tells later that it succeeded.' },
    LATE: { value: 'tok_late', description: 'It succeeds after the hold has ended, and is given back.' },
    TWICE: { value: 'tok_twice', description: 'It succeeds, and the webhook comes twice.' },
  } as const,
});

const SetPaymentsRef = builder.inputType('SandboxSetPaymentsInput', {
  description: 'How payments are answered.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The sandbox show.' }),
    answers: t.field({
      type: [PaymentAnswerRef],
      required: true,
      bounds: listOf(MAX_PAYMENTS),
      description:
        'The answers to the next payments of the show, in their order; later ones are answered by their token.',
    }),
  }),
});

builder.mutationFields((t) => ({
  sandboxCreateShow: t.field({
    type: ShowRef,
    description:
      'Creates a show that is on sale, with seats in the states that are asked for. It belongs to the caller if that is an organiser, else to the demo’s. Only with SANDBOX=true.',
    authScopes: { public: true },
    extensions: { cost: 2_000, costPerEntry: { argument: 'input', field: 'states', cost: COST_OF_STATE } },
    args: { input: t.arg({ type: CreateShowRef, required: true, description: 'The show to create.' }) },
    errors: result({ field: 'show', description: 'The new show.', errors: [] }),
    resolve: (_root, { input }, { services, principal }) => services.sandbox.createShow(principal, input),
  }),
  sandboxExpireLock: t.field({
    type: SeatLockRef,
    description:
      'Ends a lock now, or the unpaid booking that was made of it, with what its deadline would bring. Only with SANDBOX=true.',
    authScopes: { public: true },
    args: { input: t.arg({ type: ExpireLockRef, required: true, description: 'The lock.' }) },
    errors: result({ field: 'lock', description: 'The lock.', errors: [NotFoundError, LockNotActiveError] }),
    resolve: (_root, { input }, { services }) => services.sandbox.expireLock(input),
  }),
  sandboxAdvanceClock: t.field({
    type: [ShowRef],
    description:
      'Lets time pass for sandbox shows: what they wait for (ends of locks and unpaid bookings, sales that start and end, their beginning, webhooks and refunds) comes sooner by so many seconds. The clocks of the server and of pages are not moved. Answers when what is due has been done. Only with SANDBOX=true.',
    authScopes: { public: true },
    args: { input: t.arg({ type: AdvanceClockRef, required: true, description: 'How far.' }) },
    errors: result({
      field: 'shows',
      description: 'The shows, with their times as they are then.',
      errors: [NotFoundError],
    }),
    resolve: (_root, { input }, { services }) => services.sandbox.advanceClock(input),
  }),
  sandboxSetPayments: t.field({
    type: ShowRef,
    description:
      'Says how the payment provider answers the next payments of a sandbox show, whatever their token. Only with SANDBOX=true.',
    authScopes: { public: true },
    args: { input: t.arg({ type: SetPaymentsRef, required: true, description: 'The show and the answers.' }) },
    errors: result({ field: 'show', description: 'The show.', errors: [NotFoundError] }),
    resolve: (_root, { input: { showId, answers } }, { services }) =>
      services.sandbox.setPayments({ showId, tokens: answers }),
  }),
  sandboxReset: t.field({
    type: ['ID'],
    description:
      'Removes sandbox shows with their locks, bookings, payments and mails, and nothing else. Before that they are cancelled and their seats are freed, with the usual events; whoever follows them is told, and then that they are gone. Only with SANDBOX=true.',
    authScopes: { public: true },
    args: { input: t.arg({ type: ResetRef, required: true, description: 'What to remove; `{}` is everything.' }) },
    errors: result({ field: 'showIds', description: 'The ids of the removed shows.', errors: [NotFoundError] }),
    resolve: (_root, { input }, { services }) => services.sandbox.reset(input),
  }),
}));
