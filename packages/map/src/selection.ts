import type { Hall, HallSeat } from './hall/hall.ts';

/** The seats that were picked and are not held yet, in the plan's order. */
export class Selection {
  readonly #picked = new Map<string, HallSeat>();
  readonly #gone = new Set<string>();
  readonly #key: string | null;

  /** `key`: under which the tab keeps it over a reload; null: it is not kept. */
  constructor(hall: Hall, key: string | null) {
    this.#key = key;
    for (const seatId of readStored(this.#key)) {
      const seat = hall.byId.get(seatId);
      if (seat) this.#picked.set(seatId, seat);
    }
  }

  get seats(): HallSeat[] {
    return [...this.#picked.values()].sort((a, b) => a.index - b.index);
  }

  /** Those that nobody else has taken. */
  get kept(): HallSeat[] {
    return this.seats.filter(({ id }) => !this.#gone.has(id));
  }

  get size(): number {
    return this.#picked.size;
  }

  has(seatId: string): boolean {
    return this.#picked.has(seatId);
  }

  /** Whether somebody else was quicker. */
  isGone(seatId: string): boolean {
    return this.#gone.has(seatId);
  }

  get goneCount(): number {
    return this.#gone.size;
  }

  /** Marks picked seats as gone; those that were not before are returned. */
  markGone(seatIds: readonly string[]): HallSeat[] {
    const news = seatIds.filter((id) => this.has(id) && !this.#gone.has(id));
    for (const id of news) this.#gone.add(id);
    return news.map((id) => this.#picked.get(id)!);
  }

  /** The contrary: those that were gone are returned. */
  markFree(seatIds: readonly string[]): HallSeat[] {
    return seatIds.filter((id) => this.#gone.delete(id)).map((id) => this.#picked.get(id)!);
  }

  dropGone(): void {
    for (const seatId of [...this.#gone]) this.delete(seatId);
  }

  add(seat: HallSeat): void {
    this.#picked.set(seat.id, seat);
    this.#store();
  }

  delete(seatId: string): void {
    this.#gone.delete(seatId);
    if (this.#picked.delete(seatId)) this.#store();
  }

  replace(seats: readonly HallSeat[]): void {
    this.#picked.clear();
    this.#gone.clear();
    for (const seat of seats) this.#picked.set(seat.id, seat);
    this.#store();
  }

  #store(): void {
    if (this.#key === null) return;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify([...this.#picked.keys()]));
    } catch {
      // Nothing is kept then; the page works all the same.
    }
  }
}

function readStored(key: string | null): string[] {
  if (key === null) return [];
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
