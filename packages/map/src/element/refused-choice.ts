import type { SeatState } from '@seatwire/client/show-map';
import type { Hall, HallSeat } from '../hall/hall.ts';
import { isFreeLook, type SeatLook } from '../map/seat-look.ts';

/**
 * Why something could not be chosen: the show is still `LOADING`, has no such seat, area or ticket type (`UNKNOWN`), does not have
 * it free (its state, or `SOLD_OUT`), the attributes leave it out (`EXCLUDED`), there are `TOO_MANY`, or nothing can be chosen while
 * an order is being made or paid (`NOT_NOW`).
 */
export type ChoiceRefusal =
  | 'LOADING'
  | 'UNKNOWN'
  | Exclude<SeatState, 'AVAILABLE'>
  | 'SOLD_OUT'
  | 'EXCLUDED'
  | 'TOO_MANY'
  | 'NOT_NOW';

/** A seat that `select` did not choose. */
export interface RefusedSeat {
  readonly seatId: string;
  readonly reason: ChoiceRefusal;
}

/** Places of an area that `selectAreas` did not choose: so many of them. */
export interface RefusedPlaces {
  readonly areaId: string;
  readonly ticketTypeId: string | null;
  readonly quantity: number;
  readonly reason: ChoiceRefusal;
}

const REASONS: Partial<Record<SeatLook, ChoiceRefusal>> = {
  ...{ held: 'LOCKED', booked: 'BOOKED', blocked: 'BLOCKED', excluded: 'EXCLUDED', unknown: 'LOADING' },
};

/** Nothing can be chosen before the hall is there. */
export function stillLoading(seatIds: readonly string[]): RefusedSeat[] {
  return seatIds.map((seatId) => ({ seatId, reason: 'LOADING' }));
}

/** Those of the seats that are not among the chosen ones, in the order in which they were given. */
export function refusedSeats(
  seatIds: readonly string[],
  hall: Pick<Hall, 'byId'>,
  { isChosen, lookOf }: { isChosen(seatId: string): boolean; lookOf(seat: HallSeat): SeatLook },
): RefusedSeat[] {
  return [...new Set(seatIds)].flatMap((seatId) => {
    const seat = hall.byId.get(seatId);
    if (seat === undefined) return [{ seatId, reason: 'UNKNOWN' as const }];
    if (isChosen(seatId)) return [];
    const look = lookOf(seat);
    return [{ seatId, reason: isFreeLook(look) ? ('TOO_MANY' as const) : (REASONS[look] ?? 'NOT_NOW') }];
  });
}
