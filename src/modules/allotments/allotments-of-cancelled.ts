import type { Database } from '../../platform/postgres/database.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { AllotmentReader } from './allotment-reader.ts';
import { release } from './allotment-releaser.ts';
import { lockAllotment } from './allotment-writer.ts';

export interface ReleaseAllDeps {
  database: Database;
  seatMap: Pick<SeatMapService, 'apply'>;
  reader: Pick<AllotmentReader, 'ofShow'>;
}

/**
 * Releases all allotments of a show that does not take place, each in a transaction of its own: done again, it releases what is left. As at
 * their moments, neither the lock store nor the show's mutex is needed for it.
 */
export async function releaseAllotments(
  { database, seatMap, reader }: ReleaseAllDeps,
  { showId, actor }: { showId: string; actor: string },
): Promise<void> {
  for (const { id, releasedAt } of await reader.ofShow(showId)) {
    if (releasedAt !== null) continue;
    const events = await database.transaction(async (tx) => {
      const isLeft = (await lockAllotment(tx, id))?.isReleased === false;
      return isLeft ? await release(tx, { id, showId, actor }) : [];
    });
    for (const event of events) await seatMap.apply(event);
  }
}
