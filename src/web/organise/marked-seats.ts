import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';

/** The seats that an organiser has selected, in the plan's order. */
export class MarkedSeats {
  readonly #seats = new Set<HallSeat>();

  get size(): number {
    return this.#seats.size;
  }

  get seats(): HallSeat[] {
    return [...this.#seats].sort((a, b) => a.index - b.index);
  }

  has(seat: HallSeat): boolean {
    return this.#seats.has(seat);
  }

  /** Selects the seats; when all of them are already, takes them out. Says which. */
  toggle(seats: readonly HallSeat[]): 'added' | 'removed' {
    const isRemoving = seats.every((seat) => this.#seats.has(seat));
    for (const seat of seats) {
      if (isRemoving) this.#seats.delete(seat);
      else this.#seats.add(seat);
    }
    return isRemoving ? 'removed' : 'added';
  }

  add(seats: readonly HallSeat[]): void {
    for (const seat of seats) this.#seats.add(seat);
  }

  clear(): void {
    this.#seats.clear();
  }
}
