import { boundsOf } from './bounds.ts';
import type { Section } from './sections.ts';

interface Place {
  x: number;
  y: number;
}

export interface SectionGroundOptions {
  section: Pick<Section, 'parts' | 'thickness' | 'middle'>;
  /** Along which texts are to lie, clockwise, in radians. */
  angle: number;
  /** What the section does not have to itself: other sections' seats, drawings; as circles. */
  taken: readonly (Place & { radius: number })[];
}

const CELLS_TO_A_SIDE = 48;
/** Where rows are too close for cells of that size. */
const MOST_CELLS_TO_A_SIDE = 128;
/** From one place that is tried to the next, in cells: about the middle, and far from it, where a name is seldom wanted. */
const STRIDE = 2;
const FAR_STRIDE = 6;
/** How far from the middle is far, in cells. */
const FAR_CELLS = 10;
/** From one circle to the next along a row, as a factor of their radius: rows still run into each other. */
const STEP = 0.8;
const MAX_REMEMBERED = 12;

/** The ground that a section's shape covers, as a grid of cells along a direction: tells quickly where a text has room on it. */
export class SectionGround {
  readonly #cos: number;
  readonly #sin: number;
  readonly #cell: number;
  readonly #left: number;
  readonly #top: number;
  readonly #columns: number;
  readonly #rows: number;
  /** How many cells above and to the left of a corner of the grid are ground. */
  readonly #sums: Int32Array;
  readonly #ground: Uint8Array;
  /** In the direction's own system, as are the places that are tried: from the middle outwards. */
  readonly #middle: Place;
  #spots: readonly Place[] | null = null;
  /** Sizes for which there was no room: nor is there for larger ones. */
  readonly #refused: { width: number; height: number }[] = [];

