import { boundsOf, widened } from '../hall/bounds.ts';
import { legibleColors } from '../hall/colors.ts';
import type { HallSeat, HallZone } from '../hall/hall.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import { indexSeats, type SeatIndex } from '../hall/seat-index.ts';
import { type Section, sectionsOf } from '../hall/sections.ts';
import { viewOfArea } from './area-view.ts';
import { boundedRatio } from './bitmap.ts';
import { HallCanvas } from './hall-canvas.ts';
import { viewportOf } from './hall-viewport.ts';
import { MapCamera, type NearView } from './map-camera.ts';
import { MapInput } from './map-input.ts';
import { MapOverlay } from './map-overlay.ts';
import { readTheme } from './map-theme.ts';
import { type MapViewOptions, tellPicked, tellPointed } from './map-view-options.ts';
import { Obstacles } from './obstacles.ts';
import { FONT, HallPainter } from './painter.ts';
import { PointedSeat } from './pointed-seat.ts';
import { SaleAreaPainter } from './sale-area-painter.ts';
import { SeatFinder } from './seat-finder.ts';
import { SeatLooks } from './seat-looks.ts';
import { SectionCounts } from './section-counts.ts';
import { SectionPainter } from './section-painter.ts';
import type { Viewport } from './viewport.ts';

export type { MapViewAreas, MapViewOptions } from './map-view-options.ts';

/** What is seen around seats that are shown together, in seats. */
const ROOM_AROUND_SEATS = 2;

