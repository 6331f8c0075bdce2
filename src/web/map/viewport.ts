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

/** Pan and zoom within limits: the hall fits into the frame above its foot; never farther out than the whole hall, never nearer than `maxScale`, never past its edges. */
export class Viewport {
  readonly #bounds: Bounds;
  readonly #maxScale: number;
  readonly #foot_px: number;
  #frame: Frame = { width: 1, height: 1 };
  #view: View = { scale: 1, left: 0, top: 0 };

  /**
   * `bounds` with the margin that is wanted around the hall; `maxScale` in pixels per unit of the plan; `foot_px`: the height
   * of a strip at the bottom where no seat has to stay, since something lies over it.
   */
  constructor(bounds: Bounds, maxScale: number, foot_px = 0) {
    this.#foot_px = foot_px;
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

  /** The place of the plan in the middle of what a view shows above the foot. */
  middleOf({ scale, left, top }: View): Point {
    const { width, height } = this.#room();
    return { x: (width / 2 - left) / scale, y: (height / 2 - top) / scale };
  }

  /** Another size of the window onto the hall: its centre stays, or the whole stays whole. */
  resize(frame: Frame): void {
    const wasWhole = this.#frame.width <= 1 || this.isWhole;
    const before = this.#room();
    const centre = this.toPlan({ x: before.width / 2, y: before.height / 2 });
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
    const { width, height } = this.#room();
    return this.limited({ scale: wanted, left: width / 2 - place.x * wanted, top: height / 2 - place.y * wanted });
  }

  /** The view in which a part of the hall fills the frame. */
  fitting({ left, right, top, bottom }: Bounds): View {
    const { width, height } = this.#room();
    const scale = Math.min(width / (right - left), height / (bottom - top));
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
    return {
      scale,
      left: limitedOffset(left, { from: bounds.left * scale, to: bounds.right * scale, size: room.width }),
      top: limitedOffset(top, { from: bounds.top * scale, to: bounds.bottom * scale, size: room.height }),
    };
  }

  #limitedScale(scale: number): number {
    const min = this.#minScale();
    return Math.min(Math.max(scale, min), Math.max(min, this.#maxScale));
  }

  #minScale(): number {
    const { left, right, top, bottom } = this.#bounds;
    const { width, height } = this.#room();
    return Math.min(width / (right - left), height / (bottom - top));
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
