import { ORGANISER } from '../product/box-office.ts';
import type { BoxOfficeModel, ModelShow, Outcome } from './box-office-model.ts';
import { type Real, Step } from './box-office-step.ts';

type StatusChange = 'publishShow' | 'pauseShow' | 'closeShow' | 'cancelShow';

/** From which status each may be done, where it leads to, and what tells of it. */
const CHANGES: Readonly<
  Record<StatusChange, { from: readonly ModelShow['status'][]; to: ModelShow['status']; event: string }>
> = {
  publishShow: { from: ['PAUSED'], to: 'ON_SALE', event: 'show.resumed' },
  pauseShow: { from: ['ON_SALE'], to: 'PAUSED', event: 'show.paused' },
  closeShow: { from: ['ON_SALE', 'PAUSED'], to: 'CLOSED', event: 'show.closed' },
  cancelShow: { from: ['ON_SALE', 'PAUSED', 'CLOSED'], to: 'CANCELLED', event: 'show.cancelled' },
};

/** The organiser takes the show off sale, or puts it on sale again. */
export class ChangeShow extends Step {
  readonly #change: StatusChange;

  constructor(change: StatusChange) {
    super();
    this.#change = change;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const { show } = model;
    const { from, to, event } = CHANGES[this.#change];
    if (show.status === to) return 'ok';
    if (!from.includes(show.status)) return 'ILLEGAL_STATE';
    show.status = to;
    show.events.push(event);
    if (to === 'CANCELLED') endAll(model);
    return 'ok';
  }

  protected perform(real: Real): Promise<unknown> {
    const { office, showId } = real;
    if (this.#change !== 'cancelShow') return office.services.shows[this.#change](ORGANISER, { showId });
    real.allotmentId = null;
    return office.services.cancellations.cancelShow(ORGANISER, { showId });
  }

  toString(): string {
    return this.#change;
  }
}

/** Locks that run end together, in one change of the map; then the allotment is released, which is another one where seats of it are free. */
export function endAll(model: BoxOfficeModel): void {
  const running = model.locks.filter(({ status, booking }) => status === 'ACTIVE' && booking === null);
  for (const lock of running) lock.status = 'RELEASED';
  if (running.length > 0) model.version += 1;
  if ([...model.allotted].some((seat) => model.isFreeOfAllotment(seat))) model.version += 1;
  model.allotted.clear();
  model.isAllotmentMade = false;
}

/** Another price for the tier at that place: only while sales are paused and nobody holds seats. */
export class Reprice extends Step {
  readonly #tier: number;
  readonly #price: number;

  constructor(tier: number, price: number) {
    super();
    this.#tier = tier;
    this.#price = price;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const { show } = model;
    if (show.status === 'CANCELLED') return 'ILLEGAL_STATE';
    if (show.prices[this.#tier] === this.#price) return 'ok';
    if (show.status !== 'PAUSED') return 'ILLEGAL_STATE';
    if (model.locks.some(({ status, booking }) => status === 'ACTIVE' && booking === null)) return 'ILLEGAL_STATE';
    show.prices[this.#tier] = this.#price;
    show.events.push('show.updated');
    return 'ok';
  }

  protected async perform({ office, showId, tierIds }: Real): Promise<void> {
    // As if it had been paused a while ago: other nodes may sell at the old prices for two seconds.
    await office.database.query(`UPDATE shows SET updated_at = now() - interval '3 seconds' WHERE id = $1`, [showId]);
    const priceTiers = [{ id: tierIds[this.#tier]!, price: this.#price }];
    await office.services.shows.updateShow(ORGANISER, { showId, priceTiers });
  }

  toString(): string {
    return `Reprice(${this.#tier} to ${this.#price})`;
  }
}

/** Another limit of what one buyer may hold, at any time: locks that run stay. */
export class ChangeLimit extends Step {
  readonly #maxSeats: number | null;

  constructor(maxSeats: number | null) {
    super();
    this.#maxSeats = maxSeats;
  }

  protected expected({ show }: BoxOfficeModel): Outcome {
    if (show.status === 'CANCELLED') return 'ILLEGAL_STATE';
    if (show.maxSeats === this.#maxSeats) return 'ok';
    show.maxSeats = this.#maxSeats;
    show.events.push('show.updated');
    return 'ok';
  }

  protected perform({ office, showId }: Real): Promise<unknown> {
    return office.services.shows.updateShow(ORGANISER, { showId, limits: { seatsPerBuyer: this.#maxSeats } });
  }

  toString(): string {
    return `ChangeLimit(${this.#maxSeats})`;
  }
}

/** Another rule for single seats, at any time. */
export class ChangeOrphanRule extends Step {
  readonly #rule: ModelShow['orphanRule'];

  constructor(rule: ModelShow['orphanRule']) {
    super();
    this.#rule = rule;
  }

  protected expected({ show }: BoxOfficeModel): Outcome {
    if (show.status === 'CANCELLED') return 'ILLEGAL_STATE';
    if (show.orphanRule === this.#rule) return 'ok';
    show.orphanRule = this.#rule;
    show.events.push('show.updated');
    return 'ok';
  }

  protected perform({ office, showId }: Real): Promise<unknown> {
    return office.services.shows.updateShow(ORGANISER, { showId, seatRules: { orphanRule: this.#rule } });
  }

  toString(): string {
    return `ChangeOrphanRule(${this.#rule})`;
  }
}
