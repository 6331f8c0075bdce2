import { builder, callerOf, result } from '../../schema/builder.ts';
import { OF_LOCKING, OF_MAPS } from '../../schema/importance.ts';
import { NODE_ID, numberFrom } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { IllegalStateError, LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import { can } from '../identity/rights.ts';
import { ProofRequiredError } from '../proofs/proof.errors.ts';
import { PROOF, PROOF_DESCRIPTION } from '../proofs/proof-input.schema.ts';
import '../proofs/proofs.schema.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import { type Room, roomStatus } from './room.ts';
import { WaitingRoomEntryRef } from './waiting-room-entry.schema.ts';
import { IDLE_SECONDS, MAX_ACTIVE, MAX_PER_MINUTE, ROOM_DEFAULTS } from './waiting-room-input.ts';

const WaitingRoomStatusRef = builder.enumType('WaitingRoomStatus', {
  description: 'Status of a waiting room.',
  values: {
    BEFORE: { description: 'It opens at `opensAt`.' },
    GATHERING: { description: 'It can be joined. At `drawAt` places are drawn by lot among all who are in it then.' },
    QUEUEING: {
      description: 'Callers wait and are admitted in the order of their places. Who joins now is last.',
    },
    OPEN: { description: 'Nobody waits: who joins is admitted within a second or two, as long as there is room.' },
    ENDED: { description: 'It is turned off, or sales are over. No admission is needed (any more).' },
  } as const,
});

const SettingsRef = builder.objectRef<Room>('WaitingRoomSettings').implement({
  description: "What the organiser has set of a waiting room, and how it goes. For the show's organiser only.",
  fields: (t) => ({
    enabled: t.exposeBoolean('enabled', { description: 'Whether it is on.' }),
    maxActive: t.exposeInt('maxActive', { description: 'How many may be admitted at a time.' }),
    perMinute: t.exposeInt('perMinute', { description: 'How many are admitted a minute at most, evenly.' }),
    idleSeconds: t.exposeInt('idleSeconds', {
      description: 'How long an admission lasts while its caller does nothing, and holds nothing.',
    }),
    active: t.exposeInt('active', { description: 'How many are admitted now.' }),
    admitted: t.exposeInt('admitted', { description: 'How many have been admitted in all.' }),
    admittedPerMinute: t.float({
      description: 'How many were admitted a minute of late: an average of about half a minute.',
      resolve: ({ rate }) => Math.round(rate * 10) / 10,
    }),
  }),
});

export const WaitingRoomRef = builder.objectRef<Room>('WaitingRoom').implement({
  description:
    'The waiting room of a show: while it is on, `lockSeats`, `lockBestAvailable` and an `exchange` of `quoteBookingChange` need an admission (NotAdmittedError).',
  fields: (t) => ({
    status: t.field({
      type: WaitingRoomStatusRef,
      extensions: SHAREABLE,
      description: 'Current status.',
      resolve: (room) => roomStatus(room),
    }),
    opensAt: t.expose('opensAt', {
      type: 'DateTime',
      extensions: SHAREABLE,
      description: 'From when on it can be joined.',
    }),
    drawAt: t.expose('drawAt', {
      type: 'DateTime',
      extensions: SHAREABLE,
      description: 'When places are drawn: as sales start, or as the room opens where that is later.',
    }),
    drawnAt: t.expose('drawnAt', {
      type: 'DateTime',
      nullable: true,
      extensions: SHAREABLE,
      description: 'When places were drawn; null: not yet.',
    }),
    waiting: t.exposeInt('waiting', { extensions: SHAREABLE, description: 'How many wait.' }),
    calledPlace: t.exposeInt('calledPlace', {
      extensions: SHAREABLE,
      description:
        'The last place whose turn has come. With `WaitingRoomEntry.place` it says at most how many are before an entry, without asking for the entry again.',
    }),
    seedHash: t.exposeString('seedHash', {
      extensions: SHAREABLE,
      description: 'SHA-256 of the seed of the draw, in hexadecimal digits: it was fixed before anybody joined.',
    }),
    seed: t.string({
      nullable: true,
      extensions: SHAREABLE,
      description:
        'Seed of the draw, once places are drawn: the order is that of HMAC-SHA256(seed, id of the entry). `GET /waiting-rooms/{show}/draw.txt` has the whole list.',
      resolve: ({ seed, drawnAt }) => (drawnAt ? seed : null),
    }),
    settings: t.field({
      type: SettingsRef,
      nullable: true,
      description: "Its settings, and how it goes. For the show's organiser only; null for anyone else.",
      resolve: async (room, _args, { services, principal }) => {
        const show = await services.shows.getShow(room.showId);
        return show && can(principal, 'show.admit', show) ? room : null;
      },
    }),
    viewerEntry: t.field({
      type: WaitingRoomEntryRef,
      nullable: true,
      description: "The caller's entry; null where the caller has not joined, or the entry has ended.",
      extensions: READS_DATABASE,
      resolve: ({ showId }, _args, { services, principal }) => services.waitingRooms.entryOf(principal, showId),
    }),
  }),
});

builder.objectField(ShowRef, 'waitingRoom', (t) =>
  t.field({
    type: WaitingRoomRef,
    nullable: true,
    description:
      'Its waiting room; null: it has none that is on, and no admission is needed. Its organiser gets one that is off, too.',
    extensions: READS_DATABASE,
    resolve: (show, _args, { services, principal }) => services.waitingRooms.roomOf(principal, show),
  }),
);

const JoinInputRef = builder.inputType('JoinWaitingRoomInput', {
  description: 'The waiting room to join.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    proof: t.string({ bounds: PROOF, description: PROOF_DESCRIPTION }),
  }),
});

