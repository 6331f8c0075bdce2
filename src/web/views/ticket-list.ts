import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import { placeName, seatKind, seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { Booking, Money, PriceLine, Show, Ticket } from '../api/box-office-types.ts';
import { isVoid } from '../purchase/booking-states.ts';
import type { ViewContext } from './view-context.ts';

/** What tickets tell of their booking. */
type PrintedBooking = Pick<Booking, 'reference' | 'status' | 'customer' | 'total' | 'lines' | 'tickets'>;

export interface TicketListOptions extends ViewContext {
  hall: Hall;
  show: Pick<Show, 'title' | 'startsAt' | 'status' | 'venue'>;
  booking: PrintedBooking;
}

/** The tickets of a booking in the plan's order, to be shown at the door or printed. */
export function ticketList(options: TicketListOptions): TemplateResult {
  return html`
    <ul class="tickets">
      ${inPlanOrder(options).map((ticket) => html`<li>${ticketCard(options, ticket)}</li>`)}
    </ul>
  `;
}

function inPlanOrder({ hall, booking }: TicketListOptions): Ticket[] {
  const place = ({ seatId }: Ticket) => hall.byId.get(seatId)?.index ?? hall.seats.length;
  return [...booking.tickets].sort((a, b) => place(a) - place(b));
}

/** On paper each ticket stands for itself: it says for which show it is, and of whose booking. */
function ticketCard(options: TicketListOptions, ticket: Ticket): TemplateResult {
  const { texts, formats, booking, show } = options;
  const isStamped = ticket.voidedAt !== null || isVoid(booking.status) || isCancelled(show);
  // What is paid for its seat or area now is so for another ticket.
  const isUnpaid = ticket.voidedAt !== null && !isVoid(booking.status);
  const place = admissionOf({ ...options, booking: { ...booking, lines: isUnpaid ? [] : booking.lines } }, ticket);
  if (place === null) return html`<b>${ticket.code}</b>`;
  return html`
    <div class="ticket" data-void=${isStamped}>
      <div class="ticket-show">
        <b>${show.title}</b>
        <span>${formats.moment(show.startsAt, show.venue.timezone)}</span>
        <span>${show.venue.name}, ${show.venue.city}</span>
      </div>
      ${
        isStamped
          ? html`<strong class="stamp">${texts.void}</strong>`
          : html`<img src=${ticket.qrCode} width="132" height="132" alt=${texts.ticketQr(place.spoken)} />`
      }
      <div>
        <small>${place.zone}</small>
        <b>${place.name}</b>
        ${place.kind === null ? nothing : html`<span>${place.kind}</span>`}
        <span class="muted">${place.price === null ? place.soldAs : `${place.soldAs} · ${formats.money(place.price)}`}</span>
        <span class="ticket-booking">${texts.reference} ${booking.reference} ${booking.customer.name === '' ? nothing : html` · ${booking.customer.name}`}</span>
        <code>${ticket.code}</code>
      </div>
    </div>
  `;
}

/** Where a ticket lets one in, in words. */
interface Admission {
  zone: string;
  name: string;
  spoken: string;
  kind: string | null;
  soldAs: string;
  /** What was paid for it: the tier may cost something else by now. Null: it was given back or exchanged, and is paid for no more. */
  price: Money | null;
}

interface AdmissionOptions extends ViewContext {
  hall: Hall;
  booking: Pick<Booking, 'lines' | 'total'>;
}

type AdmittingTicket = Pick<Ticket, 'seatId' | 'area' | 'ticketType'>;

/** Null: the plan has no such seat or area. */
export function admissionOf(options: AdmissionOptions, ticket: AdmittingTicket): Admission | null {
  const { hall, booking } = options;
  const line = lineOf(booking, ticket);
  const price = line && paidPrice(booking, { ...line.total, amount: line.total.amount / line.quantity });
  if (ticket.area) {
    const area = hall.saleAreas.find(({ id }) => id === ticket.area!.id);
    if (!area) return null;
    const soldAs = line?.description ?? nameOfKind(area.tier, ticket);
    return { zone: area.zone, name: area.ownName, spoken: area.name, kind: null, soldAs, price };
  }
  const seat = hall.byId.get(ticket.seatId);
  if (!seat) return null;
  const names = { zone: seat.zone, name: placeName(options, seat), spoken: seatName(options, seat) };
  return { ...names, kind: seatKind(options, seat), soldAs: line?.description ?? nameOfKind(seat.tier, ticket), price };
}

/** Of what is paid for, the line of the ticket: with tier and type by the names that it was bought under. Null: it was given back or exchanged. */
function lineOf(booking: AdmissionOptions['booking'], ticket: AdmittingTicket): PriceLine | null {
  const isOfTicket = ({ seat, area, ticketType }: PriceLine) =>
    (ticket.area ? area?.id === ticket.area.id : seat?.id === ticket.seatId) &&
    ticketType?.name === ticket.ticketType?.name;
  return booking.lines.find(isOfTicket) ?? null;
}

function nameOfKind(tier: { name: string }, { ticketType }: AdmittingTicket): string {
  return ticketType ? `${tier.name}, ${ticketType.name}` : tier.name;
}

/** Nothing, where all of the booking was given away. */
function paidPrice({ total }: Pick<Booking, 'total'>, price: Money): Money {
  return total.amount === 0 ? { ...price, amount: 0 } : price;
}

export function isCancelled({ status }: Pick<Show, 'status'>): boolean {
  return status === 'CANCELLED';
}
