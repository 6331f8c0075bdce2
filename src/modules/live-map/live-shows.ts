import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outages/outage.ts';
import { LiveSource, type LiveTopic, type Position, type Reading } from '../../platform/streaming/live-source.ts';
import { pause } from '../../platform/timing/pause.ts';
import { NotFoundError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { ShowEvent } from '../events/events.ts';
import { isKnownTo, type VisibleDrafts, visibleDrafts } from '../identity/rights.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';

/** A show as it is, and how many times its followers on this node had something new to read. */
export interface ShowNews {
  version: number;
  show: Show;
}

export interface LiveShowsDeps {
  shows: Pick<ShowsService, 'getShow' | 'forget' | 'versionsOf'>;
  logger: Logger;
}

const RETRY_MS = 500;

/**
 * The shows that subscribers of this node follow. An event says only that there is something new: what it is, is read from
 * PostgreSQL once for all, so redelivered and reordered events do no harm, and changes that come together are one.
 */
export class LiveShows {
  readonly #deps: LiveShowsDeps;
  /** By the show's id, then by whose drafts the followers may know of. */
  readonly #topics = new Map<string, Map<string, ShowTopic>>();

  constructor(deps: LiveShowsDeps) {
    this.#deps = deps;
  }

  /** An event of a show was read from the log. */
  take({ show_id, version }: ShowEvent): void {
    this.#deps.shows.forget(show_id);
    for (const topic of this.#topicsOf(show_id)) if (topic.isBehind(version)) topic.refresh();
  }

  /** PostgreSQL's history is another one: everything is read anew. */
  renew(): void {
    for (const topic of this.#allTopics()) topic.refresh();
  }

  /** Reads those anew that PostgreSQL has another version of: their event was set aside, or lost. Never rejects. */
  async recoverLostChanges(): Promise<void> {
    if (this.#topics.size === 0) return;
    try {
      const versions = await this.#deps.shows.versionsOf([...this.#topics.keys()]);
      for (const topic of this.#allTopics()) {
        if (topic.isAt(versions.get(topic.id))) continue;
        this.#deps.shows.forget(topic.id);
        topic.refresh();
      }
    } catch (error) {
      this.#deps.logger[levelOfFailure(error)]({ err: error }, 'not looked for changed shows, trying again');
    }
  }

  /** How many shows are followed; one that organisers follow beside others counts for each of them. */
  get size(): number {
    return this.#allTopics().length;
  }

  /** The show now, then after each change. Release the source, or iterate over it. Throws NotFoundError. */
  async watch(principal: Principal | null, id: string): Promise<LiveSource<ShowNews>> {
    const topic = this.#topicFor(id, visibleDrafts(principal));
    topic.followers += 1;
    const release = () => {
      topic.followers -= 1;
      if (topic.followers === 0) this.#drop(topic);
    };
    try {
      await topic.isRead;
      if (topic.hasEnded) throw new NotFoundError('Show', 'id');
    } catch (error) {
      release();
      // Those who come next look again.
      this.#drop(topic);
      throw error;
    }
    return new LiveSource(topic, { had: null, seen: 0 }, { release });
  }

  /** Shared by those who may know of the same drafts: nobody else shares what an organiser reads. */
  #topicFor(id: string, drafts: VisibleDrafts): ShowTopic {
    const topics = this.#topics.get(id) ?? new Map<string, ShowTopic>();
    this.#topics.set(id, topics);
    const key = keyOf(drafts);
    const known = topics.get(key);
    if (known) return known;
    const topic = new ShowTopic(id, { ...this.#deps, drafts });
    topics.set(key, topic);
    topic.refresh();
    return topic;
  }

  #drop(topic: ShowTopic): void {
    const topics = this.#topics.get(topic.id);
    const key = keyOf(topic.drafts);
    if (topics?.get(key) !== topic) return;
    topics.delete(key);
    if (topics.size === 0) this.#topics.delete(topic.id);
  }

  #topicsOf(id: string): ShowTopic[] {
    return [...(this.#topics.get(id)?.values() ?? [])];
  }

  #allTopics(): ShowTopic[] {
    return [...this.#topics.values()].flatMap((topics) => [...topics.values()]);
  }
}

function keyOf(drafts: VisibleDrafts): string {
  return typeof drafts === 'string' ? drafts : `of ${drafts.organiserId}`;
}

/** One show, as its followers on this node read it. */
class ShowTopic implements LiveTopic<ShowNews> {
  readonly id: string;
  /** Settles with the first reading. */
  readonly isRead: Promise<void>;
  followers = 0;
  readonly drafts: VisibleDrafts;
  readonly #deps: LiveShowsDeps;
  readonly #first = Promise.withResolvers<void>();
  readonly #listeners = new Set<() => void>();
  #news: ShowNews | null = null;
  #hasEnded = false;
  #isReading = false;
  #isStale = false;

  constructor(id: string, { drafts, ...deps }: LiveShowsDeps & { drafts: VisibleDrafts }) {
    this.id = id;
    this.drafts = drafts;
    this.#deps = deps;
    this.isRead = this.#first.promise;
  }

  /** Goes up only; beyond all versions once the show is gone, so that every reader looks. */
  get version(): number {
    return this.#hasEnded ? Number.POSITIVE_INFINITY : (this.#news?.version ?? 0);
  }

  /** There is no such show, or not for those who follow it here. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  isBehind(version: number): boolean {
    return this.#isReading || (this.#news?.show.version ?? 0) < version;
  }

  isAt(version: number | undefined): boolean {
    return this.#isReading || this.#hasEnded || this.#news?.show.version === version;
  }

  read({ had, seen }: Position): Reading<ShowNews> {
    // Who is refused here asks again, and is told then that there is no such show.
    if (this.#hasEnded) throw new ServiceUnavailableError('The show is read anew. Subscribe again.', 1);
    const news = this.#news!;
    if (had !== null && seen >= news.version) return { event: null, seen };
    return { event: news, seen: news.version };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the show, once more if it is being read: that reading may be from before the change. */
  refresh(): void {
    this.#isStale = true;
    if (!this.#isReading) void this.#readUntilFresh();
  }

  async #readUntilFresh(): Promise<void> {
    this.#isReading = true;
    while (this.#isStale) {
      this.#isStale = false;
      try {
        this.#put(await this.#deps.shows.getShow(this.id));
      } catch (error) {
        if (!this.#news) {
          this.#first.reject(error);
          break;
        }
        this.#isStale = this.followers > 0;
        const { logger } = this.#deps;
        logger[levelOfFailure(error)]({ err: error, showId: this.id }, 'show not read, trying again');
        await pause(RETRY_MS, { keepsAlive: false });
        this.#deps.shows.forget(this.id);
      }
    }
    this.#isReading = false;
  }

  #put(show: Show | null): void {
    const isShown = show !== null && isKnownTo(this.drafts, show);
    this.#hasEnded = !isShown;
    const before = this.#news;
    // Versions alone don't tell: after commits were lost, one may be another show than before.
    if (isShown && (!before || JSON.stringify(before.show) !== JSON.stringify(show))) {
      this.#news = { version: (before?.version ?? 0) + 1, show };
    }
    this.#first.resolve();
    if (this.#news !== before || this.#hasEnded) for (const listener of this.#listeners) listener();
  }
}
