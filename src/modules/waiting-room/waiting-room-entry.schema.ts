import { builder, registerNodeIds } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { formerStatus } from '../../schema/former-status.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import type { Entry } from './room.ts';
import { NotAdmittedError } from './waiting-room.errors.ts';

const WaitingRoomEntryStatusRef = builder.enumType('WaitingRoomEntryStatus', {
  description: 'Status of an entry.',
  values: {
    WAITING: { description: 'Its turn is still to come.' },
    ADMITTED: { description: 'The caller may hold seats of the show.' },
    ENDED: { description: 'The admission is used, or over, or the caller has left: `endReason`.' },
  } as const,
});

const WaitingRoomEndRef = builder.enumType('WaitingRoomEnd', {
  description: 'Why an entry has ended.',
  values: {
    PAID: { description: 'The caller has paid for seats of the show: an admission is for one booking.' },
    LEFT: { description: 'The caller has left (`leaveWaitingRoom`).' },
    IDLE: { description: 'The caller did nothing for too long, and held nothing.' },
  } as const,
});

export const WaitingRoomEntryRef = builder.objectRef<Entry>('WaitingRoomEntry');

registerNodeIds('waitingentry', 'WaitingRoomEntry');

builder.node(WaitingRoomEntryRef, {
  description:
    "A caller's place in a waiting room. It is kept whatever becomes of connections, pages and servers. For its caller and the show's organiser only.",
  id: { resolve: ({ id }) => id },
  loadWithoutCache: (id, { services, principal }) => services.waitingRooms.getEntry(principal, id),
  fields: (t) => ({
    show: t.field({
      type: ShowRef,
      description: 'The show.',
      resolve: async ({ showId }, _args, { services }) => (await services.shows.getShow(showId))!,
    }),
    entryStatus: t.expose('status', { type: WaitingRoomEntryStatusRef, description: 'Current status.' }),
    status: t.expose('status', formerStatus('entryStatus', WaitingRoomEntryStatusRef)),
    place: t.exposeInt('place', {
      nullable: true,
      description:
        'Its place, from 1: drawn by lot, or in the order of joining after the draw. It never changes; null until the draw.',
    }),
    position: t.int({
      nullable: true,
      description: 'How many are to be admitted up to and including it; null until the draw, and unless it is WAITING.',
      resolve: async (entry, _args, { services }) => (await services.waitingRooms.positionOf(entry))?.position ?? null,
    }),
    estimatedSeconds: t.int({
      nullable: true,
      description:
        'In about how many seconds it will be admitted, as it goes now; null where that can not be told, and unless it is WAITING.',
      resolve: async (entry, _args, { services }) => (await services.waitingRooms.positionOf(entry))?.seconds ?? null,
    }),
    admittedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Until when the admission lasts if the caller does nothing: each lock, and `joinWaitingRoom` again, moves it on, and while seats are held or a booking is to be paid it does not end. Null unless it is ADMITTED.',
      resolve: (entry, _args, { services }) => services.waitingRooms.admittedUntil(entry),
    }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime', description: 'When the caller has joined.' }),
    endReason: t.expose('endReason', {
      type: WaitingRoomEndRef,
      nullable: true,
      description: 'Why it has ended; null unless it has.',
    }),
  }),
});

builder.objectType(NotAdmittedError, {
  name: 'NotAdmittedError',
  description:
    'The show has a waiting room, and the caller is not admitted: join it with `joinWaitingRoom`. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    entry: t.field({
      type: WaitingRoomEntryRef,
      nullable: true,
      description:
        "The caller's entry: it waits, or its admission is used or idle and about to end; null where there is none, or it has ended.",
      extensions: READS_DATABASE,
      resolve: ({ showId }, _args, { services, principal }) => services.waitingRooms.entryOf(principal, showId),
    }),
  }),
});
