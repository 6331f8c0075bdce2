import type { HallZone } from '../hall/hall.ts';
import { boundedRatio, createBitmap } from './bitmap.ts';
import type { MapTheme } from './seat-look.ts';
import type { Viewport } from './viewport.ts';

export interface ZoneNamesOptions {
  zones: readonly HallZone[];
  theme: MapTheme;
  font: string;
}

export interface ZoneNamesPainting {
  context: CanvasRenderingContext2D;
  viewport: Viewport;
  pixelRatio: number;
  /** Of a seat, in pixels: names give way to seats as these grow. */
  pitch: number;
}

/** From this size of a seat on, the names of rows tell where one is. */
const ZONE_NAMES_UP_TO_PX = 20;
const PADDING_PX = 6;
const MAX_SPRITES = 600;

interface Sprite {
  canvas: HTMLCanvasElement;
  /** In CSS pixels, padding included. */
  width: number;
  height: number;
}

/** A name where it stands: its middle, in the plan's units, and so many pixels below. */
interface Placed {
  sprite: Sprite;
  x: number;
  y: number;
  below_px: number;
}

/** The names of zones: above them where there is room, else on them; one that would cover another is left out. */
export class ZoneNames {
  readonly #options: ZoneNamesOptions;
  readonly #isAbove: boolean;
  readonly #sprites = new Map<string, Sprite>();
  #placed: Placed[] = [];
  #placedFor = '';

  constructor(options: ZoneNamesOptions) {
    this.#options = options;
    this.#isAbove = areApart(options.zones);
  }

  paint(painting: ZoneNamesPainting): void {
    const { context, viewport, pixelRatio, pitch } = painting;
    if (pitch >= ZONE_NAMES_UP_TO_PX) return;
    const scale = `${viewport.view.scale} ${pixelRatio}`;
    if (scale !== this.#placedFor) this.#place(painting);
    this.#placedFor = scale;
    context.globalAlpha = Math.min(1, (ZONE_NAMES_UP_TO_PX - pitch) / 4);
    const { width, height } = viewport.frame;
    for (const { sprite, below_px, ...place } of this.#placed) {
      const { x, y } = viewport.toScreen(place);
      const left = Math.round((x - sprite.width / 2) * pixelRatio) / pixelRatio;
      const top = Math.round((y + below_px - sprite.height / 2) * pixelRatio) / pixelRatio;
      if (left > width || top > height || left + sprite.width < 0 || top + sprite.height < 0) continue;
      context.drawImage(sprite.canvas, left, top, sprite.width, sprite.height);
    }
    context.globalAlpha = 1;
  }

  /** Which names there is room for depends on the scale alone. */
  #place({ viewport, pixelRatio, pitch }: ZoneNamesPainting): void {
    const size = Math.round(Math.min(17, Math.max(11, pitch * 1.5)) * 2) / 2;
    const { scale } = viewport.view;
    this.#placed = [];
    for (const { name, bounds } of this.#options.zones) {
      const placed: Placed = {
        sprite: this.#spriteOf(name, size, pixelRatio),
        x: (bounds.left + bounds.right) / 2,
        y: this.#isAbove ? bounds.top : (bounds.top + bounds.bottom) / 2,
        below_px: this.#isAbove ? -pitch / 2 - size * 0.9 : 0,
      };
      const isFree = this.#placed.every((other) => !isOver(placed, other, { scale, size }));
      if (isFree) this.#placed.push(placed);
    }
  }

  #spriteOf(name: string, size: number, pixelRatio: number): Sprite {
    const key = `${size} ${pixelRatio} ${name}`;
    let sprite = this.#sprites.get(key);
    if (!sprite) {
      // While zooming, every size is needed for a few frames only.
      if (this.#sprites.size >= MAX_SPRITES) this.#sprites.clear();
      sprite = this.#draw(name, size, pixelRatio);
      this.#sprites.set(key, sprite);
    }
    return sprite;
  }

  #draw(name: string, size: number, pixelRatio: number): Sprite {
    const { theme, font } = this.#options;
    const measured = createBitmap(1, 1).getContext('2d')!;
    const face = `650 ${size}px ${font}`;
    measured.font = face;
    const width = Math.ceil(measured.measureText(name).width + 2 * PADDING_PX);
    const height = Math.ceil(size * 1.6);
    const ratio = boundedRatio({ width, height }, pixelRatio);
    const canvas = createBitmap(width * ratio, height * ratio);
    const context = canvas.getContext('2d')!;
    context.scale(ratio, ratio);
    if (!this.#isAbove) {
      context.fillStyle = theme.background;
      context.beginPath();
      context.roundRect(0, 0, width, height, height / 2);
      context.fill();
    }
    context.font = face;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = this.#isAbove ? theme.label : theme.ink;
    context.fillText(name, width / 2, height / 2);
    return { canvas, width, height };
  }
}

function isOver(a: Placed, b: Placed, { scale, size }: { scale: number; size: number }): boolean {
  const aside = Math.abs(a.x - b.x) * scale;
  const above = Math.abs((a.y - b.y) * scale + a.below_px - b.below_px);
  return aside < (a.sprite.width + b.sprite.width) / 2 - PADDING_PX && above < size * 1.5;
}

/** Whether no two zones' rectangles overlap: then there is room above each for its name. */
function areApart(zones: readonly HallZone[]): boolean {
  return zones.every(({ bounds: a }, index) =>
    zones
      .slice(index + 1)
      .every(({ bounds: b }) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top),
  );
}
