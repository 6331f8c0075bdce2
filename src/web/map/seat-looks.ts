import type { Hall, HallSeat } from '../hall/hall.ts';
import type { SeatLook } from './seat-look.ts';

/** How each seat of a hall is drawn, remembered: so that only what has changed is drawn again. */
export class SeatLooks {
  readonly #hall: Hall;
  readonly #lookOf: (seat: HallSeat) => SeatLook;
  readonly #looks: SeatLook[];

  constructor(hall: Hall, lookOf: (seat: HallSeat) => SeatLook) {
    this.#hall = hall;
    this.#lookOf = lookOf;
    this.#looks = hall.seats.map(lookOf);
  }

  of(seat: HallSeat): SeatLook {
    return this.#looks[seat.index]!;
  }

  /** Looks at these seats again, without them at all; those whose look has changed are returned. */
  refresh(seatIds?: readonly string[]): HallSeat[] {
    const seats =
      seatIds?.map((id) => this.#hall.byId.get(id)).filter((seat) => seat !== undefined) ?? this.#hall.seats;
    return seats.filter((seat) => {
      const look = this.#lookOf(seat);
      const isNew = look !== this.#looks[seat.index];
      if (isNew) this.#looks[seat.index] = look;
      return isNew;
    });
  }
}
