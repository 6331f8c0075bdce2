import { ExpiringMap } from '../../platform/caching/expiring-map.ts';

/** For so long a change may be on its way to the lock store: by the node that made it, or by its event. */
const MAX_BEHIND_MS = 1_000;
/** A map that nobody has read for so long is looked at anew. */
const FORGOTTEN_MS = 10_000;
const MOST_REMEMBERED = 10_000;

/**
 * Maps in the lock store that were behind PostgreSQL when they were read. A store that fell back to an older state (a failover to a
 * replica that lagged) lacks changes that nobody tells it again: its map stands still, and refuses what is free, until there is another
 * change, which shows the gap.
 */
export class MapsBehind {
  readonly #now: () => number;
  readonly #seen: ExpiringMap<{ version: number; since_ms: number }>;

  /** `now`: milliseconds on any steady clock. */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#seen = new ExpiringMap({ now, maxWeight: MOST_REMEMBERED });
  }

  /** The map is behind, at that version. Whether it has been so, at the same one, for longer than a change takes: then it starts anew. */
  isStuck(showId: string, version: number): boolean {
    const seen = this.#seen.get(showId);
    const since_ms = seen?.version === version ? seen.since_ms : this.#now();
    const isStuck = this.#now() - since_ms >= MAX_BEHIND_MS;
    if (isStuck) this.#seen.delete(showId);
    else this.#seen.set(showId, { version, since_ms }, FORGOTTEN_MS);
    return isStuck;
  }
}
