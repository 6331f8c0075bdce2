import type { ReturnQuote, Show, Ticket } from '../api/box-office-types.ts';
import type { ChangeOffice } from '../api/change-office.ts';
import type { ChangedOrder } from './changed-order.ts';

export interface TicketReturnsDeps {
  boxOffice: Pick<ChangeOffice, 'quoteReturn' | 'applyReturn'>;
  order: Pick<ChangedOrder, 'booking' | 'act'>;
  onOpen(): void;
  onChange(): void;
}

/** Single tickets of a booking that are given back: chosen, quoted by the server, and then given. */
export class TicketReturns {
  readonly #deps: TicketReturnsDeps;
  /** The booking whose tickets are being chosen. */
  #bookingId: string | null = null;
  readonly chosen = new Set<string>();
  /** What giving the chosen ones back comes to; null: it was not asked for since they were chosen. */
  quote: ReturnQuote | null = null;

  constructor(deps: TicketReturnsDeps) {
    this.#deps = deps;
  }

  get isOpen(): boolean {
    const { booking } = this.#deps.order;
    return booking !== null && booking.id === this.#bookingId;
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
    this.chosen.clear();
    this.quote = null;
  }

  choose(ticketId: string, isChosen: boolean): void {
    if (isChosen) this.chosen.add(ticketId);
    else this.chosen.delete(ticketId);
    this.quote = null;
    this.#deps.onChange();
  }

  /** Asks what the chosen tickets come to. */
  async ask(): Promise<void> {
    const { order, boxOffice } = this.#deps;
    if (!this.isOpen || this.chosen.size === 0) return;
    const input = { bookingId: order.booking!.id, cancelTicketIds: [...this.chosen] };
    await order.act({
      busy: 'quote',
      input,
      send: boxOffice.quoteReturn,
      done: (quote) => {
        this.quote = quote;
      },
    });
  }

  /** Gives them back as it was quoted. */
  async give(): Promise<void> {
    const { order, boxOffice } = this.#deps;
    if (!this.quote || !this.isOpen) return;
    await order.act({
      busy: 'return',
      input: { quoteId: this.quote.id },
      send: boxOffice.applyReturn,
      done: (booking) => {
        order.booking = booking;
        this.close();
      },
      // Another quote is needed.
      refused: () => {
        this.quote = null;
      },
    });
  }
}

/** Those that are good. */
export function goodTickets<One extends Pick<Ticket, 'voidedAt'>>({ tickets }: { tickets: readonly One[] }): One[] {
  return tickets.filter(({ voidedAt }) => voidedAt === null);
}

/** Of a show, until when its buyers may change what they have booked. */
type RulesUntil = Pick<Show, 'startsAt'> & {
  changeRules: Pick<Show['changeRules'], 'returnsUntil' | 'exchangesUntil'>;
};

/** Whether the show lets buyers give some of these tickets back now (ms since 1970, the server's time). The last ones go with the booking. */
export function mayReturn(
  { startsAt, changeRules: { returnsUntil } }: RulesUntil,
  booking: { tickets: readonly Pick<Ticket, 'voidedAt'>[] },
  now: number,
): boolean {
  if (returnsUntil === null || goodTickets(booking).length < 2) return false;
  return isBefore(returnsUntil, startsAt, now);
}

/** The same for exchanging them: none of those that wait for the money of another exchange. */
export function mayExchange(
  { startsAt, changeRules: { exchangesUntil } }: RulesUntil,
  booking: { tickets: readonly Pick<Ticket, 'voidedAt'>[] },
  now: number,
): boolean {
  return exchangesUntil !== null && goodTickets(booking).length > 0 && isBefore(exchangesUntil, startsAt, now);
}

function isBefore(until: string, startsAt: string, now: number): boolean {
  return now < endOfRule(until, startsAt);
}

/** When buyers may not do so any more, ms since 1970: not beyond the beginning of the show. */
export function endOfRule(until: string, startsAt: string): number {
  return Math.min(Date.parse(until), Date.parse(startsAt));
}
