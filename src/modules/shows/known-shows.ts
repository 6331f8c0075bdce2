import { createLoadingCache, type LoadingCache } from '../../platform/caching/loading-cache.ts';
import { isId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { NotFoundError } from '../../shared/errors.ts';
import type { Show } from './show.ts';
import { readShow } from './show-reader.ts';

/** How old a show may be that is read from the process: what another node changed is seen after at most this. */
const SHOW_CACHE_TTL_MS = 1_000;
/** Of a few thousand usual shows. */
const MAX_CACHED_SHOW_BYTES = 16 * 1024 * 1024;
const SHOW_BYTES = 2_048;
const PRICE_TIER_BYTES = 512;
/** Of a ticket type or a fee; and what one costs in a tier. */
const TYPE_BYTES = 1_024;
const TICKET_PRICE_BYTES = 128;

/** The shows that this node has read of late. */
export class KnownShows {
  readonly #cache: LoadingCache<Show>;

  constructor(database: Database) {
    this.#cache = createLoadingCache({
      load: (id) => readShow(database, id),
      // Texts of shows and tiers are short (see show-input.ts); tiers may be many.
      weigh: ({ priceTiers, ticketTypes, fees }) =>
        SHOW_BYTES +
        (PRICE_TIER_BYTES + TICKET_PRICE_BYTES * ticketTypes.length) * priceTiers.length +
        TYPE_BYTES * (ticketTypes.length + fees.length),
      maxWeight: MAX_CACHED_SHOW_BYTES,
      ttl_ms: SHOW_CACHE_TTL_MS,
    });
  }

  /** The show, or null; at most a second old. */
  async get(id: string): Promise<Show | null> {
    return isId('show', id) ? this.#cache.get(id) : null;
  }

  /** The show as it is in the database now. Throws NotFoundError with `path`. */
  async getFresh(id: string, path: string): Promise<Show> {
    this.#cache.invalidate(id);
    const show = await this.get(id);
    if (!show) throw new NotFoundError('Show', path);
    return show;
  }

  forget(id: string): void {
    this.#cache.invalidate(id);
  }

  forgetAll(): void {
    this.#cache.clear();
  }
}
