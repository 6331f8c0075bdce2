import { html, nothing, type TemplateResult } from 'lit-html';
import { chevron } from '../../../packages/map/src/views/chevron.ts';
import type { Order } from '../api/box-office-types.ts';
import { bookingPath } from '../booking-address.ts';
import { isListedStatus } from './bookings-list.ts';
import { orderStatus } from './order-status.ts';
import { ticketWords } from './ticket-count.ts';
import type { ViewContext } from './view-context.ts';

export interface OrdersListOptions extends ViewContext {
  orders: readonly Order[];
  /** Asks for earlier ones; null: these are all. */
  onMoreOrders: (() => void) | null;
}

/** Those that a guest would look for: not the ones that came to nothing. */
export function ordersToShow(orders: readonly Order[]): Order[] {
  return orders.filter(({ bookingStatus }) => isListedStatus(bookingStatus));
}

/** This guest's bookings, of whatever shows: the way back to the tickets, and to a payment. */
export function ordersList(options: OrdersListOptions): TemplateResult | typeof nothing {
  const { texts, orders, onMoreOrders } = options;
  const listed = ordersToShow(orders);
  if (listed.length === 0 && onMoreOrders === null) return nothing;
  return html`
    <section class="my-bookings" aria-labelledby="my-bookings-title">
      <h2 id="my-bookings-title">${texts.myTickets}</h2>
      <ul>${listed.map((order) => html`<li>${orderLink(options, order)}</li>`)}</ul>
      ${
        onMoreOrders === null
          ? nothing
          : html`<button type="button" class="secondary" @click=${onMoreOrders}>${texts.earlierBookings}</button>`
      }
    </section>
  `;
}

function orderLink({ texts, formats }: OrdersListOptions, order: Order): TemplateResult {
  const { id, show, bookingStatus, total } = order;
  return html`
    <a class="disclosure" href=${bookingPath(show.id, id)}>
      <span>${show.title}</span>
      <small>
        ${formats.moment(show.startsAt, show.venue.timezone)} · ${orderStatus({ texts }, bookingStatus, show)} ·
        ${ticketWords({ texts }, order)} · ${formats.money(total)}
      </small>
      ${chevron()}
    </a>
  `;
}
