import { builder } from '../../schema/builder.ts';
import { OF_LOCKING, OF_MAPS } from '../../schema/importance.ts';
import { CURSOR, listOf, NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { ENTRY_PER_SEAT } from '../../schema/prices.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { AreaChangeRef } from '../seat-map/areas.schema.ts';
import { SeatChangeRef } from '../seat-map/seat.schema.ts';
import { MAX_AREAS, MAX_PLAN_TEXT, MAX_ZONES } from '../seating/plan-limits.ts';
import { ShowRef } from '../shows/shows.schema.ts';
import type { SeatMapEvent } from './seat-map-topic.ts';

type Snapshot = Extract<SeatMapEvent, { kind: 'snapshot' }>;
type Delta = Extract<SeatMapEvent, { kind: 'delta' }>;

const SnapshotRef = builder.objectRef<Snapshot>('SeatMapSnapshot').implement({
  description: 'The complete state of the map at one version. It replaces what the client had.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Cursor to resume from, on any node: pass it as `after`.',
      extensions: SHAREABLE,
      resolve: (snapshot, _args, { services }) => services.liveMap.cursorOf(snapshot),
    }),
    version: t.exposeInt('version', { description: 'Version of this snapshot.', extensions: SHAREABLE }),
    seats: t.expose('seats', {
      type: [SeatChangeRef],
      description: 'The seats that are not AVAILABLE; every other seat is.',
      extensions: { ...SHAREABLE, ...ENTRY_PER_SEAT },
    }),
    areas: t.expose('areas', {
      type: [AreaChangeRef],
      description: 'Every area, with the number of its places that are available.',
      extensions: { ...SHAREABLE, listSize: MAX_AREAS },
    }),
  }),
});

const DeltaRef = builder.objectRef<Delta>('SeatMapDelta').implement({
  description:
    'Changes of the map since `previousVersion`. A client that has another version subscribes again with its own cursor.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Cursor to resume from, on any node: pass it as `after`.',
      extensions: SHAREABLE,
      resolve: (delta, _args, { services }) => services.liveMap.cursorOf(delta),
    }),
    previousVersion: t.exposeInt('previousVersion', {
      description: 'Version that the changes apply to.',
      extensions: SHAREABLE,
    }),
    version: t.exposeInt('version', { description: 'Version after the changes.', extensions: SHAREABLE }),
    changes: t.expose('changes', {
      type: [SeatChangeRef],
      description: 'Each changed seat once, with its new state.',
      extensions: { ...SHAREABLE, ...ENTRY_PER_SEAT },
    }),
    areas: t.expose('areas', {
      type: [AreaChangeRef],
      description: 'Each changed area once, with the number of its places that are available now.',
      extensions: { ...SHAREABLE, listSize: MAX_AREAS },
    }),
  }),
});

const SeatMapEventRef = builder.unionType('SeatMapEvent', {
  description: 'A snapshot at the beginning, and when too much was missed; otherwise a delta.',
  types: [SnapshotRef, DeltaRef],
  resolveType: (event) => (event.kind === 'snapshot' ? SnapshotRef : DeltaRef),
});

builder.subscriptionFields((t) => ({
  seatMap: t.field({
    type: SeatMapEventRef,
    description:
      'The live seat map: a snapshot, then every change. With `after`, exactly the changes that were missed, or a snapshot if they are no longer available or the cursor belongs to other zones.',
    args: {
      showId: t.arg.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
      after: t.arg.string({
        bounds: CURSOR,
        description:
          'Cursor of the last message received, from any node. A cursor of the whole map is valid for any zones, a cursor of some zones for the same zones.',
      }),
      zones: t.arg.stringList({
        bounds: listOf(MAX_ZONES, text(MAX_PLAN_TEXT)),
        description: 'Names of the zones to watch; all zones by default.',
      }),
    },
    extensions: { ...SHAREABLE, ...OF_MAPS },
    subscribe: async (_root, { showId, after, zones }, context) => {
      const { services, principal, lastEventId = null } = context;
      const subscription = { showId, after: after ?? null, lastEventId, zones: zones ?? null };
      const source = await services.liveMap.watchSeatMap(principal, subscription);
      context.liveSource = source;
      return source;
    },
    resolve: (event) => event,
  }),
  show: t.field({
    type: ShowRef,
    description:
      'A show: its current state, then its state after each change of its status, times or prices, and when sales start or end or the show begins. Drafts for their organiser only.',
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }) },
    extensions: { ...SHAREABLE, ...OF_MAPS },
    subscribe: async (_root, { id }, context) => {
      const source = await context.services.liveMap.watchShow(context.principal, id);
      context.liveSource = source;
      return source;
    },
    resolve: ({ show }) => show,
  }),
  seatLock: t.field({
    type: SeatLockRef,
    extensions: OF_LOCKING,
    description:
      'A lock of the caller: its current state, then its state after each change. Completes once the lock is no longer ACTIVE: booked, released or expired.',
    authScopes: { authenticated: true },
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The lock, `lock_…`.' }) },
    subscribe: (_root, { id }, { services, principal }) => services.liveMap.watchLock(principal, id),
    resolve: (lock) => lock,
  }),
  booking: t.field({
    type: BookingRef,
    extensions: OF_LOCKING,
    description: 'A booking of the caller: its current state, then its state after each change of it or its payments.',
    authScopes: { withBooking: true },
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }) },
    subscribe: (_root, { id }, { services, principal }) => services.liveMap.watchBooking(principal, id),
    resolve: (booking) => booking,
  }),
}));
