import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';
import { readAllottedOfHold } from '../inventory/allotted-areas.ts';
import type { AllottedPlaces } from '../inventory/allotted-pool.ts';
import type { AreaQuantity } from '../inventory/places.ts';
import { type Allotted, type AllottedSeat, readAllotted } from '../inventory/seat-ledger.ts';
import type { Show } from '../shows/show.ts';

const READ_OPEN_PLACES = readStatement(new URL('./sql/read-open-places.sql', import.meta.url));
const READ_OPEN_TO_CODE = readStatement(new URL('./sql/read-open-to-code.sql', import.meta.url));

export interface OpenSeatsRequest {
  principal: Principal;
  show: Show;
  seatIds: readonly string[];
  /** The promo code that the lock has, or is to have, with the allotment that it opened when it was applied. */
  code?: OpeningCode | null | undefined;
}

export interface OpenPlacesRequest extends Omit<OpenSeatsRequest, 'seatIds'> {
  /** Of these areas. */
  areas: readonly Pick<AreaQuantity, 'areaId'>[];
  /** Those of allotments for codes as well, after the others, for the staff of the show. */
  withoutCode?: boolean;
}

interface OpeningCode {
  id: string;
  allotmentId: string | null;
}

/** To whom seats of allotments are open. */
export interface AllotmentAccess {
  /**
   * Those of the seats that are of allotments which the caller may take seats of: the staff of the show of any, others by their code.
   * Nothing is asked for a caller to whom none can be open.
   */
  openSeats(request: OpenSeatsRequest): Promise<AllottedSeat[]>;
  /**
   * What allotments have free of these areas, maybe nothing, that the caller may take places of, in the order in which they are taken: that of
   * the caller's code, then those for staff, for the staff of the show. Nothing is asked for a caller to whom none can be open.
   */
  openPlaces(request: OpenPlacesRequest): Promise<AllottedPlaces[]>;
  /** Those of the seats and places of a lock that are of allotments, open or not. Nothing is asked of a lock without a code that opens one. */
  heldByCode(showId: string, lock: HeldWithCode): Promise<Allotted[]>;
}

/** A lock, and the code that it has. */
interface HeldWithCode {
  id: string;
  seatIds: readonly string[];
  areas: readonly unknown[];
  code: Pick<OpeningCode, 'allotmentId'> | null;
}

export function createAllotmentAccess(database: Querier): AllotmentAccess {
  return {
    async openSeats({ principal, show, seatIds, code }) {
      if (seatIds.length === 0) return [];
      if (can(principal, 'show.allot', show)) return await readAllotted(database, show.id, seatIds);
      if (!code?.allotmentId) return [];
      return await database.query<AllottedSeat>(READ_OPEN_TO_CODE, [show.id, seatIds, code.id, code.allotmentId]);
    },
    async openPlaces({ principal, show, areas, code, withoutCode = false }) {
      const isStaff = can(principal, 'show.allot', show);
      if (areas.length === 0 || !(isStaff || code?.allotmentId)) return [];
      const areaIds = [...new Set(areas.map(({ areaId }) => areaId))];
      const values = [show.id, areaIds, isStaff, code?.id ?? null, code?.allotmentId ?? null, isStaff && withoutCode];
      return await database.query<AllottedPlaces>(READ_OPEN_PLACES, values);
    },
    async heldByCode(showId, { id, seatIds, areas, code }) {
      if (!code?.allotmentId) return [];
      const seats = seatIds.length === 0 ? [] : await readAllotted(database, showId, seatIds);
      return areas.length === 0 ? seats : [...seats, ...(await readAllottedOfHold(database, id))];
    },
  };
}

/** Those that are not of allotments. */
export function ordinarySeats(seatIds: readonly string[], allotted: readonly AllottedSeat[]): readonly string[] {
  if (allotted.length === 0) return seatIds;
  const others = new Set(allotted.map(({ seatId }) => seatId));
  return seatIds.filter((seatId) => !others.has(seatId));
}
