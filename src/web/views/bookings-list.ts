import { html, nothing, type TemplateResult } from 'lit-html';
import type { BookingSummary } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

export interface BookingsListOptions extends ViewContext {
  bookings: readonly BookingSummary[];
  onOpen(bookingId: string): void;
}

const LISTED: ReadonlySet<string> = new Set(['PENDING_PAYMENT', 'CONFIRMED', 'REFUNDED']);

/** This guest's bookings of the show: the way back to the tickets, and to a payment. */
export function bookingsList({
  texts,
  formats,
  bookings,
  onOpen,
}: BookingsListOptions): TemplateResult | typeof nothing {
  const listed = bookings.filter(({ status }) => LISTED.has(status));
  if (listed.length === 0) return nothing;
  return html`
    <section class="my-bookings">
      <h2>${texts.myTickets}</h2>
      <ul>
        ${listed.map(
          (booking) => html`
            <li>
              <button type="button" class="disclosure" @click=${() => onOpen(booking.id)}>
                <span>${booking.reference}</span>
                <small>
                  ${texts.statuses[booking.status]} · ${texts.seatCount(booking.seats.length)} ·
                  ${formats.money(booking.total)}
                </small>
                <svg class="chevron" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="m7 4 6 6-6 6"></path></svg>
              </button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
