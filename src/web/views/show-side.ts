import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SaleArea } from '../../../packages/map/src/hall/sale-areas.ts';
import type { SeatLook } from '../../../packages/map/src/map/seat-look.ts';
import { legend } from '../../../packages/map/src/views/legend.ts';
import { type SeatListState, seatList } from '../../../packages/map/src/views/seat-list.ts';
import type { Purchase } from '../purchase/purchase.ts';
import { areaCounter } from './area-places-panel.ts';
import { bookingsList } from './bookings-list.ts';
import { type OrderPanelOptions, orderPanel } from './order-panel.ts';
import { whyOffSale } from './sales-panel.ts';

export interface ShowSideOptions extends Omit<OrderPanelOptions, 'onBack'> {
  list: SeatListState;
  onOpenInList(state: Partial<SeatListState>): void;
  /** The seat of the list that has the focus. */
  onFocus(seat: HallSeat | null): void;
  /** The same of areas. */
  onFocusArea(area: SaleArea | null): void;
  /** A booking is to be shown; null: the map. */
  onOpen(bookingId: string | null): void;
}

/** What stands beside the map: the order, the seats as a list, earlier bookings, and what colours and shapes mean. */
export function showSide(options: ShowSideOptions): TemplateResult {
  const { texts, purchase, show, hall, colorOf, onOpen } = options;
  const { step } = purchase;
  const order = orderPanel({ ...options, onBack: () => onOpen(null) });
  return html`
    <div class="side">
      <section class="panel" id="order" aria-label=${texts.yourSeats}>${order}</section>
      ${step === 'picking' || step === 'held' || purchase.checkout.tickets.exchange.takesSeats ? browsing(options) : nothing}
      ${legend({ ...options, show, colorOf, extra: extraLooks(purchase), hasAccessible: hall.wheelchairPlaces > 0 })}
    </div>
  `;
}

function browsing(options: ShowSideOptions): TemplateResult {
  const { purchase, list, onOpenInList, onFocus, onOpen, onPick, colorOf } = options;
  // A ticket is exchanged for one seat.
  const noPlaces = purchase.step === 'confirmed' ? options.texts.backToMapFirst : null;
  const offSale = noPlaces ?? whyOffSale(options.texts, options.sales);
  return html`
    ${seatList({
      texts: options.texts,
      formats: options.formats,
      hall: options.hall,
      state: list,
      lookOf: (seat) => purchase.lookOf(seat),
      onOpen: onOpenInList,
      onPick,
      onFocus,
      areas: {
        counter: areaCounter({ ...options, offSale, onSet: options.onSetPlaces }),
        colorOf,
        onFocusArea: options.onFocusArea,
      },
    })}
    ${purchase.step === 'picking' ? bookingsList({ ...options, bookings: purchase.bookings, onOpen }) : nothing}
  `;
}

/** Looks that are explained while they are on the map only. */
function extraLooks({ best, refused }: Purchase): SeatLook[] {
  const isOffering = best.shown !== null || (refused !== null && refused.alternatives.length > 0);
  return [...(isOffering ? (['offered'] as const) : []), ...(refused ? (['orphan'] as const) : [])];
}
