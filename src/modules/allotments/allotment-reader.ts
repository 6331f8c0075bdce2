import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { readAllottedAreasOfShows, readAllottedOfShows } from '../inventory/seat-ledger.ts';
import type { Allotment, AreaOfAllotment, SeatOfAllotment } from './allotment.ts';

const FIND_ALLOTMENTS_OF = readStatement(new URL('./sql/find-allotments-of.sql', import.meta.url));
/** Shows of one read: each may have a hall's seats. */
const MAX_SHOWS = 25;

export interface AllotmentReader {
  /** The allotment, whoever asks. Null when there is none. */
  find(allotmentId: string): Promise<Allotment | null>;
  /** Those of a show, the oldest first. Those that are asked for at the same time share a read. */
  ofShow(showId: string): Promise<Allotment[]>;
  /** The seats that are an allotment's now, in no particular order: none once it is released. */
  seatsOf(allotment: Pick<Allotment, 'id' | 'showId'>): Promise<SeatOfAllotment[]>;
  /** The same of areas: how many places of each. */
  areasOf(allotment: Pick<Allotment, 'id' | 'showId'>): Promise<AreaOfAllotment[]>;
}

export function createAllotmentReader(database: Database): AllotmentReader {
  const lookUpAllotments = createSharedLookup<string, Allotment[]>({
    nameOf: (showId) => showId,
    async readAll(showIds) {
      const found = await database.query<Allotment>(FIND_ALLOTMENTS_OF, [showIds]);
      return Map.groupBy(found, ({ showId }) => showId);
    },
    maxKeys: MAX_SHOWS,
  });
  const lookUpSeats = createSharedLookup<string, ReadonlyMap<string, SeatOfAllotment[]>>({
    nameOf: (showId) => showId,
    readAll: async (showIds) => byShow(await readAllottedOfShows(database, showIds)),
    maxKeys: MAX_SHOWS,
  });
  const lookUpAreas = createSharedLookup<string, ReadonlyMap<string, AreaOfAllotment[]>>({
    nameOf: (showId) => showId,
    readAll: async (showIds) => byShow(await readAllottedAreasOfShows(database, showIds)),
    maxKeys: MAX_SHOWS,
  });
  return {
    async find(allotmentId) {
      if (!isId('allotment', allotmentId)) return null;
      return await database.prisma.allotment.findUnique({ where: { id: allotmentId }, omit: { createdAt: true } });
    },
    ofShow: async (showId) => (await lookUpAllotments(showId)) ?? [],
    seatsOf: async ({ id, showId }) => (await lookUpSeats(showId))?.get(id) ?? [],
    areasOf: async ({ id, showId }) => (await lookUpAreas(showId))?.get(id) ?? [],
  };
}

/** What is of allotments, by show and then by allotment. */
function byShow<T extends { showId: string; allotmentId: string }>(rows: readonly T[]): Map<string, Map<string, T[]>> {
  const ofShows = Map.groupBy(rows, ({ showId }) => showId);
  return new Map([...ofShows].map(([showId, own]) => [showId, Map.groupBy(own, ({ allotmentId }) => allotmentId)]));
}
