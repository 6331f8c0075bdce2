import { randomUUID } from 'node:crypto';
import type { EventConsumer, EventLog } from '../../platform/events/event-log.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outages/outage.ts';
import { pause } from '../../platform/timing/pause.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { DomainEvent, SeatEvent } from '../events/events.ts';
import { TOPICS } from '../events/topics.ts';
import type { History } from '../history/history.ts';
import { changesOf, locksOf } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { ChangeNotifier } from './change-notifier.ts';
import { FollowedRows, type ReadRowVersions } from './followed-rows.ts';
import type { LiveShows } from './live-shows.ts';
import { type FindLostChanges, LostChanges } from './lost-changes.ts';
import { isSeatEvent, isShowEvent, parseEvent } from './parse-event.ts';
import { type Recall, ShowFeed } from './show-feed.ts';
import { Watch } from './watch.ts';

/**
 * One per node: it consumes the events once, in a group of its own (so that every node sees every event), and feeds this
 * node's subscribers. State is kept for watched shows only, and for a while after: those who lost their connection come
 * back, all at once, and find what they missed in memory.
 */
export interface LiveMapHub {
  /** Resolves once the hub's place in the log is fixed: from then on no change is missed. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** PostgreSQL's history is another one: reads every map anew, and lets those who wait for a lock or booking look again. */
  renew(): void;
  /**
   * Reads those maps anew whose next change did not come since the last look, and will not, and lets those look again who
   * follow a show, lock or booking that is not as they were told. The hub looks by itself every few seconds. Never rejects.
   */
  recoverLostChanges(): Promise<void>;
  /** Whether it consumes. */
  isLive(): boolean;
  /**
   * The show's feed, loaded when this is its first watcher. `release` it once; the last one out leaves the state behind for
   * `linger_ms`. Throws NotFoundError.
   */
  watch(showId: string): Promise<Watch>;
  /** How many watchers there are, of all shows. */
  watcherCount(): number;
  /** Of how many shows there is state. */
  feedCount(): number;
  /** Rings at each event of a lock or booking, by its id. */
  readonly notifier: ChangeNotifier;
  /** Those who follow a lock or booking, for changes whose event never comes. */
  readonly rows: FollowedRows;
}

interface Watched {
  /** Lets one watcher go. */
  leave(): void;
  feed: Promise<ShowFeed>;
  /** Events that come while an image is on its way: it may be from before them. Null when none is. */
  early: SeatEvent[] | null;
  /** Whether that image is to be read once more: it may be of an earlier epoch. */
  isOutdated: boolean;
  loaded: ShowFeed | null;
  watchers: number;
  /** Runs while nobody watches. */
  forgetting: NodeJS.Timeout | null;
}

export interface LiveMapHubDeps {
  log: EventLog;
  topicPrefix: string;
  nodeId: string;
  seatMap: SeatMapService;
  /** Is told of each event of a show. */
  liveShows: Pick<LiveShows, 'take' | 'renew' | 'recoverLostChanges'>;
  /** Events of other epochs than the present one are not applied: what counts of them is in the maps that it began with. */
  history: Pick<History, 'epoch'>;
  /** The changes that were before this node began to listen: see `Recall`. */
  recall(showId: string, ...range: Parameters<Recall>): ReturnType<Recall>;
  /** The changes that will not come though no later one tells of the gap: see `recoverLostChanges`. */
  findLost: FindLostChanges;
  readRowVersions: ReadRowVersions;
  logger: Logger;
  /** How long the state of a show that nobody watches any more is kept. Default a minute. */
  linger_ms?: number;
  /** Of so many shows that nobody watches state is kept at most; the one left longest ago goes first. Default 50. */
  maxLingering?: number;
}

/** A change that comes again is known by its version, and nobody waits longer for the next one. */
const STORE_EVERY_MS = 1_000;
const RESYNC_RETRY_MS = 500;
const RECOVER_LOST_EVERY_MS = 5_000;
const LINGER_MS = 60_000;
const MAX_LINGERING_SHOWS = 50;

