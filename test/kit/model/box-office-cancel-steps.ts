import { ORGANISER } from '../product/box-office.ts';
import type { BoxOfficeModel, Outcome } from './box-office-model.ts';
import { endAll } from './box-office-show-steps.ts';
import { type Real, Step } from './box-office-step.ts';

/** The organiser cancels the show with all of its bookings. */
export class CancelBookings extends Step {
  readonly #refund: 'FULL' | 'NONE';

  constructor(refund: 'FULL' | 'NONE') {
    super();
    this.#refund = refund;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const { show } = model;
    if (show.refund !== null && show.refund !== this.#refund) return 'ILLEGAL_STATE';
    if (show.status !== 'CANCELLED') {
      show.status = 'CANCELLED';
      show.events.push('show.cancelled');
      endAll(model);
    }
    show.refund = this.#refund;
    const ended = model.locks.filter(({ booking }) => booking === 'PENDING_PAYMENT' || booking === 'CONFIRMED');
    // Those with seats alone give them back together.
    const withPlaces = ended.filter(({ places }) => places > 0).length;
    model.version += withPlaces + (withPlaces < ended.length ? 1 : 0);
    for (const lock of ended) {
      lock.booking = 'CANCELLED';
      if (lock.paid !== undefined && this.#refund === 'FULL') {
        const { paid, refunded = 0, heldOfChanges = 0 } = lock;
        const refund = paid - refunded + heldOfChanges;
        if (lock.isDisputed) lock.held = refund;
        lock.refunded = refunded + refund;
      }
      model.giveCodeBack(lock);
    }
    return 'ok';
  }

  protected async perform(real: Real): Promise<void> {
    const { office, showId } = real;
    await office.services.cancellations.cancelShow(ORGANISER, { showId, refund: this.#refund });
    real.allotmentId = null;
    const worker = office.worker('booking cancellation worker');
    worker.start();
    await worker.idle();
  }

  toString(): string {
    return `CancelBookings(${this.#refund})`;
  }
}
