import { createBitmap } from './bitmap.ts';
import { type MapTheme, paintSeat, type SeatLook } from './seat-look.ts';

const MAX_SPRITES = 400;

/** Seats drawn once and copied many times: what makes 20,000 of them quick. */
export class SeatSprites {
  readonly #sprites = new Map<string, HTMLCanvasElement>();
  readonly #theme: MapTheme;
  readonly #pixelRatio: number;

  constructor(theme: MapTheme, pixelRatio: number) {
    this.#theme = theme;
    this.#pixelRatio = pixelRatio;
  }

  /** The picture of a seat, in device pixels, with the seat in its middle. */
  get(look: SeatLook, color: string, radius: number): HTMLCanvasElement {
    const deviceRadius = Math.max(1, Math.round(radius * this.#pixelRatio * 2) / 2);
    const key = `${look} ${color} ${deviceRadius}`;
    let sprite = this.#sprites.get(key);
    if (!sprite) {
      // While zooming, every size is needed for one frame only.
      if (this.#sprites.size >= MAX_SPRITES) this.#sprites.clear();
      sprite = this.#draw(look, color, deviceRadius);
      this.#sprites.set(key, sprite);
    }
    return sprite;
  }

  #draw(look: SeatLook, color: string, radius: number): HTMLCanvasElement {
    const size = Math.ceil(radius * 2) + 4;
    const canvas = createBitmap(size, size);
    paintSeat(canvas.getContext('2d')!, size / 2, size / 2, { look, color, radius, theme: this.#theme });
    return canvas;
  }
}
