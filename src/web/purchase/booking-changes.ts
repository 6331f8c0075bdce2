import type { Booking } from '../api/box-office-types.ts';
import type { ChangeableBooking, ChangedOrder, ChangingOffice } from './changed-order.ts';
import { type OrderRequest, OrderRequests } from './order-requests.ts';
import { TicketChanges } from './ticket-changes.ts';

export interface BookingChangesDeps {
  boxOffice: ChangingOffice;
  /** As it is known now; null: there is none. */
  booking(): ChangeableBooking | null;
  /** The server has answered with it as it is after a change. */
  onChanged(booking: Booking): void;
  /** Asks the server how it stands. Does not reject. */
  refresh(): Promise<void>;
  /** BCP 47: of the page. */
  locale(): string;
  onChange(): void;
}

/** A booking that is changed where nothing is ordered: on the page of its link, and by the show's organiser. */
export class BookingChanges implements ChangedOrder {
  readonly #deps: BookingChangesDeps;
  readonly requests: OrderRequests;
  readonly tickets: TicketChanges;

  constructor(deps: BookingChangesDeps) {
    this.#deps = deps;
    this.requests = new OrderRequests({ onChange: deps.onChange, onAnswered: () => undefined });
    this.tickets = new TicketChanges({ ...deps, order: this, requests: this.requests });
  }

  get booking(): ChangeableBooking | null {
    return this.#deps.booking();
  }

  set booking(booking: Booking) {
    this.#deps.onChanged(booking);
  }

  /** Asks the server to change it. What was refused may be so because it is another one by now. Does not reject. */
  async act<Input extends object, Success>(request: OrderRequest<Input, Success>): Promise<void> {
    const outcome = await this.requests.send(request);
    if (outcome === 'dropped') return;
    if (outcome === 'refused') await this.refresh();
    this.#deps.onChange();
  }

  async refresh(): Promise<void> {
    await this.#deps.refresh();
  }
}
