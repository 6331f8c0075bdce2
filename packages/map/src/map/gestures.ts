import type { Point } from './viewport.ts';

/** Two opposite corners of a rectangle. */
export interface Band {
  from: Point;
  to: Point;
}

export interface GestureTarget {
  /** A finger or the mouse moved the map, by pixels. */
  onPan(dx: number, dy: number): void;
  /** Pinch or wheel: `factor` times nearer, at a point. */
  onZoom(factor: number, at: Point): void;
  /** A tap or click that moved nothing. `isTouch`: by something as blunt as a finger. */
  onTap(at: Point, isTouch: boolean): void;
  onDoubleTap(at: Point): void;
  /** Whether a drag that begins now draws a rectangle, in place of moving the map. `isShift`: with the Shift key. */
  isBand(isShift: boolean): boolean;
  /** The rectangle between two corners is being drawn; null: it was given up. */
  onBand(band: Band | null): void;
  onBandDrawn(band: Band): void;
  /** The pointer is there without being pressed; null: it has left. */
  onHover(at: Point | null): void;
}

/** Moves less than this are a trembling hand. */
const TREMBLE_PX = 6;
const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PX = 28;
const WHEEL_STEP = 0.0016;
const LINE_PX = 16;

/** Tells what pointers do on an element: pan, pinch, wheel, tap, double tap, hover. Ends by calling the returned function. */
export function watchGestures(element: HTMLElement, target: GestureTarget): () => void {
  const ending = new AbortController();
  new Gestures(element, target).listen(ending.signal);
  return () => ending.abort();
}

class Gestures {
  readonly #element: HTMLElement;
  readonly #target: GestureTarget;
  readonly #pressed = new Map<number, Point>();
  #start: Point | null = null;
  #hasMoved = false;
  #isBand = false;
  #lastTap: { at: Point; time: number } | null = null;

  constructor(element: HTMLElement, target: GestureTarget) {
    this.#element = element;
    this.#target = target;
  }

  listen(signal: AbortSignal): void {
    const element = this.#element;
    const options = { signal };
    element.addEventListener('pointerdown', (event) => this.#press(event), options);
    element.addEventListener('pointermove', (event) => this.#moved(event), options);
    element.addEventListener('pointerup', (event) => this.#release(event), options);
    element.addEventListener('pointercancel', (event) => this.#release(event), options);
    element.addEventListener('pointerleave', () => this.#target.onHover(null), options);
    element.addEventListener('wheel', (event) => this.#turnWheel(event), { signal, passive: false });
  }

  #placeOf(event: MouseEvent): Point {
    const box = this.#element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#element.setPointerCapture(event.pointerId);
    const at = this.#placeOf(event);
    this.#pressed.set(event.pointerId, at);
    if (this.#pressed.size > 1) return;
    this.#start = at;
    this.#hasMoved = false;
    this.#isBand = this.#target.isBand(event.shiftKey);
  }

  #moved(event: PointerEvent): void {
    const at = this.#placeOf(event);
    if (this.#pressed.has(event.pointerId)) this.#move(event.pointerId, at);
    else if (event.pointerType === 'mouse') this.#target.onHover(at);
  }

  #move(id: number, to: Point): void {
    const from = this.#pressed.get(id)!;
    if (this.#pressed.size === 1) {
      const start = this.#start ?? from;
      if (!this.#hasMoved && distance(start, to) < TREMBLE_PX) return;
      this.#hasMoved = true;
      if (this.#isBand) this.#target.onBand({ from: start, to });
      else this.#target.onPan(to.x - from.x, to.y - from.y);
    } else {
      this.#giveUpBand();
      this.#hasMoved = true;
      const other = [...this.#pressed].find(([otherId]) => otherId !== id)![1];
      const before = middle(from, other);
      const after = middle(to, other);
      this.#target.onPan(after.x - before.x, after.y - before.y);
      this.#target.onZoom(distance(to, other) / Math.max(1, distance(from, other)), after);
    }
    this.#pressed.set(id, to);
  }

  #release(event: PointerEvent): void {
    if (!this.#pressed.delete(event.pointerId)) return;
    if (this.#isBand && this.#hasMoved && event.type === 'pointerup') {
      this.#isBand = false;
      this.#target.onBandDrawn({ from: this.#start!, to: this.#placeOf(event) });
      return;
    }
    this.#giveUpBand();
    if (event.type === 'pointerup' && !this.#hasMoved && this.#pressed.size === 0)
      this.#tap(this.#placeOf(event), event.pointerType !== 'mouse');
  }

  #giveUpBand(): void {
    if (this.#isBand && this.#hasMoved) this.#target.onBand(null);
    this.#isBand = false;
  }

  #tap(at: Point, isTouch: boolean): void {
    const now = performance.now();
    const last = this.#lastTap;
    const isDouble = last && now - last.time < DOUBLE_TAP_MS && distance(last.at, at) < DOUBLE_TAP_PX;
    this.#lastTap = isDouble ? null : { at, time: now };
    if (isDouble) this.#target.onDoubleTap(at);
    else this.#target.onTap(at, isTouch);
  }

  #turnWheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PX : event.deltaY;
    // Trackpads send a pinch as a wheel with the control key, in much smaller steps.
    this.#target.onZoom(Math.exp(-pixels * WHEEL_STEP * (event.ctrlKey ? 6 : 1)), this.#placeOf(event));
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
