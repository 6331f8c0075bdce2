import type { Rate } from '../../shared/money/rate.ts';
import type { Fee } from '../pricing/fee.ts';
import type { Money } from '../pricing/money.ts';
import type { TicketPrice, TicketType } from '../pricing/ticket-type.ts';
import type { SeatingPlan } from '../seating/seating.service.ts';
import type { ChangeRules } from './change-rules.ts';
import type { SeatRules } from './seat-rules.ts';
import type { ShowLimits } from './show-limits.ts';

export type ShowStatus = 'DRAFT' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';

export interface PriceTier {
  id: string;
  name: string;
  /** The plan's category that this tier prices. */
  category: string;
  /** What one seat costs, in the show's currency; where it has ticket types, as one of the first. */
  price: Money;
  /** Of the tax that is in the prices. */
  taxRate: Rate;
  /** By ticket type, the first at the front: of those that its seats are sold as. Empty in a show without types. */
  prices: TicketPrice[];
}

/** A show with all that does not change while it is on sale. Seats' states are the seat map's. */
export interface Show {
  id: string;
  /** Another one after each change of it or its prices. */
  version: number;
  /** Another one after each change of its prices: what is held is written down by the present ones. */
  pricesVersion: number;
  title: string;
  status: ShowStatus;
  /** ISO 4217. */
  currency: string;
  startsAt: Date;
  /** Sales open then; null: as soon as it is published. */
  salesStartAt: Date | null;
  /** Sales end then; null: when it begins. */
  salesEndAt: Date | null;
  organiserId: string;
  createdAt: Date;
  /** When it was published first; null: never, and it is for its organiser's eyes only. */
  publishedAt: Date | null;
  /** With its venue, without its seats. */
  plan: SeatingPlan;
  /** One for each category of the plan, in the organiser's order. */
  priceTiers: PriceTier[];
  /** In the organiser's order; none: seats are sold at their tier's price. */
  ticketTypes: TicketType[];
  /** In the organiser's order. */
  fees: Fee[];
  seatRules: SeatRules;
  /** What its organiser has set: `LocksService.limitsIn` has what applies. */
  limits: ShowLimits;
  changeRules: ChangeRules;
  /** What its holds ask for, while it is on; null: it has none that is. */
  waitingRoom: ShowWaitingRoom | null;
}

export interface ShowWaitingRoom {
  /** From then on whoever holds seats must be admitted. */
  opensAt: Date;
  /** How long an admission lasts without anything being done. */
  idleSeconds: number;
}

/**
 * From which state a show may go to which. CANCELLED is final; a CLOSED show (sales are over) can still be cancelled.
 */
export const SHOW_TRANSITIONS: Readonly<Record<ShowStatus, readonly ShowStatus[]>> = {
  DRAFT: ['ON_SALE', 'CANCELLED'],
  ON_SALE: ['PAUSED', 'CLOSED', 'CANCELLED'],
  PAUSED: ['ON_SALE', 'CLOSED', 'CANCELLED'],
  CLOSED: ['CANCELLED'],
  CANCELLED: [],
};
