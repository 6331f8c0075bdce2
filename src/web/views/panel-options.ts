import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { AreaCounter } from '../../../packages/map/src/views/area-steps.ts';
import type { PriceTier, ProposedGroup, Show } from '../api/box-office-types.ts';
import type { Purchase } from '../purchase/purchase.ts';
import type { TypeOfTicket } from './ticket-types.ts';
import type { ViewContext } from './view-context.ts';

/** What the panels of an order are drawn with, from picking to paying. */
export interface PanelOptions extends ViewContext {
  hall: Hall;
  purchase: Purchase;
  colorOf(category: string): string;
  onPick(seat: HallSeat): void;
  /** Of the places without numbers. */
  counter: AreaCounter;
  /** The show's prices. */
  tiers: readonly PriceTier[];
  /** What a seat can be sold as; empty: there is nothing to choose. */
  typesOf(seat: HallSeat): TypeOfTicket[];
  /** The show's: what is charged on top of the seats. */
  fees: Show['fees'];
  /** A proposal is to be shown on the map. */
  onShowProposal(group: ProposedGroup): void;
  /** Why no seats can be held now; null: they can. */
  offSale: string | null;
  /** Why what is held can't be booked or paid; null: it can. */
  orderStopped: string | null;
}
