import { builder } from '../../graphql/builder.ts';
import { CURSOR, listOf, NODE_ID, text } from '../../graphql/input-bounds/bounds.ts';
import { ENTRY_PER_SEAT } from '../../graphql/prices.ts';
import { SHAREABLE } from '../../graphql/shareable.ts';
import { BookingRef } from '../bookings/bookings.schema.ts';
import { SeatLockRef } from '../locks/locks.schema.ts';
import { SeatChangeRef } from '../seat-map/seat-map.schema.ts';
import { MAX_PLAN_TEXT, MAX_ZONES } from '../seating/plan-limits.ts';
import type { SeatMapEvent } from './seat-map-topic.ts';

type Snapshot = Extract<SeatMapEvent, { kind: 'snapshot' }>;
type Delta = Extract<SeatMapEvent, { kind: 'delta' }>;

const SnapshotRef = builder.objectRef<Snapshot>('SeatMapSnapshot').implement({
  description: 'The whole map at one version: forget what you had.',
  fields: (t) => ({
    cursor: t.string({
      description: 'For `after`, on any node: what comes next.',
      extensions: SHAREABLE,
      resolve: (snapshot, _args, { services }) => services.liveMap.cursorOf(snapshot),
    }),
    version: t.exposeInt('version', { description: 'The version that you have now.', extensions: SHAREABLE }),
    seats: t.expose('seats', {
      type: [SeatChangeRef],
      description: 'Only the seats that are not AVAILABLE.',
      extensions: { ...SHAREABLE, ...ENTRY_PER_SEAT },
    }),
  }),
});

const DeltaRef = builder.objectRef<Delta>('SeatMapDelta').implement({
  description:
    'What has changed. It applies to the version that it names as previous; if yours is another one, subscribe again with your cursor.',
  fields: (t) => ({
    cursor: t.string({
      description: 'For `after`, on any node: what comes next.',
      extensions: SHAREABLE,
      resolve: (delta, _args, { services }) => services.liveMap.cursorOf(delta),
    }),
    previousVersion: t.exposeInt('previousVersion', {
      description: 'The version that it applies to.',
      extensions: SHAREABLE,
    }),
    version: t.exposeInt('version', { description: 'The version that you have then.', extensions: SHAREABLE }),
    changes: t.expose('changes', {
      type: [SeatChangeRef],
      description: 'Each changed seat once, in its present state.',
      extensions: { ...SHAREABLE, ...ENTRY_PER_SEAT },
    }),
  }),
});

const SeatMapEventRef = builder.unionType('SeatMapEvent', {
  description: 'A snapshot, at the beginning or when too much was missed; else a delta.',
  types: [SnapshotRef, DeltaRef],
  resolveType: (event) => (event.kind === 'snapshot' ? SnapshotRef : DeltaRef),
});

builder.subscriptionFields((t) => ({
  seatMap: t.field({
    type: SeatMapEventRef,
    description:
      'The seat map, live: a snapshot, then each change. With a cursor: exactly what was missed, or a snapshot where that is gone or the cursor is of other zones.',
    args: {
      showId: t.arg.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
      after: t.arg.string({
        bounds: CURSOR,
        description:
          'The cursor of the last message that was seen, from any node. One of the whole map is good for any zones, one of some zones for the same.',
      }),
      zones: t.arg.stringList({
        bounds: listOf(MAX_ZONES, text(MAX_PLAN_TEXT)),
        description: 'Only seats of these zones; without it, all.',
      }),
    },
    extensions: SHAREABLE,
    subscribe: async (_root, { showId, after, zones }, context) => {
      const { services, principal, lastEventId = null } = context;
      const subscription = { showId, after: after ?? null, lastEventId, zones: zones ?? null };
      const source = await services.liveMap.watchSeatMap(principal, subscription);
      context.liveSource = source;
      return source;
    },
    resolve: (event) => event,
  }),
  seatLock: t.field({
    type: SeatLockRef,
    description:
      'A lock of the caller: now, and after each change of it. Completes when the lock does not run any more: booked, released or expired.',
    authScopes: { authenticated: true },
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The lock, `lock_…`.' }) },
    subscribe: (_root, { id }, { services, principal }) => services.liveMap.watchLock(principal, id),
    resolve: (lock) => lock,
  }),
  booking: t.field({
    type: BookingRef,
    description: 'A booking of the caller: now, and after each change of it or its payments.',
    authScopes: { authenticated: true },
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The booking, `booking_…`.' }) },
    subscribe: (_root, { id }, { services, principal }) => services.liveMap.watchBooking(principal, id),
    resolve: (booking) => booking,
  }),
}));
