import type { Claim } from '../../platform/streaming/live-source.ts';
import type { ShowFeed } from './show-feed.ts';

/** A watcher's hold on a show. */
export class Watch implements Claim {
  readonly feed: ShowFeed;
  #leave: (() => void) | null;

  constructor(feed: ShowFeed, leave: () => void) {
    this.feed = feed;
    this.#leave = leave;
  }

  /** Idempotent. */
  release(): void {
    this.#leave?.();
    this.#leave = null;
  }
}
