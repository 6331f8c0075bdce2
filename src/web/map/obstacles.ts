import { cornersOf, type HallArea } from '../hall/areas.ts';
import { type Bounds, boundsOf, overlaps } from '../hall/bounds.ts';
import type { Hall } from '../hall/hall.ts';
import type { SeatIndex } from '../hall/seat-index.ts';

const USUAL_TEXT_SIZE = 16;
/** Of a letter's width to its height, about. */
const LETTER_WIDTH = 0.6;

/** What a name must not lie over: seats, and what the plan draws beside them. All in the plan's units. */
export class Obstacles {
  readonly #index: SeatIndex;
  readonly #drawings: readonly Bounds[];

  constructor(hall: Hall, index: SeatIndex) {
    this.#index = index;
    this.#drawings = hall.areas.flatMap((area) => drawingBounds(area, index));
  }

  hasDrawing(bounds: Bounds): boolean {
    return this.#drawings.some((drawing) => overlaps(drawing, bounds));
  }

  /** Whether there is a seat in a rectangle that is not of the zone; without a zone, any seat. */
  hasSeat(bounds: Bounds, exceptZone: number | null = null): boolean {
    return this.#index.in(bounds).some(({ zoneIndex }) => zoneIndex !== exceptZone);
  }

  /** Whether a place is on a zone's own ground: one of its seats is so near. */
  isOn(zoneIndex: number, { x, y }: { x: number; y: number }, within: number): boolean {
    const around = { left: x - within, right: x + within, top: y - within, bottom: y + within };
    return this.#index.in(around).some((seat) => seat.zoneIndex === zoneIndex);
  }
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
