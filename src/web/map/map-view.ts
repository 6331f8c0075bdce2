import { legibleColors } from '../hall/colors.ts';
import type { Hall, HallSeat } from '../hall/hall.ts';
import { SeatIndex, seatTowards } from '../hall/seat-index.ts';
import { watchGestures } from './gestures.ts';
import { glide } from './glide.ts';
import { MapOverlay } from './map-overlay.ts';
import { readTheme } from './map-theme.ts';
import { HallPainter } from './painter.ts';
import type { SeatLook } from './seat-look.ts';
import { type Point, type View, Viewport } from './viewport.ts';

export interface MapViewOptions {
  hall: Hall;
  lookOf(seat: HallSeat): SeatLook;
  /** A seat was tapped, clicked, or chosen by the keyboard. */
  onPick(seat: HallSeat): void;
  /** The seat that the pointer or the keyboard is at, and where it is drawn; null: none. */
  onPoint(seat: HallSeat | null, at: Point, by: 'pointer' | 'keyboard'): void;
}

const MARGIN_IN_SEATS = 2.4;
/** The strip with the zoom buttons: 44 px and their distance from the edge. */
const FOOT_PX = 54;
const LARGEST_SEAT_PX = 46;
/** The size of a seat that a tap on a smaller one zooms to. */
const SEAT_SIZE_TO_PICK_PX = 30;
/** A seat that is smaller than this can't be meant: by a finger, by a mouse. */
const SMALLEST_TARGET_PX = { touch: 17, mouse: 7 };
const REACH_PX = { touch: 18, mouse: 6 };
const BUTTON_ZOOM = 1.7;
const DOUBLE_TAP_ZOOM = 2.4;
const KEY_PAN_PX = 80;
const ARROWS: Record<string, { dx: number; dy: number }> = {
  ArrowLeft: { dx: -1, dy: 0 },
  ArrowRight: { dx: 1, dy: 0 },
  ArrowUp: { dx: 0, dy: -1 },
  ArrowDown: { dx: 0, dy: 1 },
};

/** The drawn hall: a focusable element with the hall on a canvas, and what moves on another one above it. */
export class MapView {
  readonly element: HTMLElement;
  readonly #canvas = document.createElement('canvas');
  readonly #options: MapViewOptions;
  readonly #index: SeatIndex;
  readonly #viewport: Viewport;
  readonly #overlay: MapOverlay;
  readonly #ending = new AbortController();
  #painter!: HallPainter;
  #isDirty = false;
  #stopGliding: () => void = () => {};
  #cursor: HallSeat | null = null;

  constructor(options: MapViewOptions) {
    this.#options = options;
    const { hall } = options;
    this.#index = new SeatIndex(hall);
    const margin = hall.pitch * MARGIN_IN_SEATS;
    const { left, right, top, bottom } = hall.bounds;
    this.#viewport = new Viewport(
      { left: left - margin, right: right + margin, top: top - margin * 1.2, bottom: bottom + margin },
      LARGEST_SEAT_PX / hall.pitch,
      FOOT_PX,
    );
    this.#overlay = new MapOverlay({ viewport: this.#viewport, pitch: hall.pitch });
    this.element = document.createElement('div');
    this.element.className = 'map';
    this.element.append(this.#canvas, this.#overlay.canvas);
    this.#listen();
    this.#dress();
  }

  /** Draws the hall anew; the seats that changed before everyone's eyes are shown by a brief ring. */
  update(changedSeatIds: readonly string[] = []): void {
    for (const seatId of changedSeatIds) {
      const seat = this.#options.hall.byId.get(seatId);
      if (seat) this.#overlay.pulse(seat);
    }
    this.#draw();
  }

  zoomIn(): void {
    this.#glideTo(this.#viewport.zoomedBy(BUTTON_ZOOM));
  }

  zoomOut(): void {
    this.#glideTo(this.#viewport.zoomedBy(1 / BUTTON_ZOOM));
  }

  showWhole(): void {
    this.#glideTo(this.#viewport.whole());
  }

  /** Brings a seat into sight, near enough to be told from its neighbours, and marks it. Null takes the mark away. */
  show(seat: HallSeat | null): void {
    this.#point(seat);
    if (seat) this.#glideTo(this.#viewport.centredOn(seat, Math.max(this.#viewport.view.scale, this.#pickScale())));
  }

