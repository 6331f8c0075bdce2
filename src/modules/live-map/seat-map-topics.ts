import { SeatMapTopic } from './seat-map-topic.ts';
import type { ShowFeed } from './show-feed.ts';

export interface ZoneChoice {
  /** Names of the plan's zones; null: all. */
  zones: readonly string[] | null;
  isWanted(seatId: string): boolean;
}

export interface SeatMapClaim {
  topic: SeatMapTopic;
  /** Once. */
  release(): void;
}

/** A show's topics: one for each choice of zones that someone follows, however its zones are ordered or repeated. */
export class SeatMapTopics {
  readonly #showId: string;
  readonly #feed: ShowFeed;
  readonly #topics = new Map<string, { topic: SeatMapTopic; claims: number }>();

  constructor(showId: string, feed: ShowFeed) {
    this.#showId = showId;
    this.#feed = feed;
  }

  claim({ zones, isWanted }: ZoneChoice): SeatMapClaim {
    const key = zones === null ? '' : JSON.stringify([...new Set(zones)].sort());
    const entry = this.#topics.get(key) ?? {
      topic: new SeatMapTopic(this.#showId, this.#feed, zones === null ? null : isWanted),
      claims: 0,
    };
    entry.claims += 1;
    this.#topics.set(key, entry);
    return {
      topic: entry.topic,
      release: () => {
        entry.claims -= 1;
        if (entry.claims === 0) this.#topics.delete(key);
      },
    };
  }
}
