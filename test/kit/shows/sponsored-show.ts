import type { TestClient } from '../callers/client.ts';
import { createStandingShow } from './area-page-show.ts';
import { createAllotmentOver } from './show-allotment.ts';
import { createCodeOver } from './show-code.ts';

/**
 * A show with seats and standing areas over the API, whose row 1 and four of the five places of the pit are the sponsors': the code `SPONSOR`
 * opens them, `HALF` takes half off. Its id.
 */
export async function createSponsoredShow(organiser: TestClient): Promise<string> {
  const showId = await createStandingShow(organiser);
  const seatIds = Array.from({ length: 12 }, (_, index) => `Z1-1-${index + 1}`);
  const areas = [{ areaId: 'pit', quantity: 4 }];
  const about = { showId, name: 'Sponsors', color: '#b5179e', access: 'CODE' as const };
  const allotmentId = await createAllotmentOver(organiser, { ...about, seatIds, areas });
  await createCodeOver(organiser, { showId, code: 'SPONSOR', allotmentId });
  await createCodeOver(organiser, { showId, code: 'HALF', discount: { percent: 50 } });
  return showId;
}
