import type { TemplateResult } from 'lit-html';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import type { Show } from '../api/box-office-types.ts';
import type { ChangeableBooking } from '../purchase/changed-order.ts';
import type { Problem } from '../purchase/problem.ts';
import type { Busy } from '../purchase/purchase-deps.ts';
import type { TicketChanges } from '../purchase/ticket-changes.ts';
import type { ChangePayment } from '../purchase/ticket-exchange.ts';
import type { ViewContext } from './view-context.ts';

/** How what a change costs more is paid to an organiser. */
export interface OfficePayment {
  fields: TemplateResult;
  /** What is chosen in them. */
  paid: ChangePayment;
}

/** What giving tickets back and exchanging them is drawn with. */
export interface TicketChangesOptions extends ViewContext {
  hall: Hall;
  /** What its seats are sold as. */
  show: Pick<Show, 'ticketTypes'> & { priceTiers: readonly Pick<Show['priceTiers'][number], 'id' | 'prices'>[] };
  booking: ChangeableBooking;
  tickets: TicketChanges;
  /** What the server is being asked for. */
  busy: Busy | null;
  /** What stands in the way of what was asked. */
  problem: Problem | null;
  /** Whether tickets of the booking can be given back by who sees this, and whether they can be exchanged. */
  mayReturn: boolean;
  mayExchange: boolean;
  /** In which the other seat is chosen; without, the page has a map that the keyboard is brought to. */
  map?: TemplateResult | undefined;
  /** Without, buyers pay by card. */
  officePayment?: OfficePayment;
}
