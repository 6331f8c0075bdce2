import type { Database } from '../../platform/postgres/database.ts';
import { pause } from '../../platform/timing/pause.ts';
import type { AllotmentReader } from '../allotments/allotment-reader.ts';
import { releaseAllotments } from '../allotments/allotments-of-cancelled.ts';
import { endAllHolds, hasRunningHolds } from '../inventory/hold-ends.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';

export interface ShowEnderDeps {
  database: Database;
  seatMap: Pick<SeatMapService, 'apply'>;
  allotments: Pick<AllotmentReader, 'ofShow'>;
}

/** Holds of one statement: few enough that the first are on their way to the maps while the last are still ended. */
const BATCH = 1_000;
/** What others are changing at this moment is looked at again, so often. */
const MAX_LOOKS = 5;
const LOOK_AGAIN_MS = 20;

/**
 * Gives back what is held of a show that was cancelled: locks that run, and allotments. Bookings stay as they are. It may be done by several
 * nodes at once, and goes on where another has stopped: what is left is in the tables.
 */
export class ShowEnder {
  readonly #deps: ShowEnderDeps;

  constructor(deps: ShowEnderDeps) {
    this.#deps = deps;
  }

  /** `actor`: who is told to have done it. False: some of it is being changed by others still, and is to be ended later. */
  async end(showId: string, actor: string): Promise<boolean> {
    const { database, seatMap, allotments: reader } = this.#deps;
    const areEnded = await this.#endHolds(showId, actor);
    // What locks had of them has returned to them: now nobody holds it.
    await releaseAllotments({ database, seatMap, reader }, { showId, actor });
    return areEnded;
  }

  async #endHolds(showId: string, actor: string): Promise<boolean> {
    const { database, seatMap } = this.#deps;
    for (let look = 1; look <= MAX_LOOKS; look += 1) {
      for (let isFull = true; isFull; ) {
        const ended = await endAllHolds(database, showId, { actor, limit: BATCH });
        await Promise.all(ended.events.map((event) => seatMap.apply(event)));
        isFull = ended.isFull;
      }
      if (!(await hasRunningHolds(database, showId))) return true;
      await pause(LOOK_AGAIN_MS);
    }
    return false;
  }
}
