import type { Bounds } from '../hall/bounds.ts';

export interface Point {
  x: number;
  y: number;
}

/** What part of the hall is shown: a point of the plan is drawn at `x * scale + left`, `y * scale + top` (CSS pixels). */
export interface View {
  scale: number;
  left: number;
  top: number;
}

export interface Frame {
  width: number;
  height: number;
}

export interface ViewportStrips {
  /** The height of a strip at the bottom where no seat has to stay, since something lies over it. */
  foot_px?: number;
  /** The same at the top, for what lies there once the map is nearer than the whole hall. */
  head_px?: number;
  /**
   * So much more room above the hall as long as the whole is in sight, for names above its first seats: where it is drawn at no fewer
   * pixels for each unit of the plan than `from`.
   */
  names?: { px: number; from: number };
}

/** How much nearer than the whole hall its head is all there, so that nothing jumps on the way. */
const WHOLE_HEAD_FROM = 1.25;

/**
 * Pan and zoom within limits: the hall fits into the frame above its foot, a part of it between head and foot; never farther out
 * than the whole hall, never nearer than `maxScale`, never past its edges.
 */
export class Viewport {
  readonly #bounds: Bounds;
  readonly #maxScale: number;
  readonly #foot_px: number;
  readonly #head_px: number;
  readonly #names: { px: number; from: number };
  #frame: Frame = { width: 1, height: 1 };
  #view: View = { scale: 1, left: 0, top: 0 };

  /** `bounds` with the margin that is wanted around the hall; `maxScale` in pixels per unit of the plan. */
  constructor(bounds: Bounds, maxScale: number, { foot_px = 0, head_px = 0, names }: ViewportStrips = {}) {
    this.#foot_px = foot_px;
    this.#head_px = head_px;
    this.#names = names ?? { px: 0, from: 0 };
    this.#bounds = bounds;
    this.#maxScale = maxScale;
  }

  get view(): View {
    return this.#view;
  }

  get frame(): Frame {
    return this.#frame;
  }

  get isWhole(): boolean {
    return this.isWholeAt(this.#view);
  }

  /** Whether the whole hall is in sight in that view. */
  isWholeAt({ scale }: View): boolean {
    return scale <= this.#minScale() * 1.001;
  }

  /** The place of the plan in the middle of what a view shows between head and foot. */
  middleOf({ scale, left, top }: View): Point {
    const { x, y } = this.#middleAt(scale);
    return { x: (x - left) / scale, y: (y - top) / scale };
  }

  /** Another size of the window onto the hall: its centre stays, or the whole stays whole. */
  resize(frame: Frame): void {
    const wasWhole = this.#frame.width <= 1 || this.isWhole;
    const centre = this.middleOf(this.#view);
    this.#frame = frame;
    if (wasWhole) this.set(this.whole());
    else this.set(this.centredOn(centre, this.#view.scale));
  }

  set(view: View): void {
    this.#view = this.limited(view);
  }

  panBy(dx: number, dy: number): void {
    const { scale, left, top } = this.#view;
    this.set({ scale, left: left + dx, top: top + dy });
  }

  /** The view `factor` times nearer, with the same place of the plan below `at`. */
  zoomedBy(factor: number, at: Point = { x: this.#frame.width / 2, y: this.#frame.height / 2 }): View {
    const scale = this.#limitedScale(this.#view.scale * factor);
    const place = this.toPlan(at);
    return this.limited({ scale, left: at.x - place.x * scale, top: at.y - place.y * scale });
  }

  whole(): View {
    const { left, right, top, bottom } = this.#bounds;
    return this.centredOn({ x: (left + right) / 2, y: (top + bottom) / 2 }, this.#minScale());
  }

  centredOn(place: Point, scale: number): View {
    const wanted = this.#limitedScale(scale);
    const { x, y } = this.#middleAt(wanted);
    return this.limited({ scale: wanted, left: x - place.x * wanted, top: y - place.y * wanted });
  }

  /** The view in which a part of the hall fills what is free between head and foot. */
  fitting({ left, right, top, bottom }: Bounds): View {
    const { width, height } = this.#room();
    const scale = Math.min(width / (right - left), (height - Math.min(this.#head_px, height / 2)) / (bottom - top));
    return this.centredOn({ x: (left + right) / 2, y: (top + bottom) / 2 }, scale);
  }

  toPlan({ x, y }: Point): Point {
    const { scale, left, top } = this.#view;
    return { x: (x - left) / scale, y: (y - top) / scale };
  }

  toScreen({ x, y }: Point): Point {
    const { scale, left, top } = this.#view;
    return { x: x * scale + left, y: y * scale + top };
  }

  /** The part of the plan that is to be seen, and `margin` pixels around it. */
  visible(margin = 0): Bounds {
    const { x: left, y: top } = this.toPlan({ x: -margin, y: -margin });
    const { x: right, y: bottom } = this.toPlan({ x: this.#frame.width + margin, y: this.#frame.height + margin });
    return { left, top, right, bottom };
  }

  limited({ scale: wanted, left, top }: View): View {
    const scale = this.#limitedScale(wanted);
    const bounds = this.#bounds;
    const room = this.#room();
    const head = this.#headAt(scale);
    const below = { from: bounds.top * scale, to: bounds.bottom * scale, size: room.height - head };
    return {
      scale,
      left: limitedOffset(left, { from: bounds.left * scale, to: bounds.right * scale, size: room.width }),
      top: head + limitedOffset(top - head, below),
    };
  }

  #limitedScale(scale: number): number {
    const min = this.#minScale();
    return Math.min(Math.max(scale, min), Math.max(min, this.#maxScale));
  }

  #minScale(): number {
    const { left, right, top, bottom } = this.#bounds;
    const { width, height } = this.#room();
    const fitting = (free: number) => Math.min(width / (right - left), free / (bottom - top));
    const { px, from } = this.#names;
    return fitting(height) < from ? fitting(height) : fitting(Math.max(height / 2, height - px));
  }

  #headAt(scale: number): number {
    const whole = this.#minScale();
    const share = (scale / whole - 1) / (WHOLE_HEAD_FROM - 1);
    const ofWhole = this.#headOfWhole(whole);
    const whenNear = Math.max(ofWhole, Math.min(this.#head_px, this.#room().height / 2));
    return ofWhole + (whenNear - ofWhole) * Math.min(1, Math.max(0, share));
  }

  /** What there is not above the whole hall anyway, where it is in the middle of its room. */
  #headOfWhole(scale: number): number {
    const { top, bottom } = this.#bounds;
    const { px } = this.#names;
    const spare = this.#room().height - (bottom - top) * scale;
    return scale < this.#names.from ? 0 : Math.min(px, Math.max(0, Math.min(spare, 2 * px - spare)));
  }

  /** The middle of what is free at that scale, in CSS pixels. */
  #middleAt(scale: number): Point {
    const { width, height } = this.#room();
    return { x: width / 2, y: (height + this.#headAt(scale)) / 2 };
  }

  /** The frame without its foot. */
  #room(): Frame {
    return { width: this.#frame.width, height: Math.max(1, this.#frame.height - this.#foot_px) };
  }
}

/** A hall smaller than the window is centred; a larger one fills it. */
function limitedOffset(offset: number, { from, to, size }: { from: number; to: number; size: number }): number {
  if (to - from <= size) return (size - from - to) / 2;
  return Math.min(-from, Math.max(size - to, offset));
}
