import type { HallSeat } from '../hall/hall.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import type { Point } from './viewport.ts';

/** What the pointer and the keyboard can be at. */
export type Pointable = HallSeat | SaleArea;

export function isSaleArea(thing: Pointable): thing is SaleArea {
  return 'capacity' in thing;
}

export interface PointedSeatOptions {
  /** Draws a ring around a seat or an area; null: around none. */
  mark(seat: Pointable | null): void;
  /** The seat or area that the pointer or the keyboard is at, and where it is drawn; null: none. */
  onPoint(seat: Pointable | null, at: Point, by: 'pointer' | 'keyboard'): void;
}

const NOWHERE: Point = { x: 0, y: 0 };

/** Which seat or area the pointer or the keyboard is at: what is said of it goes as soon as the map moves below the pointer. */
export class PointedSeat {
  readonly #options: PointedSeatOptions;
  #cursor: Pointable | null = null;
  #isTold = false;

  constructor(options: PointedSeatOptions) {
    this.#options = options;
  }

  /** Where the keyboard is; null: nowhere. */
  get cursor(): Pointable | null {
    return this.#cursor;
  }

  /** The pointer is at a seat, drawn at that place; null: at none. */
  hover(seat: Pointable | null, at: Point = NOWHERE): void {
    this.#options.mark(seat);
    this.#tell(seat, at, 'pointer');
  }

  /** Marks a seat of which nothing is to be said yet; null: none is marked, and nothing is said any more. */
  moveCursor(seat: Pointable | null): void {
    this.#cursor = seat;
    this.#options.mark(seat);
    if (!seat) this.#tell(null, NOWHERE, 'keyboard');
  }

  /** Says what the marked seat is, drawn at that place. */
  tellCursor(at: Point): void {
    if (this.#cursor) this.#tell(this.#cursor, at, 'keyboard');
  }

  /** The map moves: what the pointer was at is elsewhere. */
  leave(): void {
    if (!this.#isTold) return;
    this.#options.mark(this.#cursor);
    this.#tell(null, NOWHERE, 'pointer');
  }

  /** Nothing is told of a pointer that goes on pointing at nothing: whoever listens draws the page again. */
  #tell(seat: Pointable | null, at: Point, by: 'pointer' | 'keyboard'): void {
    if (seat === null && !this.#isTold) return;
    this.#isTold = seat !== null;
    this.#options.onPoint(seat, at, by);
  }
}