const LeaveInputRef = builder.inputType('LeaveWaitingRoomInput', {
  description: 'The entry to end.',
  fields: (t) => ({
    entryId: t.id({ required: true, bounds: NODE_ID, description: 'The entry, `waitingentry_…`.' }),
  }),
});

const SetInputRef = builder.inputType('SetWaitingRoomInput', {
  description: 'The waiting room as it is to be. What is left out, or null, stays as it is.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    opensAt: t.field({
      type: 'DateTime',
      description:
        'From when on it can be joined: before sales end, and not to be changed once places are drawn. Of a new room half an hour before sales start, or now.',
    }),
    maxActive: t.int({
      bounds: numberFrom(1, MAX_ACTIVE),
      description: `How many may be admitted at a time; ${ROOM_DEFAULTS.maxActive} of a new room.`,
    }),
    perMinute: t.int({
      bounds: numberFrom(1, MAX_PER_MINUTE),
      description: `How many are admitted a minute at most; ${ROOM_DEFAULTS.perMinute} of a new room.`,
    }),
    idleSeconds: t.int({
      bounds: numberFrom(IDLE_SECONDS.min, IDLE_SECONDS.max),
      description: `How long an admission lasts while nothing is done; ${ROOM_DEFAULTS.idleSeconds} of a new room.`,
    }),
    enabled: t.boolean({
      description:
        'Whether it is on; a new room is. While it is off nobody needs an admission, and entries keep their places.',
    }),
  }),
});

builder.mutationFields((t) => ({
  joinWaitingRoom: t.field({
    type: WaitingRoomEntryRef,
    description:
      'Joins the waiting room of a show. Who is in it already keeps the place, and gets the same entry; an admission lasts longer then.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: JoinInputRef, required: true, description: 'The show.' }) },
    errors: result({
      field: 'entry',
      description: "The caller's entry.",
      errors: [IllegalStateError, LimitExceededError, NotFoundError, ProofRequiredError],
    }),
    resolve: (_root, { input }, context) => context.services.waitingRooms.join(callerOf(context), input),
  }),
  leaveWaitingRoom: t.field({
    type: WaitingRoomEntryRef,
    description:
      'Leaves a waiting room: the place goes to who is next, and who joins again is last. Leaving again changes nothing.',
    authScopes: { authenticated: true },
    args: { input: t.arg({ type: LeaveInputRef, required: true, description: 'The entry.' }) },
    errors: result({ field: 'entry', description: 'The entry, which has ended.', errors: [NotFoundError] }),
    resolve: (_root, { input }, context) => context.services.waitingRooms.leave(callerOf(context), input),
  }),
  setWaitingRoom: t.field({
    type: WaitingRoomRef,
    description:
      "Gives a show a waiting room, or changes its settings, at any time while it sells. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: SetInputRef, required: true, description: 'The settings.' }) },
    errors: result({
      field: 'waitingRoom',
      description: 'The waiting room.',
      errors: [IllegalStateError, NotFoundError],
    }),
    resolve: (_root, { input }, context) => context.services.waitingRooms.setRoom(callerOf(context), input),
  }),
}));

builder.subscriptionFields((t) => ({
  waitingRoom: t.field({
    type: WaitingRoomRef,
    description:
      'The waiting room of a show: as it is now, then after each change, twice a second at most. The same for all: with `calledPlace` and the `place` of an entry each client works out its position.',
    args: { showId: t.arg.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }) },
    extensions: { ...SHAREABLE, ...OF_MAPS },
    subscribe: async (_root, { showId }, context) => {
      const source = await context.services.waitingRooms.watchRoom(context.principal, showId);
      context.liveSource = source;
      return source;
    },
    resolve: ({ room }) => room,
  }),
  waitingRoomEntry: t.field({
    type: WaitingRoomEntryRef,
    extensions: OF_LOCKING,
    description:
      'An entry of the caller: as it is now, when its place is drawn, when it is admitted and when it has ended, and its position each time that has come down by a tenth. Completes once it has ended.',
    authScopes: { authenticated: true },
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The entry, `waitingentry_…`.' }) },
    subscribe: (_root, { id }, context) => context.services.waitingRooms.watchEntry(callerOf(context), id),
    resolve: (entry) => entry,
  }),
}));
