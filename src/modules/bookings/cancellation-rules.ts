import type { Querier } from '../../platform/postgres/database.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
import type { Show } from '../shows/show.ts';
import type { Booking } from './booking.ts';

/** What becomes of the money of a booking that its buyer cancels, where the show keeps some of it. Minor units. */
export interface KeptMoney {
  /** What of the money that is left goes back. */
  refund: number;
  /** The rest of it. */
  kept: number;
  /** What the show keeps, line by line. */
  lines: PriceLine[];
}

/** The rules of a show for buyers who cancel a whole booking: see modules/changes. Organisers are not bound by them. */
export interface CancellationRules {
  /** Until when its buyer may cancel the booking; null: the rules of the show do not let buyers. */
  cancellableUntil(booking: Pick<Booking, 'status' | 'total'>, show: Show): Date | null;
  /** What is kept of a booking, whose row the caller has locked; null: all that is left of its money goes back. */
  keptOf(tx: Querier, booking: Booking, show: Show): Promise<KeptMoney | null>;
  /** Writes down that the booking ends like that, before it does, in the same transaction. Asks for no refund. */
  noteEnding(tx: Querier, booking: Booking, ending: Ending): Promise<void>;
}

export interface Ending {
  /** Its id: the refund is of it. */
  changeId: string;
  actorId: string;
  money: KeptMoney;
}
