import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { Money, OpenedAllotment, SeatCloseness, SeatLock } from '../api/box-office-types.ts';

/** What happened without the buyer's doing, to be said. */
export type News =
  | { kind: 'taken' | 'freed' | 'added' | 'givenBack'; seats: HallSeat[] }
  | { kind: 'retyped' | 'placesSet'; total: Money }
  | { kind: 'codeApplied'; lock: SeatLock }
  | { kind: 'codeEntered'; code: string; part: OpenedAllotment | null }
  | { kind: 'proposed' }
  | { kind: 'orphans' }
  | { kind: 'heldBest'; seats: HallSeat[]; closeness: SeatCloseness }
  | { kind: 'released' }
  | { kind: 'cancelled' }
  | { kind: 'extended' };
