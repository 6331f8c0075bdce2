import type { Hall, HallSeat } from '../hall/hall.ts';
import { areaAt, type SaleArea } from '../hall/sale-areas.ts';
import { type SeatIndex, seatTowards } from '../hall/seat-index.ts';
import { viewOfArea } from './area-view.ts';
import { ARROWS } from './arrow-keys.ts';
import { type Band, watchGestures } from './gestures.ts';
import type { MapCamera } from './map-camera.ts';
import type { MapOverlay } from './map-overlay.ts';
import { isSaleArea, type Pointable, type PointedSeat } from './pointed-seat.ts';
import type { SeatFinder } from './seat-finder.ts';
import type { Point, Viewport } from './viewport.ts';

export interface MapInputOptions {
  element: HTMLElement;
  hall: Hall;
  index: SeatIndex;
  viewport: Viewport;
  camera: MapCamera;
  finder: SeatFinder;
  pointed: PointedSeat;
  overlay: MapOverlay;
  /** Whether dragging draws a rectangle, also without the Shift key. */
  isBanding(): boolean;
  onPick(seat: Pointable): void;
  /** A rectangle was drawn around these seats. Without it, dragging always moves the map. */
  onBand?: ((seats: HallSeat[]) => void) | undefined;
  /** The whole hall is to be shown. */
  onWhole(): void;
  /** The view is another one: to be drawn now. */
  onStepped(): void;
}

const DOUBLE_TAP_ZOOM = 2.4;
const KEY_PAN_PX = 80;

/** What fingers, pointer and keys do to the map. */
export class MapInput {
  readonly #options: MapInputOptions;
  /** What the arrows go to. */
  readonly #things: readonly Pointable[];

  constructor(options: MapInputOptions) {
    this.#options = options;
    const { seats, saleAreas } = options.hall;
    this.#things = saleAreas.length === 0 ? seats : [...seats, ...saleAreas];
  }

  /** Until the signal is aborted. */
  listen(signal: AbortSignal): void {
    const { element, camera, pointed, overlay, onBand, isBanding } = this.#options;
    const endGestures = watchGestures(element, {
      onPan: (dx, dy) => camera.pan(dx, dy),
      onZoom: (factor, at) => camera.zoom(factor, at),
      onTap: (at, isTouch) => this.#tap(at, isTouch ? 'touch' : 'mouse'),
      onDoubleTap: (at) => this.#doubleTap(at),
      onHover: (at) => this.#hover(at),
      isBand: (isShift) => onBand !== undefined && (isShift || isBanding()),
      onBand: (band) => overlay.band(band),
      onBandDrawn: (band) => this.#takeBand(band),
    });
    signal.addEventListener('abort', endGestures);
    element.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    element.addEventListener('blur', () => pointed.moveCursor(null), { signal });
  }

  #tap(at: Point, by: 'touch' | 'mouse'): void {
    const { finder, camera, onPick } = this.#options;
    const area = this.#areaAt(at, by);
    if (area) {
      onPick(area);
      return;
    }
    const near = finder.near(at);
    if (!near) return;
    if (finder.isTooSmall(near, by)) camera.glideTo(finder.closerTo(near, at));
    else {
      const seat = finder.at(at, by);
      if (seat) onPick(seat);
    }
  }

  #takeBand({ from, to }: Band): void {
    const { overlay, viewport, index, onBand } = this.#options;
    overlay.band(null);
    const [a, b] = [viewport.toPlan(from), viewport.toPlan(to)];
    const bounds = {
      left: Math.min(a.x, b.x),
      right: Math.max(a.x, b.x),
      top: Math.min(a.y, b.y),
      bottom: Math.max(a.y, b.y),
    };
    onBand?.(index.in(bounds));
  }

  /** Unless a seat is drawn there. */
  #areaAt(at: Point, by: 'touch' | 'mouse'): SaleArea | null {
    const { hall, viewport, finder } = this.#options;
    const area = areaAt(hall.saleAreas, viewport.toPlan(at));
    return area && finder.at(at, by) === null ? area : null;
  }

  #doubleTap(at: Point): void {
    const { finder, camera, viewport, onPick } = this.#options;
    const area = this.#areaAt(at, 'mouse');
    const seat = area ?? finder.at(at, 'mouse');
    // Two quick taps on a seat are two taps.
    if (seat && (isSaleArea(seat) || !finder.isTooSmall(seat, 'touch'))) onPick(seat);
    else camera.glideTo(viewport.zoomedBy(DOUBLE_TAP_ZOOM, at));
  }

  #hover(at: Point | null): void {
    const { element, finder, pointed, viewport } = this.#options;
    const area = at && this.#areaAt(at, 'mouse');
    const seat = at ? (area ?? finder.at(at, 'mouse')) : null;
    element.classList.toggle('is-on-seat', seat !== null);
    // An area may be larger than what is in sight.
    pointed.hover(seat, area && at ? at : seat ? viewport.toScreen(seat) : undefined);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#take(event.key, event.shiftKey)) return;
    event.preventDefault();
  }

  #take(key: string, isShift: boolean): boolean {
    const { camera, pointed, onPick, onWhole } = this.#options;
    const arrow = ARROWS[key];
    if (arrow && isShift) camera.pan(-arrow.dx * KEY_PAN_PX, -arrow.dy * KEY_PAN_PX);
    else if (arrow) this.#step(arrow);
    else if (key === '+' || key === '=') camera.zoomIn();
    else if (key === '-') camera.zoomOut();
    else if (key === '0') onWhole();
    else if (key === 'Escape' && pointed.cursor) pointed.moveCursor(null);
    else if ((key === 'Enter' || key === ' ') && pointed.cursor) onPick(pointed.cursor);
    else return false;
    return true;
  }

  #step(direction: { dx: number; dy: number }): void {
    const { pointed, finder, camera, viewport, onStepped } = this.#options;
    const next = pointed.cursor ? seatTowards(this.#things, pointed.cursor, direction) : this.#first();
    if (!next) return;
    pointed.moveCursor(next);
    camera.stop();
    viewport.set(isSaleArea(next) ? viewOfArea(viewport, next) : viewport.centredOn(next, finder.scaleFor(next)));
    onStepped();
    pointed.tellCursor(viewport.toScreen(next));
  }

  #first(): Pointable | null {
    const { finder, hall } = this.#options;
    return finder.inTheMiddle() ?? hall.saleAreas[0] ?? null;
  }
}
