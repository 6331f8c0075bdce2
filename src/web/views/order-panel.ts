import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SaleArea } from '../../../packages/map/src/hall/sale-areas.ts';
import type { Show } from '../api/box-office-types.ts';
import { areaCounter } from './area-places-panel.ts';
import { heldPanel } from './held-panel.ts';
import { confirmedPanel, endedPanel } from './outcome-panel.ts';
import type { PanelOptions } from './panel-options.ts';
import { paymentPanel, waitingPanel } from './payment-panel.ts';
import { pickingPanel } from './picking-panel.ts';
import { isInRoom, type RoomPanelOptions, roomNotice, roomPanel } from './room-panel.ts';
import { salesPanel, whyOffSale } from './sales-panel.ts';
import { typesOfTier } from './ticket-types.ts';

export interface OrderPanelOptions
  extends Omit<PanelOptions, 'offSale' | 'orderStopped' | 'tiers' | 'fees' | 'counter' | 'typesOf'>,
    Pick<RoomPanelOptions, 'room' | 'sales' | 'available' | 'isAway' | 'now'> {
  show: Show;
  /** Whether the buyer is being asked if the booking is to be cancelled. */
  isAskingToCancel: boolean;
  onAskToCancel(isAsking: boolean): void;
  /** Another number of an area's places is chosen. */
  onSetPlaces(area: SaleArea): void;
  onBack(): void;
}

/** The order at whatever step it is; before there is one, whether seats can be had. */
export function orderPanel(given: OrderPanelOptions): TemplateResult {
  const { texts, purchase, sales, now } = given;
  const offSale = whyOffSale(texts, sales);
  // What is held when sales pause or end can still be bought; of a cancelled show nothing can.
  const tiers = given.show.priceTiers;
  const typesOf = ({ tier }: HallSeat) => typesOfTier(given.show, tier.id);
  const counter = areaCounter({ ...given, offSale, onSet: given.onSetPlaces });
  const options = {
    ...given,
    counter,
    tiers,
    fees: given.show.fees,
    typesOf,
    offSale,
    orderStopped: sales === 'cancelled' ? offSale : null,
  };
  const left_ms = Math.max(0, (purchase.deadline ?? now) - now);
  switch (purchase.step) {
    case 'picking':
      return html`${beforeSeats(options)} ${seatsCanBeChosen(options) ? pickingPanel(options) : nothing}`;
    case 'held':
      return heldPanel({ ...options, left_ms });
    case 'paying':
      return paymentPanel({ ...options, left_ms });
    case 'waiting':
      return waitingPanel({ ...options, left_ms });
    case 'confirmed':
      return confirmedPanel(options);
    case 'ended':
      return endedPanel(options);
  }
}

/** Whether seats can be had, and whose turn it is. */
function beforeSeats(options: OrderPanelOptions): TemplateResult {
  const { sales, purchase, room } = options;
  if (isInRoom(options)) return roomPanel(options);
  const isOpen = sales === 'open' || sales === 'waitingRoom';
  return html`
    ${roomNotice(options)}
    ${isOpen ? nothing : salesPanel({ ...options, sales, hasLostHold: purchase.hasLostHold, hasWaited: room.hasWaited })}
  `;
}

function seatsCanBeChosen({ sales, purchase }: OrderPanelOptions): boolean {
  return sales === 'open' || purchase.seatCount > 0;
}
