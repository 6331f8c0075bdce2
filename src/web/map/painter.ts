import type { Bounds, Hall, HallSeat } from '../hall/hall.ts';
import { type RowName, rowNamesOf } from '../hall/row-names.ts';
import { PlaceIndex, type SeatIndex } from '../hall/seat-index.ts';
import { paintAreas } from './area-painter.ts';
import type { MapTheme, SeatLook } from './seat-look.ts';
import { SeatSprites } from './seat-sprites.ts';
import type { View } from './viewport.ts';

export interface Painting {
  context: CanvasRenderingContext2D;
  view: View;
  pixelRatio: number;
  /** The part of the view that is to be painted (CSS pixels); the context is clipped to it, and empty there. */
  region: Bounds;
}

/** Below this size of a seat, in pixels, shapes can't be told apart: squares do. */
const SHAPES_FROM_PX = 4.5;
const SMALLEST_SQUARE_PX = 0.8;
const ROW_NAMES_FROM_PX = 11;
/** Half of the longest that is usual. */
const ROW_NAME_REACH_PX = 20;
/** Of the grid in which they are found, in seats. */
const ROW_NAME_CELL = 8;
/** Where seats of one zone are much farther apart than those of another. */
const LARGEST_SHAPE_PX = 96;
const SEAT_NUMBERS_FROM_PX = 22;
export const FONT = 'system-ui, sans-serif';

export interface PainterOptions {
  hall: Hall;
  index: SeatIndex;
  theme: MapTheme;
  colors: ReadonlyMap<string, string>;
  lookOf: (seat: HallSeat) => SeatLook;
}

/** Draws parts of a hall. */
export class HallPainter {
  readonly #options: PainterOptions;
  readonly #rowNames: PlaceIndex<RowName>;
  #sprites: SeatSprites | null = null;
  #spriteRatio = 0;

  constructor(options: PainterOptions) {
    this.#options = options;
    this.#rowNames = new PlaceIndex(rowNamesOf(options.hall), options.hall.pitch * ROW_NAME_CELL);
  }

  paint(painting: Painting): void {
    const { context, view, pixelRatio } = painting;
    const { hall, theme } = this.#options;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    if (hall.areas.length > 0) paintAreas({ context, view, areas: hall.areas, theme, font: FONT });
    const pitch = hall.pitch * view.scale;
    const seats = this.#seatsIn(painting);
    if (pitch < SHAPES_FROM_PX) this.#paintSquares(painting, seats);
    else this.#paintShapes(painting, seats);
    if (pitch >= SEAT_NUMBERS_FROM_PX) this.#paintNumbers(painting, seats, pitch);
    if (pitch >= ROW_NAMES_FROM_PX) this.#paintRowNames(painting, pitch);
  }

  /** Those of which a part may be in the region. */
  #seatsIn({ view, region }: Painting): HallSeat[] {
    const reach = Math.max(this.#options.hall.largestRoom * view.scale, SHAPES_FROM_PX) * 0.75;
    return this.#options.index.in(boundsInPlan(view, region, reach));
  }

  #paintSquares({ context, view: { scale, left, top } }: Painting, seats: readonly HallSeat[]): void {
    const { theme, lookOf } = this.#options;
    // By colour, since changing the colour is what takes the time.
    const groups = new Map<string, { color: string; share: number; seats: HallSeat[] }>();
    for (const seat of seats) {
      const look = lookOf(seat);
      const key = look + seat.tier.category;
      const group = groups.get(key);
      if (group) group.seats.push(seat);
      else {
        const [color, share] = squareOf(look, this.#colorOf(seat), theme);
        groups.set(key, { color, share, seats: [seat] });
      }
    }
    for (const { color, share, seats: ofGroup } of groups.values()) {
      context.fillStyle = color;
      for (const { x, y, room } of ofGroup) {
        const size = Math.max(SMALLEST_SQUARE_PX, Math.min(room * scale, SHAPES_FROM_PX) * share);
        context.fillRect(x * scale + left - size / 2, y * scale + top - size / 2, size, size);
      }
    }
  }

  #paintShapes({ context, view, pixelRatio }: Painting, seats: readonly HallSeat[]): void {
    const { lookOf } = this.#options;
    const { scale, left, top } = view;
    const sprites = this.#spritesFor(pixelRatio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const seat of seats) {
      const sprite = sprites.get(lookOf(seat), this.#colorOf(seat), Math.min(seat.room * scale, LARGEST_SHAPE_PX) / 2);
      const half = sprite.width / 2;
      const x = Math.round((seat.x * scale + left) * pixelRatio - half);
      const y = Math.round((seat.y * scale + top) * pixelRatio - half);
      context.drawImage(sprite, x, y);
    }
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  }

  #paintNumbers({ context, view }: Painting, seats: readonly HallSeat[], pitch: number): void {
    const { scale, left, top } = view;
    context.font = `600 ${Math.min(15, pitch * 0.4)}px ${FONT}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const seat of seats) {
      if (this.#options.lookOf(seat) !== 'available') continue;
      context.fillStyle = readableOn(this.#colorOf(seat));
      context.fillText(seat.number, seat.x * scale + left, seat.y * scale + top + pitch * 0.02);
    }
  }

  #paintRowNames({ context, view, region }: Painting, pitch: number): void {
    const { theme } = this.#options;
    context.font = `500 ${Math.min(14, Math.max(9, pitch * 0.5))}px ${FONT}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = theme.label;
    const bounds = boundsInPlan(view, region, ROW_NAME_REACH_PX);
    for (const { name, x, y } of this.#rowNames.in(bounds)) {
      context.fillText(name, x * view.scale + view.left, y * view.scale + view.top);
    }
  }

  #colorOf(seat: HallSeat): string {
    return this.#options.colors.get(seat.tier.category) ?? this.#options.theme.ink;
  }

  #spritesFor(pixelRatio: number): SeatSprites {
    if (!this.#sprites || this.#spriteRatio !== pixelRatio) {
      this.#sprites = new SeatSprites(this.#options.theme, pixelRatio);
      this.#spriteRatio = pixelRatio;
    }
    return this.#sprites;
  }
}

/** Colour, and size as a share of the pitch. */
function squareOf(look: SeatLook, color: string, theme: MapTheme): [string, number] {
  switch (look) {
    case 'available':
      return [color, 0.78];
    case 'picked':
      return [theme.ink, 1.3];
    case 'mine':
      return [theme.accent, 1.3];
    case 'gone':
      return [theme.danger, 1.2];
    case 'held':
      return [color, 0.42];
    case 'booked':
      return [theme.faint, 0.62];
    case 'unknown':
    case 'blocked':
      return [theme.faint, 0.42];
  }
}

/** Black or white, whichever is read better on a colour (`#rrggbb`). */
function readableOn(color: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number];
  return r * 0.299 + g * 0.587 + b * 0.114 > 150 ? '#16181d' : '#ffffff';
}

/** A region of a view and so many pixels around it, in the plan's units. */
function boundsInPlan({ scale, left, top }: View, region: Bounds, margin: number): Bounds {
  return {
    left: (region.left - margin - left) / scale,
    right: (region.right + margin - left) / scale,
    top: (region.top - margin - top) / scale,
    bottom: (region.bottom + margin - top) / scale,
  };
}
