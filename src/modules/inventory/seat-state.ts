/** The states of a seat that somebody or something holds. */
export type HeldSeatState = 'LOCKED' | 'BOOKED' | 'BLOCKED';

export type SeatState = 'AVAILABLE' | HeldSeatState;

export interface SeatChange {
  seatId: string;
  state: SeatState;
}

/** How many places of an area are free, held and sold. */
export interface AreaState {
  areaId: string;
  available: number;
  held: number;
  booked: number;
}

/** A seat map at one version, sparse: seats that are not listed are AVAILABLE. */
export interface SeatMapImage {
  version: number;
  /** The epoch of PostgreSQL's history that the version is of, where it was read from there. */
  epoch?: string | null;
  unavailable: SeatChange[];
  /** Every area of the show; missing where it has none. */
  areas?: readonly AreaState[];
}
