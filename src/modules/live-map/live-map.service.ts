import { LiveSource } from '../../platform/streaming/live-source.ts';
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
import { followedValue } from './followed-value.ts';
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
  throw new InvalidInputError([{ path: 'after', message: 'is ahead of the map', code: 'OUT_OF_RANGE' }]);
}

export function createLiveMapService(deps: LiveMapServiceDeps): LiveMapService {
  return new LiveMap(deps);
}

class LiveMap implements LiveMapService {
  readonly #deps: LiveMapServiceDeps;
  /** Subscribers of the same zones read the same topic, so that they can share what they read. */
  readonly #topicsOf = new WeakMap<ShowFeed, SeatMapTopics>();

  constructor(deps: LiveMapServiceDeps) {
    this.#deps = deps;
  }

  async watchSeatMap(
    principal: Principal | null,
    { showId, after, lastEventId = null, zones }: SeatMapSubscription,
  ): Promise<LiveSource<SeatMapEvent>> {
    const { shows, cursors } = this.#deps;
    const show = await shows.getVisibleShow(principal, showId);
    if (!show) throw new NotFoundError('Show', 'showId');
    const filter = zoneFilter(await shows.planOf(show), zones, 'zones');
    const asked = lastEventId === null ? this.#placeOf(after, showId) : cursors.decode(lastEventId, showId);
    const claim = await this.#enter(showId, { zones, filter });
    const { epoch, version, zonesTag } = claim.topic;
    let position = asked?.epoch === epoch ? asked : null;
    if (position && position.version > version) {
      try {
        if (await this.#isAhead(position)) position = lastEventId === null ? refuseAhead() : null;
      } catch (error) {
        claim.release();
        throw error;
      }
    }
    if (position && position.zonesTag !== null && position.zonesTag !== zonesTag) position = null;
    const start = position ? { had: position.version, seen: position.version } : BEGINNING;
    return new LiveSource(claim.topic, start, claim);
  }

  watchShow(principal: Principal | null, showId: string): Promise<LiveSource<ShowNews>> {
    return this.#deps.liveShows.watch(principal, showId);
  }

  async watchLock(principal: Principal | null, lockId: string): Promise<AsyncIterableIterator<SeatLock>> {
    const { hub, locks } = this.#deps;
    const load = () => locks.getLock(principal, lockId);
    if (!(await load())) throw new NotFoundError('Seat lock', 'id');
    return followedValue(hub, lockId, { load, isLast: ({ status }) => status !== 'ACTIVE' });
  }

  async watchBooking(principal: Principal | null, bookingId: string): Promise<AsyncIterableIterator<Booking>> {
    const { hub, bookings } = this.#deps;
    const load = () => bookings.getFreshBooking(principal, bookingId);
    if (!(await load())) throw new NotFoundError('Booking', 'id');
    return followedValue(hub, bookingId, { load, isLast: () => false });
  }

  cursorOf(position: Omit<SeatMapPosition, 'epoch'> & { epoch?: string | null }): string {
    const { cursors, history } = this.#deps;
    return cursors.encode({ ...position, epoch: position.epoch ?? history.epoch.id });
  }

  async #enter(showId: string, zones: ZoneChoice): Promise<SeatMapClaim> {
    const watch = await this.#deps.hub.watch(showId);
    let topics = this.#topicsOf.get(watch.feed);
    if (!topics) {
      topics = new SeatMapTopics(showId, watch.feed, (position) => this.cursorOf(position));
      this.#topicsOf.set(watch.feed, topics);
    }
    return topics.claim(zones, watch);
  }

  #placeOf(after: string | null, showId: string): SeatMapPosition | null {
    if (after === null) return null;
    const position = this.#deps.cursors.decode(after, showId);
    if (position) return position;
    throw new InvalidInputError([{ path: 'after', message: 'is not a cursor of this show', code: 'MALFORMED' }]);
  }

  /**
   * One who comes from a node that is ahead waits until this one is there, too. One who is ahead of PostgreSQL in its
   * present epoch would wait for versions that are not what it has seen.
   */
  async #isAhead({ showId, version }: SeatMapPosition): Promise<boolean> {
    return version > (await this.#deps.seatMap.versionOf(showId));
  }
}
