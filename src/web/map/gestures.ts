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
  const pressed = new Map<number, Point>();
  const ending = new AbortController();
  const options = { signal: ending.signal };
  let start: Point | null = null;
  let hasMoved = false;
  let isBand = false;
  let lastTap: { at: Point; time: number } | null = null;

  const placeOf = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  function move(id: number, to: Point): void {
    const from = pressed.get(id)!;
    if (pressed.size === 1) {
      if (!hasMoved && distance(start ?? from, to) < TREMBLE_PX) return;
      hasMoved = true;
      if (isBand) target.onBand({ from: start ?? from, to });
      else target.onPan(to.x - from.x, to.y - from.y);
    } else {
      giveUpBand();
      hasMoved = true;
      const other = [...pressed].find(([otherId]) => otherId !== id)![1];
      const before = middle(from, other);
      const after = middle(to, other);
      target.onPan(after.x - before.x, after.y - before.y);
      target.onZoom(distance(to, other) / Math.max(1, distance(from, other)), after);
    }
    pressed.set(id, to);
  }

  function giveUpBand(): void {
    if (isBand && hasMoved) target.onBand(null);
    isBand = false;
  }

  function tap(at: Point, isTouch: boolean): void {
    const now = performance.now();
    const isDouble = lastTap && now - lastTap.time < DOUBLE_TAP_MS && distance(lastTap.at, at) < DOUBLE_TAP_PX;
    lastTap = isDouble ? null : { at, time: now };
    if (isDouble) target.onDoubleTap(at);
    else target.onTap(at, isTouch);
  }

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      const at = placeOf(event);
      pressed.set(event.pointerId, at);
      if (pressed.size > 1) return;
      start = at;
      hasMoved = false;
      isBand = target.isBand(event.shiftKey);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const at = placeOf(event);
      if (pressed.has(event.pointerId)) move(event.pointerId, at);
      else if (event.pointerType === 'mouse') target.onHover(at);
    },
    options,
  );
  const release = (event: PointerEvent) => {
    if (!pressed.delete(event.pointerId)) return;
    if (isBand && hasMoved && event.type === 'pointerup') {
      isBand = false;
      target.onBandDrawn({ from: start!, to: placeOf(event) });
      return;
    }
    giveUpBand();
    if (event.type === 'pointerup' && !hasMoved && pressed.size === 0)
      tap(placeOf(event), event.pointerType !== 'mouse');
  };
  element.addEventListener('pointerup', release, options);
  element.addEventListener('pointercancel', release, options);
  element.addEventListener('pointerleave', () => target.onHover(null), options);
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PX : event.deltaY;
      // Trackpads send a pinch as a wheel with the control key, in much smaller steps.
      target.onZoom(Math.exp(-pixels * WHEEL_STEP * (event.ctrlKey ? 6 : 1)), placeOf(event));
    },
    { ...options, passive: false },
  );
  return () => ending.abort();
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
