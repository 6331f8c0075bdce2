import type { Hall, HallSeat } from '../hall/hall.ts';
import type { SeatIndex } from '../hall/seat-index.ts';
import type { MapTheme, SeatLook } from './seat-look.ts';
import { SeatSprites } from './seat-sprites.ts';
import type { Viewport } from './viewport.ts';
import { paintZoneNames } from './zone-names.ts';

export interface Painting {
  context: CanvasRenderingContext2D;
  viewport: Viewport;
  pixelRatio: number;
}

/** Below this size of a seat, in pixels, shapes can't be told apart: squares do. */
const SHAPES_FROM_PX = 4.5;
const SMALLEST_SQUARE_PX = 0.8;
const ROW_NAMES_FROM_PX = 11;
const SEAT_NUMBERS_FROM_PX = 22;
const FONT = 'system-ui, sans-serif';

export interface PainterOptions {
  hall: Hall;
  index: SeatIndex;
  theme: MapTheme;
  colors: ReadonlyMap<string, string>;
  lookOf: (seat: HallSeat) => SeatLook;
}

/** Draws what a viewport shows of a hall. */
export class HallPainter {
  readonly #options: PainterOptions;
  #sprites: SeatSprites | null = null;
  #spriteRatio = 0;

  constructor(options: PainterOptions) {
    this.#options = options;
  }

  paint(painting: Painting): void {
    const { context, viewport, pixelRatio } = painting;
    const { width, height } = viewport.frame;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    const pitch = this.#options.hall.pitch * viewport.view.scale;
    if (pitch < SHAPES_FROM_PX) this.#paintSquares(painting, pitch);
    else this.#paintShapes(painting, pitch);
    if (pitch >= SEAT_NUMBERS_FROM_PX) this.#paintNumbers(painting, pitch);
    if (pitch >= ROW_NAMES_FROM_PX) this.#paintRowNames(painting, pitch);
    const { theme, hall } = this.#options;
    paintZoneNames({ context, viewport, zones: hall.zones, theme, pitch, font: FONT });
  }

  #paintSquares({ context, viewport }: Painting, pitch: number): void {
    const { index, theme, lookOf } = this.#options;
    const { scale, left, top } = viewport.view;
    // By colour, since changing the colour is what takes the time.
    const groups = new Map<SeatLook, Map<string, HallSeat[]>>();
    for (const seat of index.in(viewport.visible(pitch))) {
      const look = lookOf(seat);
      const byCategory = groups.get(look) ?? new Map<string, HallSeat[]>();
      if (byCategory.size === 0) groups.set(look, byCategory);
      const group = byCategory.get(seat.tier.category);
      if (group) group.push(seat);
      else byCategory.set(seat.tier.category, [seat]);
    }
    for (const [look, byCategory] of groups) {
      for (const seats of byCategory.values()) {
        const [color, share] = squareOf(look, this.#colorOf(seats[0]!), theme);
        context.fillStyle = color;
        for (const { x, y, room } of seats) {
          const size = Math.max(SMALLEST_SQUARE_PX, Math.min(room * scale, SHAPES_FROM_PX) * share);
          context.fillRect(x * scale + left - size / 2, y * scale + top - size / 2, size, size);
        }
      }
    }
  }

  #paintShapes({ context, viewport, pixelRatio }: Painting, pitch: number): void {
    const { index, lookOf } = this.#options;
    const { scale, left, top } = viewport.view;
    const sprites = this.#spritesFor(pixelRatio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const seat of index.in(viewport.visible(pitch))) {
      const sprite = sprites.get(lookOf(seat), this.#colorOf(seat), (seat.room * scale) / 2);
      const half = sprite.width / 2;
      const x = Math.round((seat.x * scale + left) * pixelRatio - half);
      const y = Math.round((seat.y * scale + top) * pixelRatio - half);
      context.drawImage(sprite, x, y);
    }
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  }

  #paintNumbers({ context, viewport }: Painting, pitch: number): void {
    const { index, lookOf } = this.#options;
    const { scale, left, top } = viewport.view;
    context.font = `600 ${Math.min(15, pitch * 0.4)}px ${FONT}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const seat of index.in(viewport.visible(pitch))) {
      if (lookOf(seat) !== 'available') continue;
      context.fillStyle = readableOn(this.#colorOf(seat));
      context.fillText(seat.number, seat.x * scale + left, seat.y * scale + top + pitch * 0.02);
    }
  }

  #paintRowNames({ context, viewport }: Painting, pitch: number): void {
    const { hall, theme } = this.#options;
    const { scale, left, top } = viewport.view;
    const { width, height } = viewport.frame;
    context.font = `500 ${Math.min(14, Math.max(9, pitch * 0.5))}px ${FONT}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = theme.label;
    for (const { seats, name } of hall.zones.flatMap((zone) => zone.rows)) {
      for (const [end, next] of [
        [seats[0]!, seats[1]],
        [seats.at(-1)!, seats.at(-2)],
      ] as const) {
        const x = end.x + (next ? unit(end.x - next.x, end.y - next.y).x : -1) * hall.pitch * 1.15;
        const y = end.y + (next ? unit(end.x - next.x, end.y - next.y).y : 0) * hall.pitch * 1.15;
        const [px, py] = [x * scale + left, y * scale + top];
        if (px > -20 && py > -20 && px < width + 20 && py < height + 20) context.fillText(name, px, py);
      }
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

function unit(x: number, y: number): { x: number; y: number } {
  const length = Math.hypot(x, y) || 1;
  return { x: x / length, y: y / length };
}