interface Place {
  zoneIndex: number;
}

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
  readonly #camera: MapCamera;
  readonly #finder: SeatFinder;
  readonly #overlay: MapOverlay;
  readonly #pointed: PointedSeat;
  readonly #ending = new AbortController();
  readonly #sections: readonly Section[];
  readonly #counts: SectionCounts;
  readonly #obstacles: Obstacles;
  #place: Place | null = null;
  #isDirty = false;
  /** Nothing is drawn before the size is known: there would be no ratio of pixels to draw it at. */
  #isSized = false;
  #colors: ReadonlyMap<string, string> = new Map();
  /** What is to be shown once the size is known; null: the whole hall. */
  #wanted: NearView | null = null;
  #isNear = false;

  constructor(options: MapViewOptions) {
    this.#options = options;
    const { hall } = options;
    this.#index = indexSeats(hall);
    this.#looks = new SeatLooks(hall, options.lookOf);
    this.#sections = sectionsOf(hall);
    this.#counts = new SectionCounts(hall, (seat) => this.#looks.of(seat));
    this.#obstacles = new Obstacles(hall, this.#index);
    this.#viewport = viewportOf(hall, this.#sections);
    this.#camera = new MapCamera({
      viewport: this.#viewport,
      onMoved: () => {
        this.#pointed.leave();
        this.#draw();
      },
      onGlided: () => {
        this.#pointed.leave();
        this.#paint();
      },
    });
    this.#finder = new SeatFinder({ hall, index: this.#index, sections: this.#sections, viewport: this.#viewport });
    this.#overlay = new MapOverlay({ viewport: this.#viewport, hall });
    this.#pointed = new PointedSeat({
      mark: (seat) => this.#overlay.mark(seat),
      onPoint: (thing, at, by) => tellPointed(options, thing, { at, by }),
    });
    this.element = document.createElement('div');
    this.element.className = 'map';
    this.element.part.add('map');
    this.element.append(this.#canvas.element, this.#overlay.canvas);
    this.#listen();
    this.dress();
  }

  /** Draws the seats that look differently now: these, or, without them, any. */
  update(seatIds?: readonly string[]): void {
    const changed = this.#looks.refresh(seatIds);
    if (changed.length === 0) return;
    for (const seat of changed) this.#changed.add(seat);
    const isFilledDifferently = this.#counts.refresh(changed);
    // Seats are not drawn by themselves upon sections, but for the buyer's own.
    const isOwn = this.#sections.length > 0 && (seatIds === undefined || changed.some((it) => this.#looks.own.has(it)));
    if (isFilledDifferently || isOwn) this.#canvas.forget();
    this.#draw();
  }

  /** Draws the areas as they are now. */
  updateAreas(): void {
    if (this.#options.hall.saleAreas.length === 0) return;
    this.#canvas.forget();
    this.#draw();
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

  /** Where one is, when the whole hall is not in sight: the zone in the middle, and what is free there. */
  get place(): { zone: HallZone; free: number | null } | null {
    if (this.#place === null) return null;
    const { zoneIndex } = this.#place;
    return { zone: this.#options.hall.zones[zoneIndex]!, free: this.#counts.free(zoneIndex) };
  }

  /** The part of the hall that is in sight, or to be when the map has come to rest; null: the whole. */
  get near(): NearView | null {
    return this.#isSized ? this.#camera.near : this.#wanted;
  }

  zoomIn(): void {
    this.#camera.zoomIn();
  }

  zoomOut(): void {
    this.#camera.zoomOut();
  }

  /** Shows a part of the hall; null: the whole. */
  showNear(near: NearView | null): void {
    if (!this.#isSized) this.#wanted = near;
    else if (near) this.#camera.glideTo(this.#viewport.centredOn(near, near.scale));
    else this.#camera.showWhole();
  }

  /** Brings a seat into sight, near enough to be told from its neighbours, and marks it. Null takes the mark away. */
  show(seat: HallSeat | null): void {
    this.#pointed.moveCursor(seat);
    if (seat) this.#camera.glideTo(this.#viewport.centredOn(seat, this.#finder.scaleFor(seat)));
  }

  /** Brings an area into sight and marks it. Null takes the mark away. */
  showArea(area: SaleArea | null): void {
    this.#pointed.moveCursor(area);
    if (area) this.#camera.glideTo(viewOfArea(this.#viewport, area));
  }

  /** Brings several seats into sight at once, as near as one of them by itself at most. */
  showAll(seats: readonly HallSeat[]): void {
    const [first] = seats;
    if (!first) return;
    const bounds = widened(boundsOf(seats), first.room * ROOM_AROUND_SEATS);
    const middle = { x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 };
    const scale = Math.min(this.#viewport.fitting(bounds).scale, this.#finder.pickScale(first));
    this.showNear({ ...middle, scale });
  }

  dispose(): void {
    this.#camera.stop();
    this.#ending.abort();
    this.#overlay.dispose();
    this.element.remove();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const sizes = new ResizeObserver(([entry]) => this.#resize(entry!.contentRect));
    sizes.observe(this.element);
    signal.addEventListener('abort', () => sizes.disconnect());
    new MapInput({
      element: this.element,
      hall: this.#options.hall,
      index: this.#index,
      viewport: this.#viewport,
      camera: this.#camera,
      finder: this.#finder,
      pointed: this.#pointed,
      overlay: this.#overlay,
      isBanding: () => this.isBanding,
      onPick: (thing) => tellPicked(this.#options, thing),
      onBand: this.#options.onBand,
      onWhole: () => this.showNear(null),
      onStepped: () => this.#paint(),
    }).listen(signal);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.dress(), { signal });
  }

  /** Takes the colours of the page as they are now: to be called when the element has come into it, or when they are others. */
  dress(): void {
    const theme = readTheme(this.element);
    const { hall } = this.#options;
    this.#colors = legibleColors(hall.colors, theme.background);
    const sections = new SectionPainter({
      sections: this.#sections,
      theme,
      colors: this.#colors,
      stateOf: (zoneIndex) => this.#counts.state(zoneIndex),
    });
    const painted = {
      hall,
      index: this.#index,
      theme,
      colors: this.#colors,
      looks: this.#looks,
      tintOf: this.#options.tintOf,
      sections,
    };
    const saleAreas = new SaleAreaPainter({
      ...{ areas: hall.saleAreas, theme, colors: this.#colors, facts: this.#options.areas, font: FONT },
    });
    this.#canvas.use(new HallPainter({ ...painted, saleAreas }));
    const names = {
      sections: this.#sections,
      painter: sections,
      counts: this.#counts,
      obstacles: this.#obstacles,
      freeText: (free: number) => this.#options.freeText(free),
    };
    this.#overlay.dress(theme, names, saleAreas);
    this.#draw();
  }

  #resize({ width, height }: { width: number; height: number }): void {
    if (width === 0 || height === 0) return;
    this.#camera.stop();
    this.#viewport.resize({ width, height });
    if (this.#wanted) this.#viewport.set(this.#viewport.centredOn(this.#wanted, this.#wanted.scale));
    this.#wanted = null;
    const pixelRatio = boundedRatio({ width, height }, devicePixelRatio);
    this.#canvas.resize({ width, height }, pixelRatio);
    this.#overlay.resize({ width, height }, pixelRatio);
    this.#isSized = true;
    this.#paint();
  }

  /** A page can be scrolled by a finger upon the whole hall; once the map is nearer, the finger moves the map. */
  #findPlace(): void {
    const { width, height } = this.#viewport.frame;
    const isNear = !this.#viewport.isWhole;
    this.element.classList.toggle('is-near', isNear);
    const isPlaced = isNear && this.#options.hall.zones.length > 1;
    const seat = isPlaced ? this.#finder.inTheMiddle(Math.max(width, height) / 2) : null;
    if (isNear === this.#isNear && seat?.zoneIndex === this.#place?.zoneIndex) return;
    this.#isNear = isNear;
    this.#place = seat && { zoneIndex: seat.zoneIndex };
    this.#overlay.here = this.place?.zone ?? null;
    this.#options.onPlace();
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
    this.#findPlace();
    this.#overlay.draw();
  }
}
