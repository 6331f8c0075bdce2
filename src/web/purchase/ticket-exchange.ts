import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { ApplyBookingChangeInput } from '../../generated/web/operations.ts';
import type { ReturnQuote } from '../api/box-office-types.ts';
import type { ExchangedTicket } from '../api/change-office.ts';
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

/** What a ticket is to be exchanged for. */
export interface ExchangeWish {
  /** Another seat; null: its own stays, or none was chosen yet. */
  seat: HallSeat | null;
  /** What it is to be sold as; null: as it is, where its seat can be sold so. */
  typeId: string | null;
}

const NO_WISH: ExchangeWish = { seat: null, typeId: null };

/**
 * Tickets of a booking that are exchanged: chosen, each with another seat on the map or another type, quoted by the server, paid where that
 * costs more, and exchanged.
 */
export class TicketExchange {
  readonly #deps: TicketExchangeDeps;
  /** The booking whose tickets are being chosen. */
  #bookingId: string | null = null;
  readonly #wishes = new Map<string, ExchangeWish>();
  /** The chosen ticket that the next seat of the map is for; null: none is chosen. */
  ticketId: string | null = null;
  /** What it comes to; null: it was not asked for since tickets, seats and types were chosen. */
  quote: ReturnQuote | null = null;
  /** The payment provider's, for what it costs more; null: it is paid to the organiser. */
  readonly form: PaymentForm | null;
  /** What it comes to is being asked: the choice stays as it was asked for. */
  #isAsking = false;
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

  /** Of each chosen ticket what it is to be exchanged for, in the order in which they were chosen. */
  get wishes(): ReadonlyMap<string, ExchangeWish> {
    return this.#wishes;
  }

  /** Whether it is the new seat of a chosen ticket. */
  has(seat: HallSeat): boolean {
    return this.isOpen && [...this.#wishes.values()].some((wish) => wish.seat === seat);
  }

  /** Taps on seats are for it: a ticket is chosen, and nothing quoted or asked. */
  get takesSeats(): boolean {
    return this.isOpen && this.ticketId !== null && this.quote === null && !this.#isAsking;
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
    this.#wishes.clear();
    this.ticketId = null;
    this.quote = null;
  }

  /** Seats of the map are for a ticket that was chosen just now. */
  choose(ticketId: string, isChosen: boolean): void {
    this.#change(() => {
      if (isChosen) {
        this.#wishes.set(ticketId, NO_WISH);
        this.ticketId = ticketId;
      } else {
        this.#wishes.delete(ticketId);
        if (this.ticketId === ticketId) this.ticketId = this.#without() ?? [...this.#wishes.keys()].at(-1) ?? null;
      }
      this.quote = null;
    });
  }

  /** The next seat of the map is for that chosen ticket. */
  pointTo(ticketId: string): void {
    this.#change(() => {
      this.ticketId = ticketId;
    });
  }

  /** What the chosen ticket is to be sold as. */
  setType(ticketId: string, typeId: string): void {
    this.#change(() => this.#wish(ticketId, { typeId }));
  }

  /** Takes a free seat for the ticket that is pointed to, and goes on to one that has none yet; or lets one that was taken go again. */
  take(seat: HallSeat): void {
    this.#change(() => {
      const [holder] = [...this.#wishes].find(([, wish]) => wish.seat === seat) ?? [];
      if (holder !== undefined) {
        this.#wish(holder, { seat: null });
        this.ticketId = holder;
      } else if (this.ticketId !== null) {
        this.#wish(this.ticketId, { seat });
        this.ticketId = this.#without() ?? this.ticketId;
      }
    });
  }

  /** Not while what was chosen is being quoted: what is shown beside the quote is what it is for. */
  #change(choice: () => void): void {
    if (!this.#isAsking) choice();
    this.#deps.onChange();
  }

  #wish(ticketId: string, wished: Partial<ExchangeWish>): void {
    this.#wishes.set(ticketId, { ...NO_WISH, ...this.#wishes.get(ticketId), ...wished });
  }

  /** A chosen ticket for which neither another seat nor another type was chosen. */
  #without(): string | undefined {
    return [...this.#wishes].find(([, { seat, typeId }]) => seat === null && typeId === null)?.[0];
  }

  /** Asks what that comes to; new seats are held from then on. */
  async ask(exchange: ExchangedTicket[]): Promise<void> {
    if (!this.isOpen || exchange.length === 0 || this.#isAsking) return;
    this.#isAsking = true;
    try {
      await this.form?.learn();
      await this.#quote(exchange);
    } finally {
      this.#isAsking = false;
    }
  }

  async #quote(exchange: ExchangedTicket[]): Promise<void> {
    const { order, boxOffice, requests } = this.#deps;
    await order.act({
      busy: 'quote',
      input: { bookingId: order.booking!.id, exchange },
      send: boxOffice.quoteExchange,
      done: (quote) => {
        this.quote = quote;
      },
      refused: () => {
        for (const ticketId of this.#wishes.keys()) this.#wish(ticketId, { seat: null });
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
