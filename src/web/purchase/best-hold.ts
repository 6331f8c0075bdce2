import type { SeatLock } from '../api/box-office-types.ts';
import type { BestSeats } from './best-seats.ts';
import type { CurrentOrder } from './current-order.ts';
import type { OrderRequests } from './order-requests.ts';
import { orderedSeats } from './order-seats.ts';
import type { PurchaseDeps } from './purchase-deps.ts';
import type { SeatHold } from './seat-hold.ts';

/** Refusals after which a proposal can't be had any more. */
const PROPOSAL_IS_LOST = new Set(['SEATS_UNAVAILABLE', 'ORPHAN_SEATS']);

export interface BestHoldDeps extends Pick<PurchaseDeps, 'showId' | 'hall' | 'boxOffice' | 'onNews'> {
  order: CurrentOrder;
  requests: OrderRequests;
  best: BestSeats;
  hold: SeatHold;
  /** A promo code that was entered before anything is held; null: none. */
  enteredCode(): string | null;
}

/** Holds the best seats: those that are proposed, or whichever they are. */
export class BestHold {
  readonly #deps: BestHoldDeps;

  constructor(deps: BestHoldDeps) {
    this.#deps = deps;
  }

  /** Holds exactly the seats that are shown as proposed. If others were quicker, the next proposal is shown, and nothing is held. */
  async holdProposed(): Promise<void> {
    const { showId, order, requests, best, hold, boxOffice } = this.#deps;
    const group = best.shown;
    if (!group || best.isJustReplaced) return;
    await order.act({
      busy: 'hold',
      input: { showId, seatIds: group.seatIds, ...this.#withCode },
      send: boxOffice.lockSeats,
      done: (lock) => this.#take(lock),
      refused: (refusal) => {
        if (!PROPOSAL_IS_LOST.has(refusal.code)) return;
        requests.problem = null;
        best.lose(group, refusal.code === 'ORPHAN_SEATS' ? 'orphans' : 'taken');
        hold.refreshIfHeldElsewhere(refusal);
      },
    });
  }

  /** Holds the best seats for the wish, whichever they are by then: for when what is shown is gone again and again. */
  async holdBest(): Promise<void> {
    const { showId, hall, order, requests, best, boxOffice, onNews } = this.#deps;
    await order.act({
      busy: 'hold',
      input: { showId, ...best.wish, ...this.#withCode },
      send: boxOffice.lockBestAvailable,
      done: ({ lock, closeness }) => {
        this.#take(lock);
        onNews({ kind: 'heldBest', seats: orderedSeats(hall, lock), closeness });
      },
      refused: ({ code, available = 0, availableAccessible = 0 }) => {
        if (code !== 'NOT_ENOUGH_SEATS') return;
        requests.problem = null;
        void best.tellNotEnough({ available, wheelchairs: availableAccessible });
      },
    });
  }

  get #withCode(): { code?: string } {
    const code = this.#deps.enteredCode();
    return code === null ? {} : { code };
  }

  #take(lock: SeatLock): void {
    this.#deps.order.lock = lock;
    this.#deps.best.withdraw();
  }
}
