import { AreaCounts } from './area-counts.ts';
import type { SeatMapEvent, SeatState } from './seat-map-event.ts';
import { SeatStateMap } from './seat-state-map.ts';

/**
 * The states of a show's seats, and what is free of its areas, brought forward by the server's messages. Seats that are AVAILABLE are not in it: a hall of
 * 20,000 seats at the beginning of its sale is an empty map.
 */
export class SeatStates {
  #unavailable = new SeatStateMap();
  readonly #areas = new AreaCounts();
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

  /** Another one after each change of a seat; it does not change itself. */
  get unavailable(): SeatStateMap {
    return this.#unavailable;
  }

  /** How many places of each area can be locked: another one after each change of an area. */
  get areas(): ReadonlyMap<string, number> {
    return this.#areas.available;
  }

  /** The seats whose state has changed; null when a delta does not follow what is here: nothing was applied then. */
  apply(event: SeatMapEvent): string[] | null {
    if (event.__typename === 'SeatMapDelta' && event.previousVersion !== this.#version) return null;
    const changed = event.__typename === 'SeatMapSnapshot' ? this.#replace(event.seats) : this.#change(event.changes);
    const areas = 'areas' in event ? event.areas : [];
    if (event.__typename === 'SeatMapSnapshot') this.#areas.replace(areas);
    else this.#areas.change(areas);
    this.#version = event.version;
    this.#cursor = event.cursor;
    return changed;
  }

  /** The next connection begins with a snapshot. What is known stays until then. */
  forgetCursor(): void {
    this.#cursor = null;
  }

  #change(changes: readonly { seatId: string; state: SeatState }[]): string[] {
    const { map, changed } = this.#unavailable.with(changes);
    this.#unavailable = map;
    return changed;
  }

  #replace(seats: readonly { seatId: string; state: SeatState }[]): string[] {
    const before = this.#unavailable;
    const entries = new Map(seats.map(({ seatId, state }) => [seatId, state]));
    for (const [seatId, state] of entries) if (state === 'AVAILABLE') entries.delete(seatId);
    const next = new SeatStateMap(entries);
    const freed = [...before.keys()].filter((seatId) => !next.has(seatId));
    const taken = [...next].filter(([seatId, state]) => before.get(seatId) !== state).map(([seatId]) => seatId);
    const changed = [...freed, ...taken];
    if (changed.length > 0) this.#unavailable = next;
    return changed;
  }
}
