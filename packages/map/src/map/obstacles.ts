import { cornersOf, type HallArea } from '../hall/areas.ts';
import { type Bounds, boundsOf, overlaps, widened } from '../hall/bounds.ts';
import { type Box, boundsOfBox, boxesOverlap, boxOf, distanceToBox } from '../hall/boxes.ts';
import type { Hall, HallSeat } from '../hall/hall.ts';
import { drawnRowName, LETTER_WIDTH, type RowNameInLine, rowNameSize, rowNamesOf } from '../hall/row-names.ts';
import { PlaceIndex, type SeatIndex } from '../hall/seat-index.ts';

const USUAL_TEXT_SIZE = 16;
/** Of the grid in which row names are found, in seats. */
const ROW_NAME_CELL = 8;
const MOST_CELLS = 50;

/** What a name must not lie over: seats, row names, and what the plan draws beside them. All in the plan's units. */
export class Obstacles {
  readonly #hall: Hall;
  readonly #index: SeatIndex;
  readonly #drawings: readonly Bounds[];
  readonly #rowNames: PlaceIndex<RowNameInLine>;
  readonly #longestRowName: number;

  constructor(hall: Hall, index: SeatIndex) {
    this.#hall = hall;
    this.#index = index;
    this.#drawings = hall.areas.flatMap((area) => drawingBounds(area, index));
    const rowNames = rowNamesOf(hall);
    const { left, right, top, bottom } = hall.bounds;
    const cell = Math.max(hall.pitch * ROW_NAME_CELL, Math.max(right - left, bottom - top) / MOST_CELLS);
    this.#rowNames = new PlaceIndex(rowNames, cell);
    this.#longestRowName = rowNames.reduce((most, { name }) => Math.max(most, name.length), 0);
  }

  hasDrawing(box: Box): boolean {
    return this.#drawings.some((drawing) => boxesOverlap(boxOf(drawing), box));
  }

  /** Whether a part of a seat is in a box. */
  hasSeat(box: Box): boolean {
    return this.#seatsNear(boundsOfBox(box)).some((seat) => distanceToBox(box, seat) < seat.room / 2);
  }

  /** Whether the name of a row is in a box where they are drawn, at so many pixels for each unit of the plan. */
  hasRowName(box: Box, scale: number): boolean {
    const size = rowNameSize(this.#hall.largestRoom * scale);
    if (size === null) return false;
    const reach = (Math.max(2, this.#longestRowName) * size) / scale;
    return this.#rowNames.in(widened(boundsOfBox(box), reach)).some((name) => {
      const drawn = drawnRowName(name, scale);
      return drawn !== null && boxesOverlap(box, drawn.box);
    });
  }

  /** Whether the seat that is nearest to a place is the zone's own, and at most so far away. */
  isNearestTo(zoneIndex: number, { x, y }: { x: number; y: number }, within: number): boolean {
    return this.#index.nearest(x, y, within)?.zoneIndex === zoneIndex;
  }

  /** What is in the way within a zone's own bounds, as circles: other zones' seats, so wide, and drawings. */
  takenWithin(zoneIndex: number, bounds: Bounds, radius: number): { x: number; y: number; radius: number }[] {
    const seats = this.#seatsNear(widened(bounds, radius)).filter((seat) => seat.zoneIndex !== zoneIndex);
    const drawings = this.#drawings.filter((drawing) => overlaps(drawing, bounds));
    return [
      ...seats.map(({ x, y }) => ({ x, y, radius })),
      ...drawings.flatMap((drawing) => circlesOver(drawing, radius)),
    ];
  }

  #seatsNear(bounds: Bounds): HallSeat[] {
    return this.#index.in(widened(bounds, this.#hall.largestRoom / 2));
  }
}

/** Circles that cover a rectangle, of about so large a radius. */
function circlesOver({ left, right, top, bottom }: Bounds, radius: number): { x: number; y: number; radius: number }[] {
  const columns = stepsOver(right - left, radius);
  const rows = stepsOver(bottom - top, radius);
  const [width, height] = [(right - left) / columns, (bottom - top) / rows];
  const reach = Math.hypot(width, height) / 2;
  return Array.from({ length: columns * rows }, (_, index) => ({
    x: left + ((index % columns) + 0.5) * width,
    y: top + (Math.floor(index / columns) + 0.5) * height,
    radius: reach,
  }));
}

function stepsOver(length: number, radius: number): number {
  return Math.min(MOST_CELLS, Math.max(1, Math.ceil(length / radius)));
}

/** A shape with seats upon it is the floor below them and no obstacle; its words are one. */
function drawingBounds(area: HallArea, index: SeatIndex): Bounds[] {
  const bounds = boundsOf(cornersOf(area));
  const isFloor = area.shape.kind !== 'none' && index.in(bounds).length > 0;
  if (!isFloor && area.shape.kind !== 'none') return [bounds];
  return area.label === null ? [] : [textBounds(area, area.label)];
}

function textBounds(area: HallArea, { text, at, size }: NonNullable<HallArea['label']>): Bounds {
  const { shape } = area;
  const middle = shape.kind === 'rectangle' ? { x: shape.width / 2, y: shape.height / 2 } : { x: 0, y: 0 };
  const [x, y] = [area.x + (at ?? middle).x, area.y + (at ?? middle).y];
  const height = size ?? USUAL_TEXT_SIZE;
  const half = (text.length * height * LETTER_WIDTH) / 2;
  return { left: x - half, right: x + half, top: y - height / 2, bottom: y + height / 2 };
}
