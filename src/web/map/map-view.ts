import { legibleColors } from '../hall/colors.ts';
import type { Hall, HallSeat } from '../hall/hall.ts';
import { indexSeats, type SeatIndex, seatTowards } from '../hall/seat-index.ts';
import { ARROWS } from './arrow-keys.ts';
import { boundedRatio } from './bitmap.ts';
import { type Band, watchGestures } from './gestures.ts';
import { glide } from './glide.ts';
import { HallCanvas } from './hall-canvas.ts';
import { MapOverlay } from './map-overlay.ts';
import { readTheme } from './map-theme.ts';
import { HallPainter } from './painter.ts';
import type { SeatLook } from './seat-look.ts';
import { SeatLooks } from './seat-looks.ts';
import { type Point, type View, Viewport } from './viewport.ts';

export interface MapViewOptions {
  hall: Hall;
  lookOf(seat: HallSeat): SeatLook;
  /** A seat was tapped, clicked, or chosen by the keyboard. */
  onPick(seat: HallSeat): void;
  /** The seat that the pointer or the keyboard is at, and where it is drawn; null: none. */
  onPoint(seat: HallSeat | null, at: Point, by: 'pointer' | 'keyboard'): void;
  /** A rectangle was drawn around these seats. Without it, dragging always moves the map. */
  onBand?(seats: HallSeat[]): void;
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

/** The drawn hall: a focusable element with the hall on a canvas, and what moves on another one above it. */
export class MapView {
  readonly element: HTMLElement;
  /** Whether dragging draws a rectangle, also without the Shift key. */
  isBanding = false;
  readonly #canvas = new HallCanvas();
  readonly #options: MapViewOptions;
  readonly #index: SeatIndex;
  readonly #looks: SeatLooks;
  readonly #changed = new Set<HallSeat>();
  readonly #viewport: Viewport;
  readonly #overlay: MapOverlay;
  readonly #ending = new AbortController();
  #isDirty = false;
  /** Nothing is drawn before the size is known: there would be no ratio of pixels to draw it at. */
  #isSized = false;
  #isPointing = false;
  #colors: ReadonlyMap<string, string> = new Map();
  #stopGliding: () => void = () => {};
  #cursor: HallSeat | null = null;

  constructor(options: MapViewOptions) {
    this.#options = options;
    const { hall } = options;
    this.#index = indexSeats(hall);
    this.#looks = new SeatLooks(hall, options.lookOf);
    const margin = hall.pitch * MARGIN_IN_SEATS;
    const { left, right, top, bottom } = hall.bounds;
    this.#viewport = new Viewport(
      { left: left - margin, right: right + margin, top: top - margin * 1.2, bottom: bottom + margin },
      LARGEST_SEAT_PX / hall.pitch,
      FOOT_PX,
    );
    this.#overlay = new MapOverlay({ viewport: this.#viewport, hall });
    this.element = document.createElement('div');
    this.element.className = 'map';
    this.element.append(this.#canvas.element, this.#overlay.canvas);
    this.#listen();
    this.#dress();
  }

  /** Draws the seats that look differently now: these, or, without them, any. */
  update(seatIds?: readonly string[]): void {
    for (const seat of this.#looks.refresh(seatIds)) this.#changed.add(seat);
    if (this.#changed.size > 0) this.#draw();
  }

  /** Shows by a brief ring that seats have changed before everyone's eyes. */
  pulse(seatIds: readonly string[]): void {
    for (const seatId of seatIds) {
      const seat = this.#options.hall.byId.get(seatId);
      if (seat) this.#overlay.pulse(seat);
    }
  }

  /** The colour of a category, as it is drawn on the page's present background. */
  colorOf(category: string): string {
    return this.#colors.get(category) ?? 'currentColor';
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
      isBand: (isShift) => this.#options.onBand !== undefined && (isShift || this.isBanding),
      onBand: (band) => this.#overlay.band(band),
      onBandDrawn: (band) => this.#takeBand(band),
    });
    signal.addEventListener('abort', endGestures);
    this.element.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    this.element.addEventListener('blur', () => this.#point(null), { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#dress(), { signal });
  }

  /** Takes the colours of the page as they are now. */
  #dress(): void {
    const theme = readTheme(this.element);
    const { hall } = this.#options;
    this.#colors = legibleColors(hall.colors, theme.background);
    const lookOf = (seat: HallSeat) => this.#looks.of(seat);
    this.#canvas.use(new HallPainter({ hall, index: this.#index, theme, colors: this.#colors, lookOf }));
    this.#overlay.dress(theme);
    this.#draw();
  }

  #resize({ width, height }: { width: number; height: number }): void {
    if (width === 0 || height === 0) return;
    this.#stopGliding();
    this.#viewport.resize({ width, height });
    const pixelRatio = boundedRatio({ width, height }, devicePixelRatio);
    this.#canvas.resize({ width, height }, pixelRatio);
    this.#overlay.resize({ width, height }, pixelRatio);
    this.#isSized = true;
    this.#paint();
  }

  #move(change: () => void): void {
    this.#stopGliding();
    const before = this.#viewport.view;
    change();
    const { scale, left, top } = this.#viewport.view;
    // At the hall's edges there is nowhere to go.
    if (scale === before.scale && left === before.left && top === before.top) return;
    this.#tellPointed(null, { x: 0, y: 0 }, 'pointer');
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

  #takeBand({ from, to }: Band): void {
    this.#overlay.band(null);
    const [a, b] = [this.#viewport.toPlan(from), this.#viewport.toPlan(to)];
    const bounds = {
      left: Math.min(a.x, b.x),
      right: Math.max(a.x, b.x),
      top: Math.min(a.y, b.y),
      bottom: Math.max(a.y, b.y),
    };
    this.#options.onBand?.(this.#index.in(bounds));
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
    this.#tellPointed(seat, seat ? this.#viewport.toScreen(seat) : { x: 0, y: 0 }, 'pointer');
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
    this.#tellPointed(next, this.#viewport.toScreen(next), 'keyboard');
  }

  #point(seat: HallSeat | null): void {
    this.#cursor = seat;
    this.#overlay.mark(seat);
    if (!seat) this.#tellPointed(null, { x: 0, y: 0 }, 'keyboard');
  }

  /** Nothing is told of a pointer that goes on pointing at nothing: whoever listens draws the page again. */
  #tellPointed(seat: HallSeat | null, at: Point, by: 'pointer' | 'keyboard'): void {
    if (seat === null && !this.#isPointing) return;
    this.#isPointing = seat !== null;
    this.#options.onPoint(seat, at, by);
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
    if (!this.#isSized) return;
    this.#canvas.show(this.#viewport.view, this.#changed);
    this.#changed.clear();
    this.#overlay.draw();
  }
}
