import { randomUUID } from 'node:crypto';
import type { ConsumedRecord, EventConsumer, EventLog } from '../../platform/events/event-log.ts';
import { levelOfFailure } from '../../platform/outages/outage.ts';
import type { DomainEvent } from '../events/events.ts';
import { TOPICS } from '../events/topics.ts';
import type { History } from '../history/history.ts';
import { locksOf } from '../inventory/seat-changes.ts';
import { ChangeNotifier } from './change-notifier.ts';
import { FollowedRows, type ReadRowVersions } from './followed-rows.ts';
import type { LiveShows } from './live-shows.ts';
import { type FindLostChanges, LostChanges } from './lost-changes.ts';
import { isSeatEvent, isShowEvent, parseEvent } from './parse-event.ts';
import { Watch } from './watch.ts';
import type { WatchedShowDeps } from './watched-show.ts';
import { WatchedShows } from './watched-shows.ts';

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

export interface LiveMapHubDeps extends WatchedShowDeps {
  log: EventLog;
  topicPrefix: string;
  nodeId: string;
  /** Is told of each event of a show. */
  liveShows: Pick<LiveShows, 'take' | 'renew' | 'recoverLostChanges'>;
  /** Events of other epochs than the present one are not applied: what counts of them is in the maps that it began with. */
  history: Pick<History, 'epoch'>;
  /** The changes that will not come though no later one tells of the gap: see `recoverLostChanges`. */
  findLost: FindLostChanges;
  readRowVersions: ReadRowVersions;
  /** How long the state of a show that nobody watches any more is kept. Default a minute. */
  linger_ms?: number;
  /** Of so many shows that nobody watches state is kept at most; the one left longest ago goes first. Default 50. */
  maxLingering?: number;
}

/** A change that comes again is known by its version, and nobody waits longer for the next one. */
const STORE_EVERY_MS = 1_000;
const RECOVER_LOST_EVERY_MS = 5_000;
const LINGER_MS = 60_000;
const MAX_LINGERING_SHOWS = 50;

export function createLiveMapHub(deps: LiveMapHubDeps): LiveMapHub {
  return new Hub(deps);
}

class Hub implements LiveMapHub {
  readonly notifier = new ChangeNotifier();
  readonly rows: FollowedRows;
  readonly #deps: LiveMapHubDeps;
  readonly #shows: WatchedShows;
  readonly #lostChanges: LostChanges;
  #consumer: EventConsumer | null = null;
  #looking: NodeJS.Timeout | null = null;

  constructor(deps: LiveMapHubDeps) {
    const { linger_ms = LINGER_MS, maxLingering = MAX_LINGERING_SHOWS } = deps;
    this.#deps = deps;
    this.#shows = new WatchedShows({ ...deps, linger_ms, maxLingering });
    this.#lostChanges = new LostChanges(deps.findLost);
    this.rows = new FollowedRows(deps.readRowVersions);
  }

  async start(): Promise<void> {
    const { log, topicPrefix, nodeId } = this.#deps;
    this.#consumer = await log.consume({
      groupId: `${topicPrefix}seatwire-live-map-${nodeId}-${randomUUID()}`,
      topics: Object.values(TOPICS).map((topic) => `${topicPrefix}${topic}`),
      from: 'latest',
      storeEvery_ms: STORE_EVERY_MS,
      handle: async (record) => this.#handle(record),
    });
    this.#looking = setInterval(() => void this.recoverLostChanges(), RECOVER_LOST_EVERY_MS);
    this.#looking.unref();
  }

  async stop(): Promise<void> {
    if (this.#looking) clearInterval(this.#looking);
    await this.#consumer?.stop();
    this.#consumer = null;
    this.#shows.forgetLeft();
  }

  isLive(): boolean {
    return this.#consumer !== null;
  }

  watcherCount(): number {
    return [...this.#shows.all()].reduce((sum, { watchers }) => sum + watchers, 0);
  }

  feedCount(): number {
    return this.#shows.size;
  }

  async watch(showId: string): Promise<Watch> {
    const watched = this.#shows.enter(showId);
    try {
      return new Watch(await watched.feed, () => this.#shows.leave(watched));
    } catch (error) {
      this.#shows.leave(watched);
      throw error;
    }
  }

  renew(): void {
    for (const watched of this.#shows.all()) watched.renew();
    this.#deps.liveShows.renew();
    this.notifier.notifyAll();
  }

  async recoverLostChanges(): Promise<void> {
    const { liveShows } = this.#deps;
    await Promise.all([this.#recoverLostSeatChanges(), this.#checkFollowedRows(), liveShows.recoverLostChanges()]);
  }

  async #checkFollowedRows(): Promise<void> {
    const { logger } = this.#deps;
    try {
      await this.rows.look();
    } catch (error) {
      logger[levelOfFailure(error)]({ err: error }, 'not looked at locks and bookings that are followed, trying again');
    }
  }

  async #recoverLostSeatChanges(): Promise<void> {
    const { logger } = this.#deps;
    const followed = [...this.#shows.all()].flatMap(({ showId, followedVersion }) =>
      followedVersion === null ? [] : [{ showId, version: followedVersion }],
    );
    if (followed.length === 0) return;
    try {
      for (const { showId, version } of await this.#lostChanges.look(followed)) {
        this.#shows.get(showId)?.recoverFrom(version);
      }
    } catch (error) {
      logger[levelOfFailure(error)]({ err: error }, 'not looked for lost seat events, trying again');
    }
  }

  #handle({ topic, offset, value, headers }: ConsumedRecord): void {
    const event = parseEvent(value);
    if (event) this.#take(event, headers.ce_epoch);
    else this.#deps.logger.warn({ topic, offset: String(offset) }, 'not an event of ours, left aside');
  }

  /** `epoch` is missing in an event of a release that had none. */
  #take(event: DomainEvent, epoch: string | undefined): void {
    const { liveShows, history } = this.#deps;
    if (isShowEvent(event)) {
      liveShows.take(event);
      return;
    }
    if (isSeatEvent(event) && (epoch === undefined || epoch === history.epoch.id)) {
      this.#shows.get(event.show_id)?.take(event);
    }
    if ('lock_id' in event || 'lock_ids' in event) for (const lockId of locksOf(event)) this.notifier.notify(lockId);
    if ('booking_id' in event && event.booking_id) this.notifier.notify(event.booking_id);
  }
}
