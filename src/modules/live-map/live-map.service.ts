import { LiveSource } from '../../platform/streaming/live-source.ts';
import { pullStream, STREAM_DONE } from '../../platform/streaming/pull-stream.ts';
import { InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Booking } from '../bookings/booking.ts';
import type { BookingsService } from '../bookings/bookings.service.ts';
import type { History } from '../history/history.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { zoneFilter } from '../seating/zone-filter.ts';
import type { ShowsService } from '../shows/shows.service.ts';
import type { FollowedRow } from './followed-rows.ts';
import type { LiveMapHub } from './live-map-hub.ts';
import type { LiveShows, ShowNews } from './live-shows.ts';
import type { SeatMapCursors, SeatMapPosition } from './seat-map-cursor.ts';
import type { SeatMapEvent } from './seat-map-topic.ts';
import { type SeatMapClaim, SeatMapTopics, type ZoneChoice } from './seat-map-topics.ts';
import type { ShowFeed } from './show-feed.ts';

export interface SeatMapSubscription {
  showId: string;
  /** Where the subscriber was; null: from a snapshot on. */
  after: string | null;
  /**
   * Where a reader of server-sent events was, as its browser tells by itself when it comes again (`Last-Event-ID`): it comes
   * before `after`. It can't be told of a mistake there, and can't mend it: from what is no cursor of this map it gets a
   * snapshot.
   */
  lastEventId?: string | null;
  /** Only seats of these zones; null: of all. */
  zones: readonly string[] | null;
}

export interface LiveMapService {
  /**
   * The map, then its changes, in version order, without gap: each delta names the version that this subscriber has as the
   * one it applies to. With a cursor: what was missed since, or, where that is gone or the cursor is of other zones or of
   * another epoch, a snapshot. Release the source, or iterate over it. Throws NotFoundError and InvalidInputError (cursor, zones).
   */
  watchSeatMap(principal: Principal | null, subscription: SeatMapSubscription): Promise<LiveSource<SeatMapEvent>>;
  /** The show now, then after each change of it, for whoever may know of it. Throws NotFoundError. */
  watchShow(principal: Principal | null, showId: string): Promise<LiveSource<ShowNews>>;
  /** The lock now and after each change of it; ends when it does not run any more. Throws NotFoundError. */
  watchLock(principal: Principal | null, lockId: string): Promise<AsyncIterableIterator<SeatLock>>;
  /** The booking now and after each change of it or its payments. Throws NotFoundError. */
  watchBooking(principal: Principal | null, bookingId: string): Promise<AsyncIterableIterator<Booking>>;
  /** Without an epoch: of the present one. */
  cursorOf(position: Omit<SeatMapPosition, 'epoch'> & { epoch?: string | null }): string;
}

export interface LiveMapServiceDeps {
  hub: LiveMapHub;
  liveShows: Pick<LiveShows, 'watch'>;
  shows: ShowsService;
  locks: LocksService;
  bookings: BookingsService;
  cursors: SeatMapCursors;
  seatMap: Pick<SeatMapService, 'versionOf'>;
  history: Pick<History, 'epoch'>;
}

const BEGINNING = { had: null, seen: 0 };

function refuseAhead(): never {
  throw new InvalidInputError([{ path: 'after', message: 'is ahead of the map' }]);
}

export function createLiveMapService(deps: LiveMapServiceDeps): LiveMapService {
  const { hub, liveShows, shows, locks, bookings, cursors, seatMap, history } = deps;
  /** Subscribers of the same zones read the same topic, so that they can share what they read. */
  const topicsOf = new WeakMap<ShowFeed, SeatMapTopics>();
  const cursorOf: LiveMapService['cursorOf'] = (position) =>
    cursors.encode({ ...position, epoch: position.epoch ?? history.epoch.id });

  async function enter(showId: string, zones: ZoneChoice): Promise<SeatMapClaim> {
    const watch = await hub.watch(showId);
    let topics = topicsOf.get(watch.feed);
    if (!topics) {
      topics = new SeatMapTopics(showId, watch.feed, cursorOf);
      topicsOf.set(watch.feed, topics);
    }
    return topics.claim(zones, watch);
  }

  function placeOf(after: string | null, showId: string): SeatMapPosition | null {
    if (after === null) return null;
    const position = cursors.decode(after, showId);
    if (position) return position;
    throw new InvalidInputError([{ path: 'after', message: 'is not a cursor of this show' }]);
  }

  /**
   * One who comes from a node that is ahead waits until this one is there, too. One who is ahead of PostgreSQL in its
   * present epoch would wait for versions that are not what it has seen.
   */
  async function isAhead({ showId, version }: SeatMapPosition): Promise<boolean> {
    return version > (await seatMap.versionOf(showId));
  }

  function pulled<T>(id: string, load: () => Promise<T | null>, isLast: (value: T) => boolean) {
    let isNews = true;
    let isOver = false;
    let row: FollowedRow | null = null;
    return pullStream<T>({
      onChange(listener) {
        const news = (): void => {
          isNews = true;
          listener();
        };
        row = hub.rows.follow(id, news);
        return hub.notifier.listen(id, news);
      },
      release: () => row?.leave(),
      async next() {
        if (isOver) return STREAM_DONE;
        if (!isNews) return null;
        isNews = false;
        await row?.expectNews();
        const value = await load();
        if (value === null) return STREAM_DONE;
        isOver = isLast(value);
        return value;
      },
    });
  }

  return {
    cursorOf,
    async watchSeatMap(principal, { showId, after, lastEventId = null, zones }) {
      const show = await shows.getVisibleShow(principal, showId);
      if (!show) throw new NotFoundError('Show', 'showId');
      const isWanted = zoneFilter(await shows.planOf(show), zones, 'zones');
      const asked = lastEventId === null ? placeOf(after, showId) : cursors.decode(lastEventId, showId);
      const claim = await enter(showId, { zones, isWanted });
      const { epoch, version, zonesTag } = claim.topic;
      let position = asked?.epoch === epoch ? asked : null;
      if (position && position.version > version) {
        try {
          if (await isAhead(position)) position = lastEventId === null ? refuseAhead() : null;
        } catch (error) {
          claim.release();
          throw error;
        }
      }
      if (position && position.zonesTag !== null && position.zonesTag !== zonesTag) position = null;
      const start = position ? { had: position.version, seen: position.version } : BEGINNING;
      return new LiveSource(claim.topic, start, claim);
    },
    watchShow: (principal, showId) => liveShows.watch(principal, showId),
    async watchLock(principal, lockId) {
      if (!(await locks.getLock(principal, lockId))) throw new NotFoundError('Seat lock', 'id');
      return pulled(
        lockId,
        () => locks.getLock(principal, lockId),
        (lock) => lock.status !== 'ACTIVE',
      );
    },
    async watchBooking(principal, bookingId) {
      if (!(await bookings.getFreshBooking(principal, bookingId))) throw new NotFoundError('Booking', 'id');
      return pulled(
        bookingId,
        () => bookings.getFreshBooking(principal, bookingId),
        () => false,
      );
    },
  };
}
