import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hall, HallRow, HallSeat, HallZone } from '../hall/hall.ts';
import { isFreeLook, type SeatLook } from '../map/seat-look.ts';
import { type AreaStepsOptions, areaSteps } from './area-steps.ts';
import { chevron } from './chevron.ts';
import type { MapContext } from './map-context.ts';
import { priceRange } from './price-range.ts';
import { rowTitle, seatKind, seatNumber, zoneTitle } from './seat-names.ts';
import { wheelchairSign } from './wheelchair.ts';

export interface SeatListState {
  isOpen: boolean;
  /** What is open, by its place in the hall and in its zone: names may repeat. */
  zone: number | null;
  row: number | null;
}

export interface SeatListOptions extends MapContext {
  hall: Hall;
  state: SeatListState;
  lookOf(seat: HallSeat): SeatLook;
  onOpen(state: Partial<SeatListState>): void;
  onPick(seat: HallSeat): void;
  /** The seat that has the focus: shown on the map, too. */
  onFocus(seat: HallSeat | null): void;
  /** Of the areas; without it, they are not in the list. */
  areas?: Omit<AreaStepsOptions, 'texts' | 'formats' | 'areas'>;
  /** The buyer's own seats are for pressing, too, as those that are picked. */
  canGiveBack?: boolean;
  /** How a seat looks while it is not picked; given, seats that can't be had are for pressing, too. */
  stateOf?(seat: HallSeat): SeatLook;
  /** For whole blocks and rows at once; without it, seats are taken one by one. */
  pickAll?: { label(name: string): string; text: string; onPick(seats: HallSeat[]): void };
}

/** The hall as blocks, rows and seats: the map for those who don't see or point. Only what is open is in the page. */
export function seatList(options: SeatListOptions): TemplateResult {
  const { texts, hall, state, onOpen } = options;
  return html`
    <section class="seat-list" part="list" id="seat-list">
      <h2>
        <button
          type="button"
          class="disclosure"
          aria-expanded=${state.isOpen}
          aria-controls="seat-list-zones"
          @click=${() => onOpen({ isOpen: !state.isOpen })}
        >
          <span>${texts.seatList}</span> <small>${texts.seatListHint}</small>${chevron()}
        </button>
      </h2>
      <ul id="seat-list-zones" class="zones" ?hidden=${!state.isOpen}>
        ${state.isOpen && options.areas ? areaSteps({ ...options, ...options.areas, areas: hall.saleAreas }) : nothing}
        ${state.isOpen ? hall.zones.map((zone, index) => zoneItem(options, zone, index)) : nothing}
      </ul>
    </section>
  `;
}

function zoneItem(options: SeatListOptions, zone: HallZone, index: number): TemplateResult {
  const { state, onOpen } = options;
  const isOpen = state.zone === index;
  const title = zoneTitle(options, zone);
  const inZone = zone.rows.flatMap(({ seats }) => seats);
  return html`
    <li>
      <button
        type="button"
        class="disclosure"
        aria-expanded=${isOpen}
        @click=${() => onOpen({ zone: isOpen ? null : index, row: null })}
      >
        <span>${title}</span>
        <small>${factsOf(options, inZone)}</small>
        ${chevron()}
      </button>
      ${pickAllButton(options, title, inZone)}
      ${isOpen ? html`<ul class="rows">${zone.rows.map((row, place) => rowItem(options, row, place))}</ul>` : nothing}
    </li>
  `;
}

function rowItem(options: SeatListOptions, row: HallRow, index: number): TemplateResult {
  const { state, onOpen } = options;
  const isOpen = state.row === index;
  const title = rowTitle(options, row);
  return html`
    <li>
      <button
        type="button"
        class="disclosure"
        aria-expanded=${isOpen}
        @click=${() => onOpen({ row: isOpen ? null : index })}
      >
        <span>${title}</span> <small>${factsOf(options, row.seats)}</small>${chevron()}
      </button>
      ${pickAllButton(options, title, row.seats)}
      ${isOpen ? html`<ul class="seats">${row.seats.map((seat) => seatItem(options, seat))}</ul>` : nothing}
    </li>
  `;
}

function pickAllButton({ pickAll }: SeatListOptions, name: string, seats: HallSeat[]): TemplateResult | typeof nothing {
  if (!pickAll) return nothing;
  return html`
    <button type="button" class="quiet pick-all" aria-label=${pickAll.label(name)} @click=${() => pickAll.onPick(seats)}>
      ${pickAll.text}
    </button>
  `;
}

function seatItem(options: SeatListOptions, seat: HallSeat): TemplateResult {
  const { texts, formats, lookOf, stateOf, canGiveBack, onPick, onFocus } = options;
  const look = lookOf(seat);
  const state = stateOf ? stateOf(seat) : look;
  const isPicked = look === 'picked' || look === 'gone' || (look === 'mine' && canGiveBack === true);
  const facts = [
    seatNumber(options, seat) || texts.withoutNumber,
    formats.money(seat.tier.price),
    seat.tier.name,
    seatKind(options, seat),
    state === 'available' || state === 'picked' ? null : texts.legend[state],
  ];
  return html`
    <li>
      <button
        type="button"
        class="seat seat-${look}"
        aria-label=${facts.filter(Boolean).join(', ')}
        aria-pressed=${isPicked}
        aria-disabled=${!isFreeLook(look) && !isPicked && !stateOf}
        @click=${() => onPick(seat)}
        @focus=${() => onFocus(seat)}
        @blur=${() => onFocus(null)}
      >
        ${seat.number.trim() || '–'}${seat.accessible ? wheelchairSign() : nothing}
      </button>
    </li>
  `;
}

function factsOf(options: SeatListOptions, seats: readonly HallSeat[]): string {
  return `${freeIn(options, seats)} · ${priceRange(options, seats)}`;
}

function freeIn({ texts, formats, lookOf, stateOf = lookOf }: SeatListOptions, seats: readonly HallSeat[]): string {
  let free = 0;
  for (const seat of seats) {
    const state = stateOf(seat);
    if (state === 'unknown') return texts.seatCount(seats.length);
    if (isFreeLook(state) || state === 'picked') free += 1;
  }
  return texts.freeOf(formats.count(free), formats.count(seats.length));
}
