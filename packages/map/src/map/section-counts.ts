import type { Hall, HallSeat } from '../hall/hall.ts';
import { isFreeLook, type SeatLook } from './seat-look.ts';

/** How a section is filled: by its prices, or as sold out; paler while its seats' states are on their way. */
export type SectionState = 'unknown' | 'free' | 'soldOut';

/** How many seats of each zone can be had, kept up to date seat by seat. */
export class SectionCounts {
  readonly #hall: Hall;
  readonly #lookOf: (seat: HallSeat) => SeatLook;
  /** By the zone's index; null: not known yet. */
  readonly #free: (number | null)[];

  constructor(hall: Hall, lookOf: (seat: HallSeat) => SeatLook) {
    this.#hall = hall;
    this.#lookOf = lookOf;
    this.#free = hall.zones.map((_, index) => this.#count(index));
  }

  /** Null while it is not known. */
  free(zoneIndex: number): number | null {
    return this.#free[zoneIndex] ?? null;
  }

  state(zoneIndex: number): SectionState {
    const free = this.free(zoneIndex);
    if (free === null) return 'unknown';
    return free > 0 ? 'free' : 'soldOut';
  }

  /** Counts the zones of these seats anew; whether a section is to be filled differently now. */
  refresh(changed: readonly HallSeat[]): boolean {
    let isDifferent = false;
    for (const zoneIndex of new Set(changed.map((seat) => seat.zoneIndex))) {
      const before = this.state(zoneIndex);
      this.#free[zoneIndex] = this.#count(zoneIndex);
      isDifferent ||= this.state(zoneIndex) !== before;
    }
    return isDifferent;
  }

  #count(zoneIndex: number): number | null {
    let free = 0;
    for (const { seats } of this.#hall.zones[zoneIndex]!.rows) {
      for (const seat of seats) {
        const look = this.#lookOf(seat);
        if (look === 'unknown') return null;
        if (isFreeLook(look) || look === 'picked') free += 1;
      }
    }
    return free;
  }
}
