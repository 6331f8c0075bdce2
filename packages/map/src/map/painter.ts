import type { Bounds } from '../hall/bounds.ts';
import { legibleColors, mixed, readableOn } from '../hall/colors.ts';
import type { Hall, HallSeat } from '../hall/hall.ts';
import { drawnRowName, type RowNameInLine, rowNameReach, rowNamesOf } from '../hall/row-names.ts';
import { PlaceIndex, type SeatIndex } from '../hall/seat-index.ts';
import { paintAreas } from './area-painter.ts';
import type { SaleAreaPainter } from './sale-area-painter.ts';
import { type MapTheme, paintWheelchair, type SeatLook } from './seat-look.ts';
import type { SeatLooks } from './seat-looks.ts';
import { SeatSprites } from './seat-sprites.ts';
import { SECTION_BELOW_PX, type SectionPainter, UNKNOWN_SHARE } from './section-painter.ts';
import type { View } from './viewport.ts';

export interface Painting {
  context: CanvasRenderingContext2D;
  view: View;
  pixelRatio: number;
  /** The part of the view that is to be painted (CSS pixels); the context is clipped to it, and empty there. */
  region: Bounds;
}

/** Below this size of a seat, in pixels, shapes can't be told apart: squares do. */
const SHAPES_FROM_PX = SECTION_BELOW_PX;
const SMALLEST_SQUARE_PX = 0.8;
/** What the buyer has is found from any distance. */
const SMALLEST_OWN_PX = 5;
/** Of the grid in which they are found, in seats. */
const ROW_NAME_CELL = 8;
/** Where seats of one zone are much farther apart than those of another. */
const LARGEST_SHAPE_PX = 96;
const SEAT_NUMBERS_FROM_PX = 22;
/** The sign can be made out when a number can't be read yet. */
const WHEELCHAIRS_FROM_PX = 14;
export const FONT = 'system-ui, sans-serif';

export interface PainterOptions {
  hall: Hall;
  index: SeatIndex;
  theme: MapTheme;
  colors: ReadonlyMap<string, string>;
  looks: SeatLooks;
  /** The colour, `#rrggbb`, of a seat that looks allotted. */
  tintOf?: ((seat: HallSeat) => string | null) | undefined;
  sections: SectionPainter;
  /** Without it the hall has no areas that are for sale. */
  saleAreas?: SaleAreaPainter;
}

/** Draws parts of a hall. */
export class HallPainter {
  readonly #options: PainterOptions;
  readonly #rowNames: PlaceIndex<RowNameInLine>;
  readonly #rowNameReach_px: number;
  /** As they can be seen on the background. */
  readonly #tints = new Map<string, string>();
  #sprites: SeatSprites | null = null;
  #spriteRatio = 0;

  constructor(options: PainterOptions) {
    this.#options = options;
    const rowNames = rowNamesOf(options.hall);
    this.#rowNames = new PlaceIndex(rowNames, cellSize(options.hall));
    this.#rowNameReach_px = rowNameReach(rowNames.reduce((most, { letters }) => Math.max(most, letters), 0));
  }

