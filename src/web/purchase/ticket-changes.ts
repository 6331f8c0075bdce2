import type { ChangedOrder, ChangingOffice } from './changed-order.ts';
import type { OrderRequests } from './order-requests.ts';
import { TicketExchange } from './ticket-exchange.ts';
import { TicketReturns } from './ticket-returns.ts';

export interface TicketChangesDeps {
  boxOffice: ChangingOffice;
  order: ChangedOrder;
  requests: Pick<OrderRequests, 'problem'>;
  /** BCP 47: of the page. */
  locale(): string;
  onChange(): void;
}

/** What is done with tickets of a booking: given back, or exchanged. One of the two at a time. */
export class TicketChanges {
  readonly returns: TicketReturns;
  readonly exchange: TicketExchange;

  constructor(deps: TicketChangesDeps) {
    this.returns = new TicketReturns({ ...deps, onOpen: () => this.exchange.close() });
    this.exchange = new TicketExchange({ ...deps, onOpen: () => this.returns.close() });
  }

  /** Tickets are being chosen for one of the two, or it is being asked about. */
  get isOpen(): boolean {
    return this.returns.isOpen || this.exchange.isOpen;
  }
}
