export type SeatState = 'AVAILABLE' | 'LOCKED' | 'BOOKED' | 'BLOCKED';

export interface SeatChange {
  seatId: string;
  state: SeatState;
}

/** A seat map at one version, sparse: seats that are not listed are AVAILABLE. */
export interface SeatMapImage {
  version: number;
  unavailable: SeatChange[];
}