  paint(painting: Painting): void {
    const { context, view, pixelRatio } = painting;
    const { hall, theme } = this.#options;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    if (hall.areas.length > 0) paintAreas({ context, view, areas: hall.areas, theme, font: FONT });
    this.#options.saleAreas?.paint(context, view, boundsInPlan(view, painting.region, 0));
    this.#options.sections.paint({ context, view, pixelRatio, bounds: boundsInPlan(view, painting.region, 0) });
    const seats = this.#seatsIn(painting);
    const isSmall = ({ room }: HallSeat) => room * view.scale < SHAPES_FROM_PX;
    this.#paintSquares(painting, seats.filter(isSmall));
    this.#paintShapes(
      painting,
      seats.filter((seat) => !isSmall(seat)),
    );
    this.#paintNumbers(painting, seats);
    this.#paintRowNames(painting);
  }

  /** Whether a seat is drawn by itself at this scale, not as a part of its section only. */
  draws(seat: HallSeat, scale: number): boolean {
    return !this.#options.sections.isShape(seat.zoneIndex, scale);
  }

  /** Those of which a part may be in the region, and that are drawn by themselves. */
  #seatsIn({ view, region }: Painting): HallSeat[] {
    const { hall, looks } = this.#options;
    // A wide view of a big hall is of sections only: no seat is looked for then.
    if (hall.zones.every((_, index) => this.#options.sections.isShape(index, view.scale))) return [...looks.own];
    const reach = Math.max(this.#options.hall.largestRoom * view.scale, SHAPES_FROM_PX) * 0.75;
    return this.#options.index
      .in(boundsInPlan(view, region, reach))
      .filter((seat) => this.draws(seat, view.scale) || looks.own.has(seat));
  }

  #paintSquares({ context, view: { scale, left, top } }: Painting, seats: readonly HallSeat[]): void {
    const { theme, looks } = this.#options;
    // By colour, since changing the colour is what takes the time.
    const groups = new Map<string, { color: string; share: number; seats: HallSeat[] }>();
    for (const seat of seats) {
      const look = looks.of(seat);
      const key = look + this.#colorOf(seat);
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
        const size = Math.max(
          share > 1 ? SMALLEST_OWN_PX : SMALLEST_SQUARE_PX,
          Math.min(room * scale, SHAPES_FROM_PX) * share,
        );
        context.fillRect(x * scale + left - size / 2, y * scale + top - size / 2, size, size);
      }
    }
  }

  #paintShapes({ context, view, pixelRatio }: Painting, seats: readonly HallSeat[]): void {
    const { looks } = this.#options;
    const { scale, left, top } = view;
    const sprites = this.#spritesFor(pixelRatio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const seat of seats) {
      const sprite = sprites.get(
        looks.of(seat),
        this.#colorOf(seat),
        Math.min(seat.room * scale, LARGEST_SHAPE_PX) / 2,
      );
      const half = sprite.width / 2;
      const x = Math.round((seat.x * scale + left) * pixelRatio - half);
      const y = Math.round((seat.y * scale + top) * pixelRatio - half);
      context.drawImage(sprite, x, y);
    }
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  }

  /** In a seat that can be had: its number, or of a wheelchair place the sign of one. */
  #paintNumbers({ context, view }: Painting, seats: readonly HallSeat[]): void {
    const { scale, left, top } = view;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const seat of seats) {
      const size = seat.room * scale;
      const from = seat.accessible ? WHEELCHAIRS_FROM_PX : SEAT_NUMBERS_FROM_PX;
      if (size < from || this.#options.looks.of(seat) !== 'available') continue;
      const color = readableOn(this.#colorOf(seat));
      const [x, y] = [seat.x * scale + left, seat.y * scale + top];
      if (seat.accessible) {
        paintWheelchair(context, x, y, { radius: Math.min(size, LARGEST_SHAPE_PX) / 2, color });
        continue;
      }
      context.font = `600 ${Math.min(15, size * 0.4)}px ${FONT}`;
      context.fillStyle = color;
      context.fillText(seat.number, x, y + size * 0.02);
    }
  }

  #paintRowNames({ context, view, region }: Painting): void {
    const { theme } = this.#options;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = theme.label;
    const bounds = boundsInPlan(view, region, this.#rowNameReach_px);
    for (const name of this.#rowNames.in(bounds)) {
      const drawn = drawnRowName(name, view.scale);
      if (drawn === null) continue;
      const { x, y } = drawn.box;
      context.font = `500 ${drawn.size}px ${FONT}`;
      context.fillText(name.name, x * view.scale + view.left, y * view.scale + view.top);
    }
  }

  #colorOf(seat: HallSeat): string {
    const { colors, theme, looks, tintOf } = this.#options;
    const tint = looks.of(seat) === 'allotted' ? (tintOf?.(seat) ?? null) : null;
    return tint === null ? (colors.get(seat.tier.category) ?? theme.ink) : this.#legible(tint);
  }

  #legible(tint: string): string {
    const known = this.#tints.get(tint);
    if (known !== undefined) return known;
    const legible = legibleColors(new Map([[tint, tint]]), this.#options.theme.background).get(tint)!;
    this.#tints.set(tint, legible);
    return legible;
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
    case 'allotted':
      return [color, 0.78];
    case 'picked':
      return [theme.ink, 1.3];
    case 'mine':
      return [theme.accent, 1.3];
    case 'offered':
      return [theme.ink, 1.3];
    case 'gone':
    case 'orphan':
      return [theme.danger, 1.2];
    case 'held':
      return [color, 0.42];
    case 'booked':
      return [theme.faint, 0.62];
    case 'unknown':
      return [mixed(color, theme.background, UNKNOWN_SHARE), 0.78];
    case 'blocked':
    case 'excluded':
      return [theme.faint, 0.42];
  }
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

/** At most so many cells to a side that looking at all of them is quick. */
function cellSize({ bounds: { left, right, top, bottom }, pitch }: Hall): number {
  return Math.max(pitch * ROW_NAME_CELL, Math.max(right - left, bottom - top) / 50);
}