export function createLiveMapHub(deps: LiveMapHubDeps): LiveMapHub {
  const { log, topicPrefix, nodeId, seatMap, liveShows, history, recall, findLost, logger } = deps;
  const { linger_ms = LINGER_MS, maxLingering = MAX_LINGERING_SHOWS } = deps;
  const shows = new Map<string, Watched>();
  /** Those that nobody watches, in the order in which they were left. */
  const left = new Set<string>();
  const notifier = new ChangeNotifier();
  const rows = new FollowedRows(deps.readRowVersions);
  const lostChanges = new LostChanges(findLost);
  let consumer: EventConsumer | null = null;
  let looking: NodeJS.Timeout | null = null;

  /** `epoch` is missing in an event of a release that had none. */
  function take(event: DomainEvent, epoch: string | undefined): void {
    if (isShowEvent(event)) {
      liveShows.take(event);
      return;
    }
    if (isSeatEvent(event) && (epoch === undefined || epoch === history.epoch.id)) {
      const watched = shows.get(event.show_id);
      if (watched?.early) watched.early.push(event);
      else if (watched?.loaded) apply(watched, watched.loaded, event);
    }
    if ('lock_id' in event || 'lock_ids' in event) for (const lockId of locksOf(event)) notifier.notify(lockId);
    if ('booking_id' in event && event.booking_id) notifier.notify(event.booking_id);
  }

  function apply(watched: Watched, feed: ShowFeed, event: SeatEvent): void {
    if (!feed.apply(event.version, changesOf(event))) void resync(watched, event.show_id, feed);
  }

  /** The image is here: what came meanwhile follows it. */
  function catchUp(watched: Watched, feed: ShowFeed): void {
    const early = watched.early ?? [];
    watched.early = null;
    for (const event of early) apply(watched, feed, event);
  }

  /** Versions are missing (the log lost some, or brought them out of order): PostgreSQL has the whole map. */
  async function resync(watched: Watched, showId: string, feed: ShowFeed): Promise<void> {
    if (watched.early) return;
    logger.warn({ showId, version: feed.version }, 'seat events are missing, reading the map anew');
    await readAnew(watched, showId, feed);
  }

  async function readAnew(watched: Watched, showId: string, feed: ShowFeed): Promise<void> {
    while (shows.get(showId) === watched) {
      // What has come until now is committed, so it is in the image that is read now.
      watched.early = [];
      watched.isOutdated = false;
      try {
        const image = await seatMap.readTruth(showId);
        if (watched.isOutdated) continue;
        feed.jumpTo(image);
        if (feed.hasEnded) forget(showId);
        else catchUp(watched, feed);
        return;
      } catch (error) {
        if (error instanceof NotFoundError) {
          // PostgreSQL has forgotten the show.
          feed.end();
          return forget(showId);
        }
        logger[levelOfFailure(error)]({ err: error, showId }, 'seat map not read, trying again');
        await pause(RESYNC_RETRY_MS, { keepsAlive: false });
      }
    }
  }

  async function recoverLostChanges(): Promise<void> {
    await Promise.all([recoverLostSeatChanges(), checkFollowedRows(), liveShows.recoverLostChanges()]);
  }

  async function checkFollowedRows(): Promise<void> {
    try {
      await rows.look();
    } catch (error) {
      logger[levelOfFailure(error)]({ err: error }, 'not looked at locks and bookings that are followed, trying again');
    }
  }

  async function recoverLostSeatChanges(): Promise<void> {
    const followed = [...shows].flatMap(([showId, { loaded, early }]) =>
      loaded && !early && !loaded.hasEnded ? [{ showId, version: loaded.version }] : [],
    );
    if (followed.length === 0) return;
    try {
      for (const { showId, version } of await lostChanges.look(followed)) {
        const watched = shows.get(showId);
        if (watched?.loaded?.version === version) void resync(watched, showId, watched.loaded);
      }
    } catch (error) {
      logger[levelOfFailure(error)]({ err: error }, 'not looked for lost seat events, trying again');
    }
  }

  /** A show joins `shows` before its image is read, so that no event falls in between. */
  function open(showId: string): Watched {
    const feed = Promise.withResolvers<ShowFeed>();
    const watched: Watched = {
      leave: () => leave(showId, watched),
      feed: feed.promise,
      early: [],
      isOutdated: false,
      loaded: null,
      watchers: 0,
      forgetting: null,
    };
    shows.set(showId, watched);
    seatMap.readTruth(showId).then((image) => {
      const loaded = new ShowFeed(image, (...range) => recall(showId, ...range));
      watched.loaded = loaded;
      if (watched.isOutdated) void readAnew(watched, showId, loaded);
      else catchUp(watched, loaded);
      feed.resolve(loaded);
    }, feed.reject);
    return watched;
  }

  function enter(showId: string): Watched {
    const watched = shows.get(showId) ?? open(showId);
    watched.watchers += 1;
    if (watched.forgetting) clearTimeout(watched.forgetting);
    watched.forgetting = null;
    left.delete(showId);
    return watched;
  }

  function leave(showId: string, watched: Watched): void {
    watched.watchers -= 1;
    if (watched.watchers > 0 || shows.get(showId) !== watched) return;
    if (!watched.loaded || linger_ms === 0) {
      shows.delete(showId);
      return;
    }
    watched.forgetting = setTimeout(() => forget(showId), linger_ms);
    watched.forgetting.unref();
    left.add(showId);
    const [oldest] = left;
    if (oldest !== undefined && left.size > maxLingering) forget(oldest);
  }

  function forget(showId: string): void {
    const forgetting = shows.get(showId)?.forgetting;
    if (forgetting) clearTimeout(forgetting);
    shows.delete(showId);
    left.delete(showId);
  }

  return {
    notifier,
    rows,
    recoverLostChanges,
    isLive: () => consumer !== null,
    watcherCount: () => [...shows.values()].reduce((sum, { watchers }) => sum + watchers, 0),
    feedCount: () => shows.size,
    async start() {
      consumer = await log.consume({
        groupId: `${topicPrefix}seatwire-live-map-${nodeId}-${randomUUID()}`,
        topics: Object.values(TOPICS).map((topic) => `${topicPrefix}${topic}`),
        from: 'latest',
        storeEvery_ms: STORE_EVERY_MS,
        handle: async (record) => {
          const event = parseEvent(record.value);
          if (event) take(event, record.headers.ce_epoch);
          else logger.warn({ topic: record.topic, offset: String(record.offset) }, 'not an event of ours, left aside');
        },
      });
      looking = setInterval(() => void recoverLostChanges(), RECOVER_LOST_EVERY_MS);
      looking.unref();
    },
    async stop() {
      if (looking) clearInterval(looking);
      await consumer?.stop();
      consumer = null;
      for (const showId of [...left]) forget(showId);
    },
    renew() {
      for (const [showId, watched] of shows) {
        watched.isOutdated = true;
        if (watched.loaded && !watched.early) void readAnew(watched, showId, watched.loaded);
      }
      liveShows.renew();
      notifier.notifyAll();
    },
    async watch(showId) {
      const watched = enter(showId);
      try {
        return new Watch(await watched.feed, watched.leave);
      } catch (error) {
        watched.leave();
        throw error;
      }
    },
  };
}
