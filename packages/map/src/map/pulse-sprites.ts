import { createBitmap } from './bitmap.ts';

const STEPS = 20;
const LINE_PX = 2;
/** How far the ring gets, as a factor of its first radius. */
const GROWTH = 1.6;

export interface PulseSpritesOptions {
  /** Of the ring when it begins, in CSS pixels. */
  radius: number;
  pixelRatio: number;
  color: string;
}

/** A ring that grows and fades, drawn once for each step: copying it for hundreds of seats a frame costs little. */
export class PulseSprites {
  readonly #options: PulseSpritesOptions;
  readonly #steps: (HTMLCanvasElement | undefined)[] = [];
  /** Half of the width and height of each, in CSS pixels. */
  readonly reach_px: number;

  constructor(options: PulseSpritesOptions) {
    this.#options = options;
    this.reach_px = Math.ceil(options.radius * (1 + GROWTH) + LINE_PX);
  }

  fits(radius: number, pixelRatio: number): boolean {
    return this.#options.radius === radius && this.#options.pixelRatio === pixelRatio;
  }

  /** `progress`: from 0 (included) to 1. */
  at(progress: number): HTMLCanvasElement {
    const step = Math.floor(progress * STEPS);
    this.#steps[step] ??= this.#draw(step / STEPS);
    return this.#steps[step];
  }

  #draw(progress: number): HTMLCanvasElement {
    const { radius, pixelRatio, color } = this.#options;
    const side = this.reach_px * 2 * pixelRatio;
    const canvas = createBitmap(side, side);
    const context = canvas.getContext('2d')!;
    context.scale(pixelRatio, pixelRatio);
    context.globalAlpha = (1 - progress) * 0.8;
    context.strokeStyle = color;
    context.lineWidth = LINE_PX;
    context.beginPath();
    context.arc(this.reach_px, this.reach_px, radius * (1 + GROWTH * (1 - (1 - progress) ** 2)), 0, Math.PI * 2);
    context.stroke();
    return canvas;
  }
}
