import { type Hall, type HallSeat, seatsOfIds } from '../hall/hall.ts';
import type { SeatLook } from './seat-look.ts';

const OWN: ReadonlySet<SeatLook> = new Set(['picked', 'mine', 'gone', 'offered', 'orphan', 'allotted']);

/** How each seat of a hall is drawn, remembered: so that only what has changed is drawn again. */
export class SeatLooks {
  readonly #hall: Hall;
  readonly #lookOf: (seat: HallSeat) => SeatLook;
  readonly #looks: SeatLook[];
  readonly #own = new Set<HallSeat>();

  constructor(hall: Hall, lookOf: (seat: HallSeat) => SeatLook) {
    this.#hall = hall;
    this.#lookOf = lookOf;
    this.#looks = hall.seats.map(lookOf);
    for (const seat of hall.seats) this.#note(seat);
  }

  of(seat: HallSeat): SeatLook {
    return this.#looks[seat.index]!;
  }

  /** What the buyer has, wants or has just lost, and what an organiser has set aside: to be seen from afar, too. */
  get own(): ReadonlySet<HallSeat> {
    return this.#own;
  }

  /** Looks at these seats again, without them at all; those whose look has changed are returned. */
  refresh(seatIds?: readonly string[]): HallSeat[] {
    const seats = seatIds ? seatsOfIds(this.#hall, seatIds) : this.#hall.seats;
    return seats.filter((seat) => {
      const look = this.#lookOf(seat);
      const isNew = look !== this.#looks[seat.index];
      if (!isNew) return false;
      this.#looks[seat.index] = look;
      this.#note(seat);
      return true;
    });
  }

  #note(seat: HallSeat): void {
    if (OWN.has(this.of(seat))) this.#own.add(seat);
    else this.#own.delete(seat);
  }
}
