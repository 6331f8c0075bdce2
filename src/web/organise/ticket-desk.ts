import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { BoxOfficePaymentMethod } from '../../generated/web/operations.ts';
import type { SeatState } from '../api/box-office-types.ts';
import { createChangeOffice } from '../api/change-office.ts';
import { BookingChanges } from '../purchase/booking-changes.ts';
import type { ChangeableBooking } from '../purchase/changed-order.ts';
import type { OrganiserRequests } from './organiser-requests.ts';

export const COLLECTED_BY = ['CASH', 'CARD_TERMINAL'] as const satisfies BoxOfficePaymentMethod[];

export type CollectedBy = (typeof COLLECTED_BY)[number];

export interface TicketDeskDeps {
  requests: Pick<OrganiserRequests, 'make'>;
  /** The one that is opened; null: none is, or it was not told yet. */
  booking(): ChangeableBooking | null;
  /** As the live map has it. */
  stateOf(seatId: string): SeatState;
  /** What a blocked seat is set aside in; null: it is in nothing. */
  allotmentOf(seat: HallSeat): string | null;
  /** BCP 47: of the page. */
  locale(): string;
  onChange(): void;
  /** The booking with that reference is another one by now. */
  onChanged(reference: string): void;
  /** Asks how it stands. */
  refresh(): Promise<void>;
}

/** Tickets of an opened booking in the organiser's hands: given back, and exchanged for other seats of the map. */
export class TicketDesk {
  readonly #deps: TicketDeskDeps;
  readonly #changes: BookingChanges;
  /** How what an exchange costs more was collected. */
  collectedBy: CollectedBy = 'CASH';

  constructor(deps: TicketDeskDeps) {
    this.#deps = deps;
    this.#changes = new BookingChanges({
      ...deps,
      // Organisers are paid in no provider's form.
      boxOffice: createChangeOffice((query, input, pick) => deps.requests.make(query, input, pick)),
      onChanged: ({ reference }) => deps.onChanged(reference),
    });
  }

  get tickets(): BookingChanges['tickets'] {
    return this.#changes.tickets;
  }

  get requests(): BookingChanges['requests'] {
    return this.#changes.requests;
  }

  /** The seats that are chosen for an exchange. */
  get takenIds(): string[] {
    const { exchange } = this.tickets;
    return exchange.isOpen ? [...exchange.wishes.values()].flatMap(({ seat }) => seat?.id ?? []) : [];
  }

  /** Whether the seat is chosen for an exchange. */
  hasTaken(seat: HallSeat): boolean {
    return this.tickets.exchange.has(seat);
  }

  choose(method: CollectedBy): void {
    this.collectedBy = method;
    this.#deps.onChange();
  }

  /** Says what a tap on the seat has done to the exchange; null: it is not for it. Those who are set aside can be had, too, as at the box office. */
  take(seat: HallSeat): 'taken' | 'left' | 'notFree' | null {
    const { exchange } = this.tickets;
    if (!exchange.takesSeats) return null;
    const { stateOf, allotmentOf } = this.#deps;
    const state = stateOf(seat.id);
    const isFree = state === 'AVAILABLE' || (state === 'BLOCKED' && allotmentOf(seat) !== null);
    if (!isFree && !exchange.has(seat)) return 'notFree';
    exchange.take(seat);
    return exchange.has(seat) ? 'taken' : 'left';
  }
}
