import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hall, HallRow, HallSeat, HallZone } from '../hall/hall.ts';
import type { SeatLook } from '../map/seat-look.ts';
import type { ViewContext } from './view-context.ts';

export interface SeatListState {
  isOpen: boolean;
  zone: string | null;
  row: string | null;
}

export interface SeatListOptions extends ViewContext {
  hall: Hall;
  state: SeatListState;
  lookOf(seat: HallSeat): SeatLook;
  onOpen(state: Partial<SeatListState>): void;
  onPick(seat: HallSeat): void;
  /** The seat that has the focus: shown on the map, too. */
  onFocus(seat: HallSeat | null): void;
}

/** The hall as blocks, rows and seats: the map for those who don't see or point. Only what is open is in the page. */
export function seatList(options: SeatListOptions): TemplateResult {
  const { texts, hall, state, onOpen } = options;
  return html`
    <section class="seat-list" id="seat-list">
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
        ${state.isOpen ? hall.zones.map((zone) => zoneItem(options, zone)) : nothing}
      </ul>
    </section>
  `;
}

function zoneItem(options: SeatListOptions, zone: HallZone): TemplateResult {
  const { state, onOpen } = options;
  const isOpen = state.zone === zone.name;
  return html`
    <li>
      <button
        type="button"
        class="disclosure"
        aria-expanded=${isOpen}
        @click=${() => onOpen({ zone: isOpen ? null : zone.name, row: null })}
      >
        <span>${zone.name}</span>
        <small>${freeIn(
          options,
          zone.rows.flatMap(({ seats }) => seats),
        )}</small>
        ${chevron()}
      </button>
      ${isOpen ? html`<ul class="rows">${zone.rows.map((row) => rowItem(options, row))}</ul>` : nothing}
    </li>
  `;
}

function rowItem(options: SeatListOptions, row: HallRow): TemplateResult {
  const { texts, state, onOpen } = options;
  const isOpen = state.row === row.name;
  return html`
    <li>
      <button
        type="button"
        class="disclosure"
        aria-expanded=${isOpen}
        @click=${() => onOpen({ row: isOpen ? null : row.name })}
      >
        <span>${texts.row(row.name)}</span> <small>${freeIn(options, row.seats)}</small>${chevron()}
      </button>
      ${isOpen ? html`<ul class="seats">${row.seats.map((seat) => seatItem(options, seat))}</ul>` : nothing}
    </li>
  `;
}

function seatItem({ texts, formats, lookOf, onPick, onFocus }: SeatListOptions, seat: HallSeat): TemplateResult {
  const look = lookOf(seat);
  const isPicked = look === 'picked' || look === 'gone';
  const facts = [
    texts.seat(seat.number),
    formats.money(seat.tier.price),
    seat.tier.name,
    seat.accessible ? texts.wheelchair : null,
    look === 'available' || look === 'picked' ? null : texts.legend[look],
  ];
  return html`
    <li>
      <button
        type="button"
        class="seat seat-${look}"
        aria-label=${facts.filter(Boolean).join(', ')}
        aria-pressed=${isPicked}
        aria-disabled=${look !== 'available' && !isPicked}
        @click=${() => onPick(seat)}
        @focus=${() => onFocus(seat)}
        @blur=${() => onFocus(null)}
      >
        ${seat.number}
      </button>
    </li>
  `;
}

function freeIn({ texts, formats, lookOf }: SeatListOptions, seats: readonly HallSeat[]): string {
  if (seats.some((seat) => lookOf(seat) === 'unknown')) return texts.seatCount(seats.length);
  const free = seats.filter((seat) => lookOf(seat) === 'available' || lookOf(seat) === 'picked').length;
  return texts.freeOf(formats.count(free), formats.count(seats.length));
}

function chevron(): TemplateResult {
  return html`<svg class="chevron" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
    <path d="m7 4 6 6-6 6"></path>
  </svg>`;
}
