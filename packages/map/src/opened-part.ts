/** What a promo code opens, as the client's box office has it. */
interface Part {
  readonly seatIds: readonly string[];
  readonly areas: readonly { areaId: string; available: number }[];
}

/** A promo code that is to go along with what is held, and the seats and places that it opens to this buyer. */
export class OpenedPart<P extends Part> {
  #code: string | null = null;
  #part: P | null = null;
  #seatIds: ReadonlySet<string> = new Set();

  /** What was entered; null: none. */
  get code(): string | null {
    return this.#code;
  }

  /** The part of the house that it opens; null: none. */
  get part(): P | null {
    return this.#part;
  }

  /** Whether the seat, which the map has as blocked, is open to who has the code, as far as it is free. */
  opens(seatId: string): boolean {
    return this.#seatIds.has(seatId);
  }

  /** How many places of the area are open beside those that are free for everyone. */
  placesOf(areaId: string): number {
    return this.#part?.areas.find((area) => area.areaId === areaId)?.available ?? 0;
  }

  /** In place of what was open; null: none. */
  protected open(code: string | null, part: P | null): void {
    this.#code = code;
    this.#part = part;
    this.#seatIds = new Set(part?.seatIds);
  }
}
