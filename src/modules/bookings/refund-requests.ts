import type { Querier } from '../../platform/postgres/database.ts';

/** How the money of a cancelled booking goes back: the payments see to it. */
export interface RefundRequests {
  /** In the transaction that ends a confirmed booking. */
  request(tx: Querier, bookingId: string): Promise<void>;
  /** Called after a commit that may have left money to be given back. */
  wake(): void;
}
