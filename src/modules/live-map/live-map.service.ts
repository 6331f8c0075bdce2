import type { Database } from '../../platform/postgres/database.ts';
import type { Booking } from '../bookings/booking.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import type { SeatEvent } from '../events/events.ts';
import type { Principal } from '../identity/principal.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { changesOf } from '../seat-map/seat-events.ts';
import type { SeatChange, SeatMapImage } from '../seat-map/seat-state.ts';
import { zoneFilter } from '../seating/zone-filter.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import type { ChangeBell } from './change-bell.ts';
import type { LiveMapHub } from './live-map-hub.ts';
import { pullStream, STREAM_DONE } from './pull-stream.ts';
import type { SeatMapCursors } from './seat-map-cursor.ts';
import { type Delta, mergeChanges, type ShowFeed } from './show-feed.ts';

export type SeatMapEvent =
  | { kind: 'snapshot'; showId: string; version: number; seats: SeatChange[] }
  | ({ kind: 'delta'; showId: string } & Delta);

export interface SeatMapSubscription {
  showId: string;
  /** Where the subscriber was; null: from a snapshot on. */
  after: string | null;
  /** Only seats of these zones; null: of all. */
  zones: readonly string[] | null;
}

export interface LiveMapService {
  /**
   * The map, then its changes, in version order, without gap: each delta names the version that this subscriber has as the
   * one it applies to. With a cursor: what was missed since, or, where that is gone, a snapshot. Throws NotFoundError and
   * InvalidInputError (cursor, zones).
   */
  watchSeatMap(
    principal: Principal | null,
    subscription: SeatMapSubscription,
  ): Promise<AsyncIterableIterator<SeatMapEvent>>;
  /** The lock now and after each change of it; ends when it does not run any more. Throws NotFoundError. */
  watchLock(principal: Principal | null, lockId: string): Promise<AsyncIterableIterator<SeatLock>>;
  /** The booking now and after each change of it or its payments. Throws NotFoundError. */
  watchBooking(principal: Principal | null, bookingId: string): Promise<AsyncIterableIterator<Booking>>;
  cursorOf(position: { showId: string; version: number }): string;
}

export interface LiveMapServiceDeps {
  hub: LiveMapHub;
  database: Database;
  shows: ShowsService;
  locks: LocksService;
  bookings: BookingsService;
  cursors: SeatMapCursors;
}

/** Further back than this a snapshot is less to send. */
const MAX_MISSED_VERSIONS = 1_000;

export function createLiveMapService({
  hub,
  database,
  shows,
  locks,
  bookings,
  cursors,
}: LiveMapServiceDeps): LiveMapService {
  /** Exactly the changes from `from` to `to`, out of the outbox that every node shares; null when some are gone. */
  async function missedChanges(showId: string, from: number, to: number): Promise<SeatChange[] | null> {
    if (to - from > MAX_MISSED_VERSIONS) return null;
    const rows = await database.query<{ payload: SeatEvent }>(
      `SELECT payload FROM outbox
        WHERE topic = 'seat-events' AND key = $1
          AND (payload ->> 'version')::integer > $2 AND (payload ->> 'version')::integer <= $3
        ORDER BY (payload ->> 'version')::integer`,
      [showId, from, to],
    );
    return rows.length === to - from ? mergeChanges(rows.map((row) => changesOf(row.payload))) : null;
  }

  /**
   * What the subscriber gets next; null while there is nothing for it. `sent` is the version that it has, null before its
   * first message; `seen` is how far the feed was read: they differ while all changes are of zones that it did not ask for.
   */
  function createReader(showId: string, feed: ShowFeed, isWanted: (seatId: string) => boolean, start: number | null) {
    let sent = start;
    let seen = start ?? 0;
    const filter = (changes: readonly SeatChange[]) => changes.filter(({ seatId }) => isWanted(seatId));

    function snapshot({ version, unavailable }: SeatMapImage): SeatMapEvent {
      sent = version;
      seen = version;
      return { kind: 'snapshot', showId, version, seats: filter(unavailable) };
    }

    return async (): Promise<SeatMapEvent | null> => {
      if (sent === null) return snapshot(feed.image());
      const target = feed.version;
      // Also when the cursor is from a node that is ahead of this one: what it has seen comes here, too.
      if (seen >= target) return null;
      const changes = feed.since(seen)?.changes ?? (await missedChanges(showId, seen, target));
      if (!changes) return snapshot(feed.image());
      seen = target;
      const wanted = filter(changes);
      if (wanted.length === 0) return null;
      const delta: SeatMapEvent = { kind: 'delta', showId, previousVersion: sent, version: target, changes: wanted };
      sent = target;
      return delta;
    };
  }

  function pulled<T>(bell: ChangeBell, id: string, load: () => Promise<T | null>, isLast: (value: T) => boolean) {
    let isNews = true;
    let isOver = false;
    return pullStream<T>({
      onChange: (listener) =>
        bell.listen(id, () => {
          isNews = true;
          listener();
        }),
      release: () => undefined,
      async next() {
        if (isOver) return STREAM_DONE;
        if (!isNews) return null;
        isNews = false;
        const value = await load();
        if (value === null) return STREAM_DONE;
        isOver = isLast(value);
        return value;
      },
    });
  }

  return {
    cursorOf: (position) => cursors.encode(position),
    async watchSeatMap(principal, { showId, after, zones }) {
      const show = await shows.getVisibleShow(principal, showId);
      if (!show) throw new NotFoundError('Show', 'showId');
      const isWanted = zoneFilter(await shows.planOf(show), zones, 'zones');
      const position = after === null ? null : cursors.decode(after, showId);
      if (after !== null && !position) {
        throw new InvalidInputError([{ path: 'after', message: 'is not a cursor of this show' }]);
      }
      const { feed, release } = await hub.watch(showId);
      const next = createReader(showId, feed, isWanted, position?.version ?? null);
      return pullStream<SeatMapEvent>({ next, onChange: (listener) => feed.onChange(listener), release });
    },
    async watchLock(principal, lockId) {
      if (!(await locks.getLock(principal, lockId))) throw new NotFoundError('Seat lock', 'id');
      return pulled(
        hub.bell,
        lockId,
        () => locks.getLock(principal, lockId),
        (lock) => lock.status !== 'ACTIVE',
      );
    },
    async watchBooking(principal, bookingId) {
      if (!(await bookings.getFreshBooking(principal, bookingId))) throw new NotFoundError('Booking', 'id');
      return pulled(
        hub.bell,
        bookingId,
        () => bookings.getFreshBooking(principal, bookingId),
        () => false,
      );
    },
  };
}
