import { WatchedShow, type WatchedShowDeps } from './watched-show.ts';

export interface WatchedShowsDeps extends WatchedShowDeps {
  /** How long the state of a show that nobody watches any more is kept. */
  linger_ms: number;
  /** Of so many shows that nobody watches state is kept at most; the one left longest ago goes first. */
  maxLingering: number;
}

/** The shows that are watched on this node, and for a while those that nobody watches any more. */
export class WatchedShows {
  readonly #deps: WatchedShowsDeps;
  readonly #shows = new Map<string, WatchedShow>();
  /** Those that nobody watches, in the order in which they were left. */
  readonly #left = new Set<string>();

  constructor(deps: WatchedShowsDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#shows.size;
  }

  all(): MapIterator<WatchedShow> {
    return this.#shows.values();
  }

  get(showId: string): WatchedShow | undefined {
    return this.#shows.get(showId);
  }

  has(watched: WatchedShow): boolean {
    return this.#shows.get(watched.showId) === watched;
  }

  /** Lets one watcher in, who is to `leave` it. */
  enter(showId: string): WatchedShow {
    const watched = this.#shows.get(showId) ?? this.#open(showId);
    watched.watchers += 1;
    if (watched.forgetting) clearTimeout(watched.forgetting);
    watched.forgetting = null;
    this.#left.delete(showId);
    return watched;
  }

  leave(watched: WatchedShow): void {
    const { showId } = watched;
    const { linger_ms, maxLingering } = this.#deps;
    watched.watchers -= 1;
    if (watched.watchers > 0 || !this.has(watched)) return;
    if (!watched.isLoaded || linger_ms === 0) {
      this.#shows.delete(showId);
      return;
    }
    watched.forgetting = setTimeout(() => this.forget(showId), linger_ms);
    watched.forgetting.unref();
    this.#left.add(showId);
    const [oldest] = this.#left;
    if (oldest !== undefined && this.#left.size > maxLingering) this.forget(oldest);
  }

  forget(showId: string): void {
    const forgetting = this.#shows.get(showId)?.forgetting;
    if (forgetting) clearTimeout(forgetting);
    this.#shows.delete(showId);
    this.#left.delete(showId);
  }

  /** Those that nobody watches. */
  forgetLeft(): void {
    for (const showId of [...this.#left]) this.forget(showId);
  }

  #open(showId: string): WatchedShow {
    const watched = new WatchedShow(showId, this.#deps, this);
    this.#shows.set(showId, watched);
    watched.load();
    return watched;
  }
}
