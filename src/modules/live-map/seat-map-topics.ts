import type { Claim, TopicClaim } from '../../platform/streaming/live-source.ts';
import type { ZoneFilter } from '../seating/zone-filter.ts';
import { zonesTagOf } from '../seating/zones-tag.ts';
import { type SeatMapEvent, SeatMapTopic } from './seat-map-topic.ts';
import type { ShowFeed } from './show-feed.ts';

export interface ZoneChoice {
  /** Names of the plan's zones; null: all. */
  zones: readonly string[] | null;
  filter: ZoneFilter;
}

interface Entry {
  readonly zonesTag: string | null;
  readonly topic: SeatMapTopic;
  claims: number;
}

/** A show's topics: one for each choice of zones that someone follows, however its zones are ordered or repeated. */
export class SeatMapTopics {
  readonly #showId: string;
  readonly #feed: ShowFeed;
  readonly #topics = new Map<string | null, Entry>();
  readonly cursorOf: (event: SeatMapEvent) => string;

  constructor(showId: string, feed: ShowFeed, cursorOf: (event: SeatMapEvent) => string) {
    this.#showId = showId;
    this.#feed = feed;
    this.cursorOf = cursorOf;
  }

  /** `watch` is released along with the claim. */
  claim({ zones, filter }: ZoneChoice, watch: Claim): SeatMapClaim {
    const zonesTag = zonesTagOf(zones);
    let entry = this.#topics.get(zonesTag);
    if (!entry) {
      const seats = { showId: this.#showId, zonesTag };
      entry = { zonesTag, topic: new SeatMapTopic(seats, this.#feed, zones === null ? null : filter), claims: 0 };
      this.#topics.set(zonesTag, entry);
    }
    entry.claims += 1;
    return new SeatMapClaim(this, entry, watch);
  }

  leave(entry: Entry): void {
    entry.claims -= 1;
    if (entry.claims === 0) this.#topics.delete(entry.zonesTag);
  }
}

/** A class, not closures: there is one for each subscriber. */
export class SeatMapClaim implements TopicClaim<SeatMapEvent> {
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

  cursorOf(event: SeatMapEvent): string {
    return this.#topics.cursorOf(event);
  }

  release(): void {
    this.#topics.leave(this.#entry);
    this.#watch.release();
  }
}
