import type { HallSeat } from '../hall/hall.ts';

/** What happened without the buyer's doing, to be said. */
export type News =
  | { kind: 'taken' | 'freed' | 'added' | 'givenBack'; seats: HallSeat[] }
  | { kind: 'released' }
  | { kind: 'cancelled' }
  | { kind: 'extended' };