  constructor({ section: { parts, thickness, middle }, angle, taken }: SectionGroundOptions) {
    this.#cos = Math.cos(angle);
    this.#sin = Math.sin(angle);
    const lines = parts.flatMap((part) => part.lines.map((line) => line.map((place) => this.#turned(place))));
    const reach = thickness / 2;
    const { left, right, top, bottom } = boundsOf(lines.flat());
    this.#left = left - reach;
    this.#top = top - reach;
    const side = Math.max(right - left, bottom - top) + thickness;
    this.#cell = Math.max(side / MOST_CELLS_TO_A_SIDE, Math.min(side / CELLS_TO_A_SIDE, reach));
    this.#columns = Math.ceil((right - left + thickness) / this.#cell);
    this.#rows = Math.ceil((bottom - top + thickness) / this.#cell);
    const ground = new Uint8Array(this.#columns * this.#rows);
    for (const line of lines) {
      for (const place of alongLine(line, reach * STEP)) this.#mark(ground, { ...place, radius: reach }, 1);
    }
    for (const { radius, ...place } of taken) this.#mark(ground, { ...this.#turned(place), radius }, 0);
    this.#ground = this.#withoutEdge(ground);
    this.#sums = this.#summed(this.#ground);
    this.#middle = this.#turned(middle);
  }

  /** The middle of a text of that size, as near to the section's own as there is room; null: there is none. All in the plan's units. */
  placeFor(width: number, height: number): Place | null {
    if (this.#refused.some((size) => size.width <= width && size.height <= height)) return null;
    if (this.#hasRoomAt(this.#middle, width, height)) return this.#turnedBack(this.#middle);
    this.#spots ??= this.#spotsAround(this.#middle);
    for (const spot of this.#spots) if (this.#hasRoomAt(spot, width, height)) return this.#turnedBack(spot);
    if (this.#refused.length >= MAX_REMEMBERED) this.#refused.shift();
    this.#refused.push({ width, height });
    return null;
  }

  #turned({ x, y }: Place): Place {
    return { x: x * this.#cos + y * this.#sin, y: y * this.#cos - x * this.#sin };
  }

  #turnedBack({ x, y }: Place): Place {
    return { x: x * this.#cos - y * this.#sin, y: x * this.#sin + y * this.#cos };
  }

  /** Sets the cells whose middles are in a circle. */
  #mark(ground: Uint8Array, { x, y, radius }: Place & { radius: number }, value: 0 | 1): void {
    const at = (cell: number, start: number) => start + (cell + 0.5) * this.#cell;
    const firstRow = Math.max(0, Math.floor((y - radius - this.#top) / this.#cell));
    const lastRow = Math.min(this.#rows - 1, Math.floor((y + radius - this.#top) / this.#cell));
    for (let row = firstRow; row <= lastRow; row += 1) {
      const half = Math.sqrt(Math.max(0, radius ** 2 - (at(row, this.#top) - y) ** 2));
      const first = Math.max(0, Math.ceil((x - half - this.#left) / this.#cell - 0.5));
      const last = Math.min(this.#columns - 1, Math.floor((x + half - this.#left) / this.#cell - 0.5));
      if (last >= first) ground.fill(value, row * this.#columns + first, row * this.#columns + last + 1);
    }
  }

  /** A cell counts by its middle: those at the edge may reach beyond the shape. */
  #withoutEdge(ground: Uint8Array): Uint8Array {
    const wide = this.#columns;
    const isInner = (cell: number, column: number) =>
      ground[cell] === 1 &&
      column > 0 &&
      column < wide - 1 &&
      ground[cell - 1] === 1 &&
      ground[cell + 1] === 1 &&
      ground[cell - wide] === 1 &&
      ground[cell + wide] === 1;
    return ground.map((_, cell) => (isInner(cell, cell % wide) ? 1 : 0));
  }

  #summed(ground: Uint8Array): Int32Array {
    const wide = this.#columns + 1;
    const sums = new Int32Array(wide * (this.#rows + 1));
    for (let row = 0; row < this.#rows; row += 1) {
      let inRow = 0;
      for (let column = 0; column < this.#columns; column += 1) {
        inRow += ground[row * this.#columns + column]!;
        sums[(row + 1) * wide + column + 1] = sums[row * wide + column + 1]! + inRow;
      }
    }
    return sums;
  }

  #spotsAround(middle: Place): Place[] {
    const spots: (Place & { distance: number })[] = [];
    for (let row = 0; row < this.#rows; row += STRIDE) {
      for (let column = 0; column < this.#columns; column += STRIDE) {
        if (this.#ground[row * this.#columns + column] === 0) continue;
        const [x, y] = [this.#left + (column + 0.5) * this.#cell, this.#top + (row + 0.5) * this.#cell];
        const distance = Math.hypot(x - middle.x, y - middle.y);
        const isTried = distance <= FAR_CELLS * this.#cell || (row % FAR_STRIDE === 0 && column % FAR_STRIDE === 0);
        if (isTried) spots.push({ x, y, distance });
      }
    }
    return spots.sort((a, b) => a.distance - b.distance);
  }

  /** Whether all cells of which a part lies in a rectangle are ground. */
  #hasRoomAt({ x, y }: Place, width: number, height: number): boolean {
    const left = Math.floor((x - width / 2 - this.#left) / this.#cell);
    const right = Math.ceil((x + width / 2 - this.#left) / this.#cell);
    const top = Math.floor((y - height / 2 - this.#top) / this.#cell);
    const bottom = Math.ceil((y + height / 2 - this.#top) / this.#cell);
    if (left < 0 || top < 0 || right > this.#columns || bottom > this.#rows) return false;
    const wide = this.#columns + 1;
    const sums = this.#sums;
    const above = sums[top * wide + right]! - sums[top * wide + left]!;
    const covered = sums[bottom * wide + right]! - sums[bottom * wide + left]! - above;
    return covered === (right - left) * (bottom - top);
  }
}

/** Places along a line, at most so far from one to the next. */
function* alongLine(line: readonly Place[], step: number): Generator<Place> {
  yield line[0]!;
  for (const [index, to] of line.slice(1).entries()) {
    const from = line[index]!;
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step);
    for (let at = 1; at <= steps; at += 1) {
      yield { x: from.x + ((to.x - from.x) * at) / steps, y: from.y + ((to.y - from.y) * at) / steps };
    }
  }
}
