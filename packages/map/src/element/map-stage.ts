import type { Connection, LiveShow } from '@seatwire/client/show-map';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Hall, HallSeat } from '../hall/hall.ts';
import { followedOf, mapNotice } from '../map/live-state.ts';
import { MapView } from '../map/map-view.ts';
import type { SeatLook } from '../map/seat-look.ts';
import type { Notices } from '../notices.ts';
import { Throttle } from '../throttle.ts';
import { feesNote } from '../views/fees-note.ts';
import { legend } from '../views/legend.ts';
import { mapSection, noticeBar, type Pointed } from '../views/map-section.ts';
import { type SeatListState, seatList } from '../views/seat-list.ts';
import { spokenSeat } from '../views/spoken-seat.ts';
import type { MapAreas } from './map-areas.ts';
import { type MapBarOfBuyer, mapBar } from './map-bar.ts';
import type { ElementContext, Settings } from './settings.ts';

export interface MapStageDeps {
  /** Where it is drawn, before that node. */
  root: ShadowRoot;
  before: Node;
  notices: Notices;
  context(): ElementContext;
  settings(): Settings;
  lookOf(seat: HallSeat): SeatLook;
  onPick(seat: HallSeat): void;
  onTryNow(): void;
  connection(): Connection;
  /** As it is now; null: it has not come yet. */
  show(): LiveShow | null;
  /** What stands below the map. */
  bar(): MapBarOfBuyer;
  areas: MapAreas;
  /** Why no seats can be held now; null: they can. */
  offSale(): string | null;
}

/** The words about the map: the map itself shows each change in the next frame. */
const REDRAW_EVERY_MS = 200;
/** Explained while the attributes leave some out. */
const EXCLUDED: readonly SeatLook[] = ['excluded'];

/** What is seen of a show: the map, what was chosen, the list and the legend. */
export class MapStage {
  readonly #deps: MapStageDeps;
  readonly #redrawing = new Throttle(REDRAW_EVERY_MS, async () => this.redraw());
  #hall: Hall | null = null;
  #view: MapView | null = null;
  #pointed: Pointed | null = null;
  #list: SeatListState = { isOpen: false, zone: null, row: null };
  #isDrawing = false;
  #isDressed = false;
  #hasEnded = false;

  constructor(deps: MapStageDeps) {
    this.#deps = deps;
  }

  get hall(): Hall | null {
    return this.#hall;
  }

  open(hall: Hall): void {
    const { context, lookOf, onPick, notices, areas } = this.#deps;
    this.#hall = hall;
    this.#view = new MapView({
      areas,
      hall,
      lookOf,
      onPick,
      onPlace: () => this.redraw(),
      freeText: (free) => context().texts.free(context().formats.count(free)),
      onPoint: (seat, at, by) => {
        this.#pointed = seat && { seat, at };
        if (seat && by === 'keyboard') notices.say(spokenSeat(context(), seat, lookOf(seat)));
        this.redraw();
      },
    });
    this.redraw();
  }

  /** Seats have changed before the buyer's eyes. */
  changed(seatIds: readonly string[]): void {
    this.#view?.update(seatIds);
    this.#view?.pulse(seatIds);
  }

  /** What is free of areas has changed. */
  areasChanged(): void {
    this.#view?.updateAreas();
  }

  /** Any seat may look differently, and the words about it. */
  update(): void {
    this.#view?.update();
    this.#view?.updateAreas();
    this.redraw();
  }

  /** Takes the colours of the page as they are now. */
  dress(): void {
    if (this.#isDressed) this.#view?.dress();
  }

  redraw(): void {
    if (this.#isDrawing || this.#hasEnded) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      if (!this.#hasEnded) this.#draw();
    });
  }

  redrawSoon(): void {
    this.#redrawing.ask();
  }

  end(): void {
    this.#hasEnded = true;
    this.#redrawing.end();
    this.#view?.dispose();
    render(nothing, this.#deps.root, { renderBefore: this.#deps.before as ChildNode });
  }

  #draw(): void {
    const { root, before } = this.#deps;
    const wasInBar = root.activeElement?.closest('.bar') != null;
    render(this.#template(), root, { renderBefore: before as ChildNode });
    // The button that was pressed may be gone: the keyboard goes on from what has come of it.
    if (wasInBar && root.activeElement === null) root.querySelector<HTMLElement>('.bar h2')?.focus();
    if (this.#view === null || this.#isDressed) return;
    this.#isDressed = true;
    this.#view.dress();
    this.redraw();
  }

  #template(): TemplateResult {
    const { connection, context, lookOf, onPick, onTryNow, bar, areas } = this.#deps;
    const parts = context();
    const notice = mapNotice(parts.texts, followedOf(connection()), Date.now());
    const [hall, view, show] = [this.#hall, this.#view, this.#deps.show()];
    if (hall === null || view === null || show === null) {
      const loading = { text: parts.texts.loading, next: null, canTry: false };
      const shown = connection().error === null ? loading : (notice ?? loading);
      return html`
        <div class="body" lang=${parts.language}>
          <section class="hall" part="hall" aria-label=${parts.texts.seatMap} aria-busy="true">
            ${noticeBar({ ...parts, onTryNow }, shown)}
          </section>
        </div>
      `;
    }
    const label = `${parts.texts.seatMap}: ${show.title}`;
    const colorOf = (category: string) => view.colorOf(category);
    const { tiers, maxPrice } = this.#deps.settings();
    const hasExcluded = tiers.length > 0 || maxPrice !== null;
    const below = bar();
    return html`<div class="body" lang=${parts.language}>
      ${mapSection({ ...parts, map: view, pointed: this.#pointed, pointedArea: areas.pointed, lookOf, notice, onTryNow, label })}
      ${mapBar({ ...below, colorOf, fees: feesNote(parts, { fees: show.fees, total: below.total }), offSale: this.#deps.offSale() })}
      ${seatList({
        ...parts,
        hall,
        state: this.#list,
        lookOf,
        onPick,
        canGiveBack: below.step === 'held',
        onOpen: (state) => {
          this.#list = { ...this.#list, ...state };
          this.redraw();
        },
        onFocus: (seat) => view.show(seat),
        areas: { counter: areas, colorOf, onFocusArea: (area) => view.showArea(area) },
      })}
      ${legend({
        ...parts,
        show,
        colorOf,
        hasAccessible: hall.wheelchairPlaces > 0,
        ...(hasExcluded ? { extra: EXCLUDED } : {}),
      })}
    </div>`;
  }
}
