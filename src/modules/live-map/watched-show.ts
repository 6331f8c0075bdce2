import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outages/outage.ts';
import { pause } from '../../platform/timing/pause.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { SeatEvent } from '../events/events.ts';
import { stepOf } from '../inventory/seat-changes.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { type Recall, ShowFeed } from './show-feed.ts';

export interface WatchedShowDeps {
  seatMap: Pick<SeatMapService, 'readTruth'>;
  /** The changes that were before this node began to listen: see `Recall`. */
  recall(showId: string, ...range: Parameters<Recall>): ReturnType<Recall>;
  logger: Logger;
}

/** Where the show is kept. */
export interface Keeper {
  has(watched: WatchedShow): boolean;
  forget(showId: string): void;
}

const RESYNC_RETRY_MS = 500;

/** A show of which there is state on this node: its feed, and how that stays what PostgreSQL has. */
export class WatchedShow {
  readonly showId: string;
  readonly feed: Promise<ShowFeed>;
  watchers = 0;
  /** Runs while nobody watches. */
  forgetting: NodeJS.Timeout | null = null;
  readonly #deps: WatchedShowDeps;
  readonly #keeper: Keeper;
  readonly #opened = Promise.withResolvers<ShowFeed>();
  /** Events that come while an image is on its way: it may be from before them. Null when none is. */
  #early: SeatEvent[] | null = [];
  /** Whether that image is to be read once more: it may be of an earlier epoch. */
  #isOutdated = false;
  #loaded: ShowFeed | null = null;

  constructor(showId: string, deps: WatchedShowDeps, keeper: Keeper) {
    this.showId = showId;
    this.#deps = deps;
    this.#keeper = keeper;
    this.feed = this.#opened.promise;
  }

  get isLoaded(): boolean {
    return this.#loaded !== null;
  }

  /** The version that the next event is to follow; null while none is waited for. */
  get followedVersion(): number | null {
    if (!this.#loaded || this.#early || this.#loaded.hasEnded) return null;
    return this.#loaded.version;
  }

  /** Reads the first image. The show is kept already, so that no event falls in between. */
  load(): void {
    const { seatMap, recall } = this.#deps;
    seatMap.readTruth(this.showId).then((image) => {
      const feed = new ShowFeed(image, (...range) => recall(this.showId, ...range));
      this.#loaded = feed;
      if (this.#isOutdated) void this.#readAnew(feed);
      else this.#catchUp(feed);
      this.#opened.resolve(feed);
    }, this.#opened.reject);
  }

  take(event: SeatEvent): void {
    if (this.#early) this.#early.push(event);
    else if (this.#loaded) this.#apply(this.#loaded, event);
  }

  /** What was read until now is of another history of PostgreSQL. */
  renew(): void {
    this.#isOutdated = true;
    if (this.#loaded && !this.#early) void this.#readAnew(this.#loaded);
  }

  /** What follows that version will not come. */
  recoverFrom(version: number): void {
    if (this.#loaded?.version === version) void this.#resync(this.#loaded);
  }

  #apply(feed: ShowFeed, event: SeatEvent): void {
    if (!feed.apply(event.version, stepOf(event))) void this.#resync(feed);
  }

  /** The image is here: what came meanwhile follows it. */
  #catchUp(feed: ShowFeed): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const event of early) this.#apply(feed, event);
  }

  /** Versions are missing (the log lost some, or brought them out of order): PostgreSQL has the whole map. */
  async #resync(feed: ShowFeed): Promise<void> {
    if (this.#early) return;
    const { showId } = this;
    this.#deps.logger.warn({ showId, version: feed.version }, 'seat events are missing, reading the map anew');
    await this.#readAnew(feed);
  }

  async #readAnew(feed: ShowFeed): Promise<void> {
    const { showId } = this;
    const { seatMap, logger } = this.#deps;
    while (this.#keeper.has(this)) {
      // What has come until now is committed, so it is in the image that is read now.
      this.#early = [];
      this.#isOutdated = false;
      try {
        const image = await seatMap.readTruth(showId);
        if (this.#isOutdated) continue;
        feed.jumpTo(image);
        if (feed.hasEnded) this.#keeper.forget(showId);
        else this.#catchUp(feed);
        return;
      } catch (error) {
        if (error instanceof NotFoundError) {
          // PostgreSQL has forgotten the show.
          feed.end();
          return this.#keeper.forget(showId);
        }
        logger[levelOfFailure(error)]({ err: error, showId }, 'seat map not read, trying again');
        await pause(RESYNC_RETRY_MS, { keepsAlive: false });
      }
    }
  }
}
