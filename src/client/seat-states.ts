import type { SeatMapEvent, SeatState } from './seat-map-event.ts';

/**
 * The states of a show's seats, brought forward by the server's messages. Seats that are AVAILABLE are not in it: a hall of
 * 20,000 seats at the beginning of its sale is an empty map.
 */
export class SeatStates {
  readonly #unavailable = new Map<string, SeatState>();
  #version: number | null = null;
  #cursor: string | null = null;

  /** Null before the first snapshot. */
  get version(): number | null {
    return this.#version;
  }

  /** Where to go on after a drop; null: from a snapshot. */
  get cursor(): string | null {
    return this.#cursor;
  }

  get unavailable(): ReadonlyMap<string, SeatState> {
    return this.#unavailable;
  }

  /** The seats whose state has changed; null when a delta does not follow what is here: nothing was applied then. */
  apply(event: SeatMapEvent): string[] | null {
    if (event.__typename === 'SeatMapSnapshot') return this.#replace(event);
    if (event.previousVersion !== this.#version) return null;
    const changed = event.changes.filter(({ seatId, state }) => this.#put(seatId, state)).map(({ seatId }) => seatId);
    this.#version = event.version;
    this.#cursor = event.cursor;
    return changed;
  }

  /** The next connection begins with a snapshot. What is known stays until then. */
  forgetCursor(): void {
    this.#cursor = null;
  }

  #replace({ version, cursor, seats }: Extract<SeatMapEvent, { __typename: 'SeatMapSnapshot' }>): string[] {
    const next = new Map(seats.map(({ seatId, state }) => [seatId, state]));
    const freed = [...this.#unavailable.keys()].filter((seatId) => !next.has(seatId));
    const changed = [...freed, ...next.keys()].filter((seatId) => this.#put(seatId, next.get(seatId) ?? 'AVAILABLE'));
    this.#version = version;
    this.#cursor = cursor;
    return changed;
  }

  #put(seatId: string, state: SeatState): boolean {
    if ((this.#unavailable.get(seatId) ?? 'AVAILABLE') === state) return false;
    if (state === 'AVAILABLE') this.#unavailable.delete(seatId);
    else this.#unavailable.set(seatId, state);
    return true;
  }
}
