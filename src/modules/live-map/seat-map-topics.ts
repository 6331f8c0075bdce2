import type { Claim } from './live-source.ts';
import { SeatMapTopic } from './seat-map-topic.ts';
import type { ShowFeed } from './show-feed.ts';

export interface ZoneChoice {
  /** Names of the plan's zones; null: all. */
  zones: readonly string[] | null;
  isWanted(seatId: string): boolean;
}

interface Entry {
  readonly key: string;
  readonly topic: SeatMapTopic;
  claims: number;
}

/** A show's topics: one for each choice of zones that someone follows, however its zones are ordered or repeated. */
export class SeatMapTopics {
  readonly #showId: string;
  readonly #feed: ShowFeed;
  readonly #topics = new Map<string, Entry>();

  constructor(showId: string, feed: ShowFeed) {
    this.#showId = showId;
    this.#feed = feed;
  }

  /** `watch` is released along with the claim. */
  claim({ zones, isWanted }: ZoneChoice, watch: Claim): SeatMapClaim {
    const key = zones === null ? '' : JSON.stringify([...new Set(zones)].sort());
    let entry = this.#topics.get(key);
    if (!entry) {
      entry = { key, topic: new SeatMapTopic(this.#showId, this.#feed, zones === null ? null : isWanted), claims: 0 };
      this.#topics.set(key, entry);
    }
    entry.claims += 1;
    return new SeatMapClaim(this, entry, watch);
  }

  leave(entry: Entry): void {
    entry.claims -= 1;
    if (entry.claims === 0) this.#topics.delete(entry.key);
  }
}

/** A class, not closures: there is one for each subscriber. */
export class SeatMapClaim implements Claim {
  readonly #topics: SeatMapTopics;
  readonly #entry: Entry;
  readonly #watch: Claim;

  constructor(topics: SeatMapTopics, entry: Entry, watch: Claim) {
    this.#topics = topics;
    this.#entry = entry;
    this.#watch = watch;
  }

  get topic(): SeatMapTopic {
    return this.#entry.topic;
  }

  release(): void {
    this.#topics.leave(this.#entry);
    this.#watch.release();
  }
}
