import type { HallSeat } from '../hall/hall.ts';
import type { HallPainter } from './painter.ts';
import type { Frame, View } from './viewport.ts';

/** From so many changed seats on, drawing all anew is quicker. */
const MANY_SEATS = 400;

/**
 * The drawn hall. A hall of 20,000 seats takes longer than a frame to draw, so what is drawn stays: panning moves it by whole
 * pixels and draws the strips that come into sight, and a seat that changes is drawn again with its closest neighbours.
 */
export class HallCanvas {
  readonly element = document.createElement('canvas');
  readonly #context = this.element.getContext('2d')!;
  #painter: HallPainter | null = null;
  #pixelRatio = 1;
  /** What is on the canvas: at most half a pixel from the view that was asked for; null: nothing is. */
  #drawn: View | null = null;

  use(painter: HallPainter): void {
    this.#painter = painter;
    this.#drawn = null;
  }

  /** All is drawn anew the next time. */
  forget(): void {
    this.#drawn = null;
  }

  resize(frame: Frame, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    this.element.width = Math.round(frame.width * pixelRatio);
    this.element.height = Math.round(frame.height * pixelRatio);
    this.#drawn = null;
  }

  /** Draws a view of the hall, and the seats that look differently now. */
  show(view: View, changed: ReadonlySet<HallSeat>): void {
    const seats = [...changed].filter((seat) => this.#painter?.draws(seat, view.scale));
    if (this.#drawn?.scale !== view.scale || seats.length > MANY_SEATS || !this.#shift(this.#drawn, view)) {
      this.#drawn = view;
      this.#paint({ left: 0, top: 0, right: this.element.width, bottom: this.element.height });
      return;
    }
    for (const seat of seats) this.#paintAround(seat);
  }

  /** Moves what is drawn and draws what that has brought into sight; false when nothing of it would stay. */
  #shift(drawn: View, view: View): boolean {
    const { width, height } = this.element;
    const dx = Math.round((view.left - drawn.left) * this.#pixelRatio);
    const dy = Math.round((view.top - drawn.top) * this.#pixelRatio);
    if (Math.abs(dx) >= width || Math.abs(dy) >= height) return false;
    if (dx === 0 && dy === 0) return true;
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    // Replaces all that there is, also where nothing comes to lie.
    this.#context.globalCompositeOperation = 'copy';
    this.#context.drawImage(this.element, dx, dy);
    this.#context.globalCompositeOperation = 'source-over';
    this.#drawn = {
      scale: view.scale,
      left: drawn.left + dx / this.#pixelRatio,
      top: drawn.top + dy / this.#pixelRatio,
    };
    if (dx > 0) this.#paint({ left: 0, top: 0, right: dx, bottom: height });
    if (dx < 0) this.#paint({ left: width + dx, top: 0, right: width, bottom: height });
    if (dy > 0) this.#paint({ left: 0, top: 0, right: width, bottom: dy });
    if (dy < 0) this.#paint({ left: 0, top: height + dy, right: width, bottom: height });
    return true;
  }

  #paintAround({ x, y, room }: HallSeat): void {
    const { scale, left, top } = this.#drawn!;
    // What is chosen is drawn larger than its room when that is a few pixels only.
    const reach = Math.max(room * scale * 0.5, 3) + 1.5;
    const [centreX, centreY] = [x * scale + left, y * scale + top];
    this.#paint({
      left: Math.max(0, Math.floor((centreX - reach) * this.#pixelRatio)),
      top: Math.max(0, Math.floor((centreY - reach) * this.#pixelRatio)),
      right: Math.min(this.element.width, Math.ceil((centreX + reach) * this.#pixelRatio)),
      bottom: Math.min(this.element.height, Math.ceil((centreY + reach) * this.#pixelRatio)),
    });
  }

  /** Of the canvas, in its pixels. */
  #paint({ left, top, right, bottom }: { left: number; top: number; right: number; bottom: number }): void {
    if (right <= left || bottom <= top || !this.#painter) return;
    const context = this.#context;
    const ratio = this.#pixelRatio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.clearRect(left, top, right - left, bottom - top);
    this.#painter.paint({
      context,
      view: this.#drawn!,
      pixelRatio: ratio,
      region: { left: left / ratio, top: top / ratio, right: right / ratio, bottom: bottom / ratio },
    });
    context.restore();
  }
}