  dispose(): void {
    this.#stopGliding();
    this.#ending.abort();
    this.#overlay.dispose();
    this.element.remove();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const sizes = new ResizeObserver(([entry]) => this.#resize(entry!.contentRect));
    sizes.observe(this.element);
    signal.addEventListener('abort', () => sizes.disconnect());
    const endGestures = watchGestures(this.element, {
      onPan: (dx, dy) => this.#move(() => this.#viewport.panBy(dx, dy)),
      onZoom: (factor, at) => this.#move(() => this.#viewport.set(this.#viewport.zoomedBy(factor, at))),
      onTap: (at, isTouch) => this.#tap(at, isTouch ? 'touch' : 'mouse'),
      onDoubleTap: (at) => this.#doubleTap(at),
      onHover: (at) => this.#hover(at),
    });
    signal.addEventListener('abort', endGestures);
    this.element.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    this.element.addEventListener('blur', () => this.#point(null), { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#dress(), { signal });
  }

  /** Takes the colours of the page as they are now. */
  #dress(): void {
    const theme = readTheme(this.element);
    const { hall, lookOf } = this.#options;
    const colors = legibleColors(hall.colors, theme.background);
    this.#painter = new HallPainter({ hall, index: this.#index, theme, colors, lookOf });
    this.#overlay.dress(theme);
    this.#draw();
  }

  #resize({ width, height }: { width: number; height: number }): void {
    if (width === 0 || height === 0) return;
    this.#stopGliding();
    this.#viewport.resize({ width, height });
    const pixelRatio = devicePixelRatio;
    for (const canvas of [this.#canvas, this.#overlay.canvas]) {
      canvas.width = Math.round(width * pixelRatio);
      canvas.height = Math.round(height * pixelRatio);
    }
    this.#paint();
  }

  #move(change: () => void): void {
    this.#stopGliding();
    change();
    this.#options.onPoint(null, { x: 0, y: 0 }, 'pointer');
    this.#draw();
  }

  #glideTo(view: View): void {
    this.#stopGliding();
    this.#stopGliding = glide(this.#viewport.view, view, (step) => {
      this.#viewport.set(step);
      this.#paint();
    });
  }

  #tap(at: Point, by: 'touch' | 'mouse'): void {
    const { hall } = this.#options;
    const { scale } = this.#viewport.view;
    const place = this.#viewport.toPlan(at);
    if (hall.pitch * scale < SMALLEST_TARGET_PX[by]) {
      const factor = this.#pickScale() / scale;
      const isNear = this.#index.nearest(place.x, place.y, hall.pitch * 4) !== null;
      if (isNear) this.#glideTo(this.#viewport.zoomedBy(factor, at));
      return;
    }
    const seat = this.#seatAt(at, by);
    if (seat) this.#options.onPick(seat);
  }

  #doubleTap(at: Point): void {
    const seat = this.#seatAt(at, 'mouse');
    // Two quick taps on a seat are two taps.
    if (seat && this.#options.hall.pitch * this.#viewport.view.scale >= SMALLEST_TARGET_PX.touch)
      this.#options.onPick(seat);
    else this.#glideTo(this.#viewport.zoomedBy(DOUBLE_TAP_ZOOM, at));
  }

  #hover(at: Point | null): void {
    const seat = at ? this.#seatAt(at, 'mouse') : null;
    this.element.classList.toggle('is-on-seat', seat !== null);
    this.#overlay.mark(seat);
    this.#options.onPoint(seat, seat ? this.#viewport.toScreen(seat) : { x: 0, y: 0 }, 'pointer');
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#take(event.key, event.shiftKey)) return;
    event.preventDefault();
  }

  #take(key: string, isShift: boolean): boolean {
    const arrow = ARROWS[key];
    if (arrow && isShift) this.#move(() => this.#viewport.panBy(-arrow.dx * KEY_PAN_PX, -arrow.dy * KEY_PAN_PX));
    else if (arrow) this.#step(arrow);
    else if (key === '+' || key === '=') this.zoomIn();
    else if (key === '-') this.zoomOut();
    else if (key === '0') this.showWhole();
    else if (key === 'Escape' && this.#cursor) this.#point(null);
    else if ((key === 'Enter' || key === ' ') && this.#cursor) this.#options.onPick(this.#cursor);
    else return false;
    return true;
  }

  #step(direction: { dx: number; dy: number }): void {
    const { hall } = this.#options;
    const { x, y } = this.#viewport.toPlan({ x: this.#viewport.frame.width / 2, y: this.#viewport.frame.height / 2 });
    const next = this.#cursor
      ? seatTowards(hall.seats, this.#cursor, direction)
      : this.#index.nearest(x, y, hall.bounds.right - hall.bounds.left + hall.bounds.bottom - hall.bounds.top);
    if (!next) return;
    this.#point(next);
    const needed = Math.max(this.#viewport.view.scale, this.#pickScale());
    this.#stopGliding();
    this.#viewport.set(this.#viewport.centredOn(next, needed));
    this.#paint();
    this.#options.onPoint(next, this.#viewport.toScreen(next), 'keyboard');
  }

  #point(seat: HallSeat | null): void {
    this.#cursor = seat;
    this.#overlay.mark(seat);
    if (!seat) this.#options.onPoint(null, { x: 0, y: 0 }, 'keyboard');
  }

  #seatAt(at: Point, by: 'touch' | 'mouse'): HallSeat | null {
    const { x, y } = this.#viewport.toPlan(at);
    const { pitch } = this.#options.hall;
    return this.#index.nearest(x, y, Math.max(pitch * 0.6, REACH_PX[by] / this.#viewport.view.scale));
  }

  #pickScale(): number {
    return SEAT_SIZE_TO_PICK_PX / this.#options.hall.pitch;
  }

  #draw(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    requestAnimationFrame(() => {
      if (this.#isDirty) this.#paint();
    });
  }

  #paint(): void {
    this.#isDirty = false;
    const context = this.#canvas.getContext('2d')!;
    const pixelRatio = this.#canvas.width / this.#viewport.frame.width;
    this.#painter.paint({ context, viewport: this.#viewport, pixelRatio });
    this.#overlay.draw();
  }
}
