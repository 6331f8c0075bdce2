import type { Money } from './money.ts';

/** What kind of ticket a seat is sold as: "Adult", "Child up to 14". */
export interface TicketType {
  id: string;
  name: string;
  /** What buyers should know of it. */
  note: string | null;
}

/** What a seat of a tier costs as a ticket of that type. */
export interface TicketPrice {
  ticketType: TicketType;
  price: Money;
}
