import { DomainError } from '../../shared/errors.ts';
import { endOfSales, type SalesState, type SalesTimes, salesState } from './sales.ts';
import type { ShowStatus } from './show.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    SHOW_NOT_ON_SALE: true;
  }
}

/** Seats of the show can't be had now; says when, where that is known. */
export class ShowNotOnSaleError extends DomainError {
  readonly code = 'SHOW_NOT_ON_SALE';
  readonly status: ShowStatus;
  readonly salesStartAt: Date | null;
  readonly salesEndAt: Date | null;

  constructor(show: SalesTimes, now = new Date()) {
    super(messageFor(salesState(show, now), show));
    this.status = show.status;
    this.salesStartAt = show.salesStartAt;
    this.salesEndAt = show.salesEndAt;
  }
}

function messageFor(state: SalesState, show: SalesTimes): string {
  switch (state) {
    case 'NOT_PUBLISHED':
      return 'The show is not on sale yet.';
    case 'PAUSED':
      return 'Sales for this show are paused.';
    case 'CLOSED':
      return 'Sales for this show are over.';
    case 'CANCELLED':
      return 'The show is cancelled.';
    case 'NOT_STARTED':
      return `Sales for this show start at ${show.salesStartAt?.toISOString()}.`;
    case 'ENDED':
      return `Sales for this show ended at ${endOfSales(show).toISOString()}.`;
    // Refused by the database a moment ago, and open by now.
    case 'ON_SALE':
      return 'The show was not on sale at that moment.';
  }
}
