import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { Booking, ReturnQuote } from '../api/box-office-types.ts';
import type { CurrentOrder } from './current-order.ts';
import type { OrderRequests } from './order-requests.ts';
import { PaymentForm } from './payment-form.ts';
import type { PurchaseDeps } from './purchase-deps.ts';

export interface TicketExchangeDeps extends Pick<PurchaseDeps, 'boxOffice' | 'locale' | 'onChange'> {
  order: CurrentOrder;
  requests: OrderRequests;
}

/** A ticket of a booking that is exchanged: chosen, with another seat on the map, quoted by the server, paid where it costs more, and exchanged. */
export class TicketExchange {
  readonly #deps: TicketExchangeDeps;
  /** The booking one of whose tickets is being chosen. */
  #bookingId: string | null = null;
  ticketId: string | null = null;
  seat: HallSeat | null = null;
  /** What it comes to; null: it was not asked for since ticket and seat were chosen. */
  quote: ReturnQuote | null = null;
  /** The payment provider's, for what it costs more. */
  readonly form: PaymentForm;
  /** The quote that was paid in the form, and whose money is told of later. */
  #paidQuoteId: string | null = null;

  constructor(deps: TicketExchangeDeps) {
    this.#deps = deps;
    this.form = new PaymentForm({
      ...deps,
      toBePaid: () => {
        if (!this.quote || this.quote.charge.amount === 0) return null;
        const input = { quoteId: this.quote.id };
        return { id: this.quote.id, input, start: (key) => deps.boxOffice.startChangePayment({ ...input, ...key }) };
      },
      onPaid: (quoteId) => {
        this.#paidQuoteId = quoteId;
        this.#end();
      },
    });
  }

  get isOpen(): boolean {
    const { booking } = this.#deps.order;
    return booking !== null && booking.id === this.#bookingId;
  }

  /** Taps on seats are for it: a ticket is chosen, and nothing quoted. */
  get takesSeats(): boolean {
    return this.isOpen && this.ticketId !== null && this.quote === null;
  }

  /** Its money has not come yet: all is as it was until then. */
  get isWaiting(): boolean {
    const { booking } = this.#deps.order;
    if (!booking) return false;
    const isPending = booking.payments.some(
      ({ status, pendingReason, provider }) =>
        status === 'PENDING' &&
        (pendingReason !== 'REQUIRES_ACTION' || provider === 'sandbox' || this.#paidQuoteId !== null),
    );
    return isPending && !this.isOpen;
  }

  /** Begins to choose, or leaves it. */
  toggle(): void {
    const { order, onChange } = this.#deps;
    const bookingId = this.isOpen ? null : (order.booking?.id ?? null);
    this.#end();
    this.#bookingId = bookingId;
    onChange();
  }

  choose(ticketId: string): void {
    this.ticketId = ticketId;
    this.quote = null;
    this.#deps.onChange();
  }

  /** Takes a free seat in its place, or lets that go again. */
  take(seat: HallSeat): void {
    this.seat = this.seat?.id === seat.id ? null : seat;
    this.#deps.onChange();
  }

  /** Asks what it comes to; the seat is held from then on. `ticketTypeId`: what it is to be sold as; null: the first type. */
  async ask(ticketTypeId: string | null): Promise<void> {
    const { order, boxOffice, requests } = this.#deps;
    const { ticketId, seat } = this;
    if (!this.isOpen || ticketId === null || seat === null) return;
    await this.form.learn();
    await order.act({
      busy: 'quote',
      input: { bookingId: order.booking!.id, ticketId, toSeatId: seat.id, ticketTypeId },
      send: boxOffice.quoteExchange,
      done: (quote) => {
        this.quote = quote;
      },
      refused: () => {
        this.seat = null;
        const kind = requests.problem?.kind;
        // Other seats are chosen on the map.
        if (kind === 'orphans' || kind === 'seatsGone') requests.problem = { kind: 'noAlternatives' };
      },
    });
  }

  /** Exchanges as it was quoted; what it costs more is paid by the token. */
  async apply(paymentToken: string | null = null): Promise<void> {
    const { order, boxOffice } = this.#deps;
    if (!this.quote || !this.isOpen) return;
    await order.act({
      busy: 'return',
      input: { quoteId: this.quote.id, ...(paymentToken === null ? {} : { paymentToken }) },
      send: boxOffice.applyReturn,
      done: (booking) => this.#done(booking),
      refused: ({ code }) => {
        // With another card the same quote can be paid.
        if (code !== 'PAYMENT_DECLINED' && code !== 'PAYMENT_IN_PROGRESS') this.quote = null;
      },
    });
  }

  /** Opens the payment provider's form; once that is open, pays what is typed in there. */
  async payInForm(): Promise<void> {
    if (this.form.container) await this.form.pay();
    else await this.form.open();
  }

  #done(booking: Booking): void {
    this.#deps.order.booking = booking;
    this.#end();
  }

  #end(): void {
    this.#bookingId = null;
    this.ticketId = null;
    this.seat = null;
    this.quote = null;
  }
}
