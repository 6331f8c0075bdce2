import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SeatState } from '../api/box-office-types.ts';

export type SeatCounts = Record<SeatState, number>;

/** How many of the seats are in which state. */
export function countStates(seats: Iterable<HallSeat>, seatMap: Pick<SeatMap, 'seatState'>): SeatCounts {
  const counts = { AVAILABLE: 0, LOCKED: 0, BOOKED: 0, BLOCKED: 0 };
  for (const { id } of seats) counts[seatMap.seatState(id)] += 1;
  return counts;
}

/** All of these together. */
export function sumOfCounts(all: readonly SeatCounts[]): SeatCounts {
  const sum = { AVAILABLE: 0, LOCKED: 0, BOOKED: 0, BLOCKED: 0 };
  for (const counts of all) {
    for (const state of Object.keys(sum) as SeatState[]) sum[state] += counts[state];
  }
  return sum;
}

/** The same of a whole hall, without looking at the seats that are free. */
export function countHall(total: number, unavailable: ReadonlyMap<string, SeatState>): SeatCounts {
  const counts = { AVAILABLE: total - unavailable.size, LOCKED: 0, BOOKED: 0, BLOCKED: 0 };
  unavailable.forEach((state) => {
    counts[state] += 1;
  });
  return counts;
}
