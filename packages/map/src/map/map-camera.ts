import { glide } from './glide.ts';
import type { Point, View, Viewport } from './viewport.ts';

const BUTTON_ZOOM = 1.7;

/** A part of the hall: its middle, in the plan's units, and how near it is. */
export interface NearView {
  x: number;
  y: number;
  scale: number;
}

export interface MapCameraOptions {
  viewport: Viewport;
  /** The view is another one, by hand: to be drawn soon. */
  onMoved(): void;
  /** The view is another one, in the middle of a glide: to be drawn now. */
  onGlided(): void;
}

/** Moves the viewport: at once by hand, in a glide by buttons and taps. */
export class MapCamera {
  readonly #viewport: Viewport;
  readonly #options: MapCameraOptions;
  #stopGliding: () => void = () => {};
  /** Where a glide ends; null: it has ended, or there was none. */
  #aim: View | null = null;

  constructor(options: MapCameraOptions) {
    this.#viewport = options.viewport;
    this.#options = options;
  }

  /** What is in sight, or will be when the glide has ended; null: the whole hall. */
  get near(): NearView | null {
    const view = this.#aim ?? this.#viewport.view;
    return this.#viewport.isWholeAt(view) ? null : { ...this.#viewport.middleOf(view), scale: view.scale };
  }

  /** Changes the view by hand. */
  move(change: () => void): void {
    this.stop();
    const before = this.#viewport.view;
    change();
    const { scale, left, top } = this.#viewport.view;
    // At the hall's edges there is nowhere to go.
    if (scale === before.scale && left === before.left && top === before.top) return;
    this.#options.onMoved();
  }

  pan(dx: number, dy: number): void {
    this.move(() => this.#viewport.panBy(dx, dy));
  }

  zoom(factor: number, at: Point): void {
    this.move(() => this.#viewport.set(this.#viewport.zoomedBy(factor, at)));
  }

  zoomIn(): void {
    this.glideTo(this.#viewport.zoomedBy(BUTTON_ZOOM));
  }

  zoomOut(): void {
    this.glideTo(this.#viewport.zoomedBy(1 / BUTTON_ZOOM));
  }

  showWhole(): void {
    this.glideTo(this.#viewport.whole());
  }

  glideTo(view: View): void {
    this.stop();
    this.#aim = view;
    this.#stopGliding = glide(this.#viewport.view, view, (step) => {
      if (step === view) this.#aim = null;
      this.#viewport.set(step);
      this.#options.onGlided();
    });
  }

  /** Ends a glide where it is. */
  stop(): void {
    this.#stopGliding();
    this.#aim = null;
  }
}
