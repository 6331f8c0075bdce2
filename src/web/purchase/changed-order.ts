import type { BoxOffice } from '../api/box-office.ts';
import type { Booking, Ticket } from '../api/box-office-types.ts';
import type { ChangeOffice } from '../api/change-office.ts';
import type { OrderRequest } from './order-requests.ts';

/** What is to be known of a ticket that is changed. */
export type ChangeableTicket = Pick<Ticket, 'id' | 'seatId' | 'area' | 'code' | 'voidedAt' | 'ticketType'>;

/** What is to be known of a booking that is changed. */
export type ChangeableBooking = Pick<Booking, 'id' | 'lines' | 'total'> & {
  tickets: readonly ChangeableTicket[];
  payments: readonly Pick<Booking['payments'][number], 'status' | 'pendingReason' | 'provider'>[];
};

/** The booking that is changed, and how the server is asked to: `CurrentOrder`, or what stands in for it where nothing is ordered. */
export interface ChangedOrder {
  get booking(): ChangeableBooking | null;
  set booking(changed: Booking);
  act<Input extends object, Success>(request: OrderRequest<Input, Success>): Promise<void>;
  /** Asks the server how it stands. */
  refresh(): Promise<void>;
}

/** Where it is changed. `paymentProvider`: of buyers, who pay in its form where it has one. */
export type ChangingOffice = ChangeOffice & Partial<Pick<BoxOffice, 'paymentProvider'>>;
