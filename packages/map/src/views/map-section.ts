import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../hall/hall.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import type { MapNotice } from '../map/live-state.ts';
import type { MapView } from '../map/map-view.ts';
import type { SeatLook } from '../map/seat-look.ts';
import type { Point } from '../map/viewport.ts';
import type { MapContext } from './map-context.ts';
import { seatKind, seatName, zoneTitle } from './seat-names.ts';

export interface Pointed {
  seat: HallSeat;
  at: Point;
}

/** An area that the pointer or the keyboard is at, with what is said of it. */
export interface PointedArea {
  area: SaleArea;
  at: Point;
}

export interface MapSectionOptions extends MapContext {
  map: MapView;
  pointed: Pointed | null;
  pointedArea?: (PointedArea & { fact: string }) | null;
  lookOf(seat: HallSeat): SeatLook;
  /** More of how a seat stands, beside what its look says; null: nothing. */
  factOf?(seat: HallSeat): string | null;
  /** What is to be said about the connection; null: all is well. */
  notice: MapNotice | null;
  /** The map is to be connected now. */
  onTryNow(): void;
  /** What it is called where there are several; without it, by what it is. */
  label?: string;
  /** How the keyboard moves on it; without it, as on the buyers' page. */
  help?: string;
  /** What else there is to press, over the map's other corner. */
  tools?: TemplateResult;
}

export function mapSection(options: MapSectionOptions): TemplateResult {
  const { texts, map, pointed, notice, label = texts.seatMap } = options;
  map.element.tabIndex = 0;
  map.element.setAttribute('role', 'application');
  map.element.setAttribute('aria-label', `${label}. ${options.help ?? texts.mapHelp}`);
  return html`
    <section class="hall" part="hall" aria-label=${label}>
      ${map.element}
      ${map.place ? placeBar(options, map.place) : nothing}
      ${pointed ? tooltip(options, pointed) : nothing} ${options.pointedArea ? areaTooltip(options, options.pointedArea) : nothing}
      <div class="zoom" part="zoom" role="group" aria-label=${label}>
        ${zoomButton(texts.zoomIn, 'M10 4v12M4 10h12', () => map.zoomIn())}
        ${zoomButton(texts.zoomOut, 'M4 10h12', () => map.zoomOut())}
        ${zoomButton(texts.wholeHall, 'M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4', () => map.showNear(null))}
      </div>
      ${options.tools ?? nothing}
      ${notice ? noticeBar(options, notice) : nothing}
    </section>
  `;
}

export function noticeBar(
  { texts, onTryNow }: Pick<MapSectionOptions, 'texts' | 'onTryNow'>,
  { text, next, canTry }: MapNotice,
): TemplateResult {
  return html`
    <div class="notice" part="notice">
      <i aria-hidden="true"></i>
      <p>${text}</p>
      ${next ? html`<p class="next">${next}</p>` : nothing}
      ${canTry ? html`<button type="button" class="quiet" @click=${onTryNow}>${texts.tryNow}</button>` : nothing}
    </div>
  `;
}

/** Where one is in the hall, and the way back. */
function placeBar(options: MapSectionOptions, { zone, free }: NonNullable<MapView['place']>): TemplateResult {
  const { texts, formats, map } = options;
  const leave = () => {
    map.showNear(null);
    // The button goes with the nearer view: the keyboard goes on from the map.
    map.element.focus({ preventScroll: true });
  };
  return html`
    <div class="place" part="place">
      <button type="button" class="back" @click=${leave}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="m12 4-6 6 6 6"></path></svg>
        ${texts.backToHall}
      </button>
      <p><b>${zoneTitle(options, zone)}</b>${free === null ? nothing : html` <span>${texts.free(formats.count(free))}</span>`}</p>
    </div>
  `;
}

function zoomButton(label: string, path: string, onClick: () => void): TemplateResult {
  return html`
    <button type="button" class="icon" aria-label=${label} title=${label} @click=${onClick}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d=${path}></path></svg>
    </button>
  `;
}

function tooltip(options: MapSectionOptions, { seat, at }: Pointed): TemplateResult {
  const { texts, formats, lookOf } = options;
  const look = lookOf(seat);
  const fact = options.factOf?.(seat) ?? null;
  const kind = seatKind(options, seat);
  return html`
    <div class="tooltip" part="tooltip" aria-hidden="true" .style=${`left:${at.x}px;top:${at.y}px`} data-below=${at.y < 110}>
      <b>${seatName(options, seat)}</b>
      <span>${seat.tier.name} · ${formats.money(seat.tier.price)}</span>
      ${kind === null ? nothing : html`<span>${kind}</span>`}
      ${look === 'available' ? nothing : html`<span class="state">${texts.legend[look]}${fact === null ? nothing : `: ${fact}`}</span>`}
    </div>
  `;
}

function areaTooltip(
  { formats }: MapSectionOptions,
  { area, at, fact }: PointedArea & { fact: string },
): TemplateResult {
  return html`
    <div class="tooltip" part="tooltip" aria-hidden="true" .style=${`left:${at.x}px;top:${at.y}px`} data-below=${at.y < 110}>
      <b>${area.name}</b>
      <span>${area.tier.name} · ${formats.money(area.tier.price)}</span>
      ${fact === '' ? nothing : html`<span class="state">${fact}</span>`}
    </div>
  `;
}
