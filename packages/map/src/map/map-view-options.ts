import type { Hall, HallSeat } from '../hall/hall.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import { isSaleArea, type Pointable } from './pointed-seat.ts';
import type { AreaFacts } from './sale-area-painter.ts';
import type { SeatLook } from './seat-look.ts';
import type { Point } from './viewport.ts';

/** What areas show, and what comes of them. */
export interface MapViewAreas extends AreaFacts {
  /** An area was tapped, clicked, or chosen by the keyboard. */
  onPick(area: SaleArea): void;
  /** The area that the pointer or the keyboard is at; null: none. As `MapViewOptions.onPoint`. */
  onPoint(area: SaleArea | null, at: Point, by: 'pointer' | 'keyboard'): void;
}

export interface MapViewOptions {
  hall: Hall;
  lookOf(seat: HallSeat): SeatLook;
  /** The colour, `#rrggbb`, of a seat that looks `allotted`; where it is another one now, `dress` is to be called. */
  tintOf?(seat: HallSeat): string | null;
  /** A seat was tapped, clicked, or chosen by the keyboard. */
  onPick(seat: HallSeat): void;
  /** The seat that the pointer or the keyboard is at, and where it is drawn; null: none. */
  onPoint(seat: HallSeat | null, at: Point, by: 'pointer' | 'keyboard'): void;
  /** Of the places without numbers; without it, they are drawn only. */
  areas?: MapViewAreas;
  /** A rectangle was drawn around these seats. Without it, dragging always moves the map. */
  onBand?(seats: HallSeat[]): void;
  /** `place` is another one now, or `near` has come or gone. */
  onPlace(): void;
  /** How a section says what is free, in the page's language. */
  freeText(free: number): string;
}

/** A seat or an area was tapped, clicked, or chosen by the keyboard. */
export function tellPicked({ areas, onPick }: MapViewOptions, thing: Pointable): void {
  if (isSaleArea(thing)) areas?.onPick(thing);
  else onPick(thing);
}

/** Something is pointed at, or nothing any more: of seats and of areas one at most. */
export function tellPointed(
  { areas, onPoint }: MapViewOptions,
  thing: Pointable | null,
  { at, by }: { at: Point; by: 'pointer' | 'keyboard' },
): void {
  const area = thing !== null && isSaleArea(thing) ? thing : null;
  areas?.onPoint(area, at, by);
  onPoint(thing !== null && !isSaleArea(thing) ? thing : null, at, by);
}
