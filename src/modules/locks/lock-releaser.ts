import { placesIn, quantitiesOf } from '../inventory/places.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { LATE_PART } from '../limits/cooldown.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { type LockAccess, lockNotFound } from './lock-access.ts';
import type { LockWriter } from './lock-writer.ts';
import type { SeatLockStore } from './seat-lock-store.ts';

export interface LockReleaserDeps {
  access: LockAccess;
  store: SeatLockStore;
  writer: LockWriter;
  seatMap: SeatMapService;
  limits: Pick<CallerLimits, 'seatsGivenBack'>;
  settings: { ttl_ms: number };
}

/** Gives what locks hold back. */
export class LockReleaser {
  readonly #deps: LockReleaserDeps;

  constructor(deps: LockReleaserDeps) {
    this.#deps = deps;
  }

  /** Throws NotFoundError. Nothing is done where the lock has ended. */
  async release(calling: Calling, lockId: string): Promise<void> {
    const { access, store, writer, seatMap, limits, settings } = this.#deps;
    const { principal } = calling;
    const lock = await access.lockFor(principal, 'lock.release', lockId);
    if (!lock) throw lockNotFound();
    const event = await writer.release({ lockId, showId: lock.showId, actor: principal.id });
    if (!event) return;
    const { showId, seatIds, areas, remaining_ms } = lock;
    const given = { showId, seats: seatIds.length + placesIn(areas), remaining_ms };
    // The event of its seats tells the store of them; what it has of areas counts for the buyer until it is told so. While the store
    // is away, what is held there ends by itself.
    const places = { showId, lockId, seatIds: [], areas: quantitiesOf(areas) };
    if (remaining_ms < LATE_PART * settings.ttl_ms) {
      // What was nearly over has been held as if it had run out. Before the event, which would free the seats as given back in time.
      await store.release({ ...places, seatIds, hasRunOut: true }).catch(() => undefined);
      await Promise.all([seatMap.apply(event), limits.seatsGivenBack(calling, given)]);
      return;
    }
    const released = areas.length > 0 && store.release(places).catch(() => undefined);
    await Promise.all([seatMap.apply(event), limits.seatsGivenBack(calling, given), released]);
  }
}
