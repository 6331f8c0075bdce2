import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { ApplyBookingChangeInput } from '../../generated/web/operations.ts';
import type { ReturnQuote } from '../api/box-office-types.ts';
import type { ChangedOrder, ChangingOffice } from './changed-order.ts';
import type { OrderRequests } from './order-requests.ts';
import { PaymentForm } from './payment-form.ts';

/** How what it costs more is paid: by what the provider's form gave, or to the organiser. */
export type ChangePayment = Pick<ApplyBookingChangeInput, 'paymentToken' | 'method'>;

export interface TicketExchangeDeps {
  boxOffice: ChangingOffice;
  order: ChangedOrder;
  requests: Pick<OrderRequests, 'problem'>;
  /** BCP 47: of the page. */
  locale(): string;
  onOpen(): void;
  onChange(): void;
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
  /** The payment provider's, for what it costs more; null: it is paid to the organiser. */
  readonly form: PaymentForm | null;
  /** The quote that was paid in the form, and whose money is told of later. */
  #paidQuoteId: string | null = null;

  constructor(deps: TicketExchangeDeps) {
    this.#deps = deps;
    const { paymentProvider } = deps.boxOffice;
    this.form = paymentProvider ? this.#providersForm({ paymentProvider }) : null;
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
    const { order, onOpen, onChange } = this.#deps;
    const bookingId = this.isOpen ? null : (order.booking?.id ?? null);
    this.close();
    this.#bookingId = bookingId;
    if (bookingId !== null) onOpen();
    onChange();
  }

  close(): void {
    this.#bookingId = null;
    this.ticketId = null;
    this.seat = null;
    this.quote = null;
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
    await this.form?.learn();
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

  /** Exchanges as it was quoted. */
  async apply(paid: ChangePayment = {}): Promise<void> {
    const { order, boxOffice } = this.#deps;
    if (!this.quote || !this.isOpen) return;
    await order.act({
      busy: 'return',
      input: { quoteId: this.quote.id, ...paid },
      send: boxOffice.applyReturn,
      done: (booking) => {
        order.booking = booking;
        this.close();
      },
      refused: ({ code }) => {
        // With another card the same quote can be paid.
        if (code !== 'PAYMENT_DECLINED' && code !== 'PAYMENT_IN_PROGRESS') this.quote = null;
      },
    });
  }

  /** Opens the payment provider's form; once that is open, pays what is typed in there. */
  async payInForm(): Promise<void> {
    if (this.form?.container) await this.form.pay();
    else await this.form?.open();
  }

  #providersForm(boxOffice: Required<Pick<ChangingOffice, 'paymentProvider'>>): PaymentForm {
    const deps = this.#deps;
    return new PaymentForm({
      ...deps,
      boxOffice,
      toBePaid: () => {
        if (!this.quote || this.quote.charge.amount === 0) return null;
        const input = { quoteId: this.quote.id };
        return { id: this.quote.id, input, start: (key) => deps.boxOffice.startChangePayment({ ...input, ...key }) };
      },
      onPaid: (quoteId) => {
        this.#paidQuoteId = quoteId;
        this.close();
      },
    });
  }
}
