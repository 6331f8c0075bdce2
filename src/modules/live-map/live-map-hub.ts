import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventConsumer, EventLog } from '../../platform/event-log.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outage.ts';
import type { BookingEvent, DomainEvent, PaymentEvent, SeatEvent } from '../events/events.ts';
import { TOPICS } from '../events/topics.ts';
import { changesOf } from '../seat-map/seat-events.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { ChangeBell } from './change-bell.ts';
import { ShowFeed } from './show-feed.ts';

/**
 * One per node: it consumes the events once, in a group of its own (so that every node sees every event), and feeds this
 * node's subscribers. State is kept for watched shows only.
 */
export interface LiveMapHub {
  /** Resolves once the hub's place in the log is fixed: from then on no change is missed. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether it consumes. */
  isLive(): boolean;
  /**
   * The show's feed, loaded when this is its first watcher. `release` it exactly once; the last one out takes the state
   * along. Throws NotFoundError.
   */
  watch(showId: string): Promise<{ feed: ShowFeed; release(): void }>;
  /** How many watchers there are, of all shows. */
  watcherCount(): number;
  /** Rings at each event of a lock or booking, by its id. */
  readonly bell: ChangeBell;
}

interface Watched {
  feed: Promise<ShowFeed>;
  /** Events that come while an image is on its way: it may be from before them. Null when none is. */
  early: SeatEvent[] | null;
  loaded: ShowFeed | null;
  watchers: number;
}

export interface LiveMapHubDeps {
  log: EventLog;
  topicPrefix: string;
  nodeId: string;
  seatMap: SeatMapService;
  logger: Logger;
}

const RESYNC_RETRY_MS = 500;

export function createLiveMapHub({ log, topicPrefix, nodeId, seatMap, logger }: LiveMapHubDeps): LiveMapHub {
  const shows = new Map<string, Watched>();
  const bell = new ChangeBell();
  let consumer: EventConsumer | null = null;

  function take(event: DomainEvent): void {
    if (isSeatEvent(event)) {
      const watched = shows.get(event.show_id);
      if (watched?.early) watched.early.push(event);
      else if (watched?.loaded) apply(watched, watched.loaded, event);
    }
    if ('lock_id' in event && event.lock_id) bell.ring(event.lock_id);
    if ('booking_id' in event && event.booking_id) bell.ring(event.booking_id);
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
    while (shows.get(showId) === watched) {
      // What has come until now is committed, so it is in the image that is read now.
      watched.early = [];
      try {
        feed.jumpTo(await seatMap.readTruth(showId));
        catchUp(watched, feed);
        return;
      } catch (error) {
        logger[levelOfFailure(error)]({ err: error, showId }, 'seat map not read, trying again');
        await delay(RESYNC_RETRY_MS, undefined, { ref: false });
      }
    }
  }

  /** A show joins `shows` before its image is read, so that no event falls in between. */
  function open(showId: string): Watched {
    const feed = Promise.withResolvers<ShowFeed>();
    const watched: Watched = { feed: feed.promise, early: [], loaded: null, watchers: 0 };
    shows.set(showId, watched);
    seatMap.readTruth(showId).then((image) => {
      const loaded = new ShowFeed(image);
      watched.loaded = loaded;
      catchUp(watched, loaded);
      feed.resolve(loaded);
    }, feed.reject);
    return watched;
  }

  function leave(showId: string, watched: Watched): void {
    watched.watchers -= 1;
    if (watched.watchers === 0 && shows.get(showId) === watched) shows.delete(showId);
  }

  return {
    bell,
    isLive: () => consumer !== null,
    watcherCount: () => [...shows.values()].reduce((sum, { watchers }) => sum + watchers, 0),
    async start() {
      consumer = await log.consume({
        groupId: `${topicPrefix}seatwire-live-map-${nodeId}-${randomUUID()}`,
        topics: Object.values(TOPICS).map((topic) => `${topicPrefix}${topic}`),
        from: 'latest',
        handle: async (record) => {
          const event = parse(record.value);
          if (event) take(event);
          else logger.warn({ topic: record.topic, offset: String(record.offset) }, 'not an event of ours, left aside');
        },
      });
    },
    async stop() {
      await consumer?.stop();
      consumer = null;
    },
    async watch(showId) {
      const watched = shows.get(showId) ?? open(showId);
      watched.watchers += 1;
      try {
        const feed = await watched.feed;
        let released = false;
        return {
          feed,
          release() {
            if (released) return;
            released = true;
            leave(showId, watched);
          },
        };
      } catch (error) {
        leave(showId, watched);
        throw error;
      }
    },
  };
}

function isSeatEvent(event: DomainEvent): event is SeatEvent {
  return event.event_type.startsWith('seat.');
}

/** Events come from our own outbox: what is checked is that it is one, not each field. */
function parse(value: string): SeatEvent | BookingEvent | PaymentEvent | null {
  try {
    const event: unknown = JSON.parse(value);
    return typeof event === 'object' && event !== null && 'event_type' in event ? (event as DomainEvent) : null;
  } catch {
    return null;
  }
}
