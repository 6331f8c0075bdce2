import { ORGANISER } from '../product/box-office.ts';
import { letReleaseCome } from '../shows/show-allotment.ts';
import { type BoxOfficeModel, type Outcome, STAFF } from './box-office-model.ts';
import { type Real, SeatsStep, Step } from './box-office-step.ts';

export class Block extends SeatsStep {
  protected expected(model: BoxOfficeModel): Outcome {
    const conflicts = model.reasons(this.seats, STAFF);
    if (conflicts.length > 0) return conflicts.join(', ');
    for (const seat of this.seats) model.blocked.add(seat);
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, showId, seatIds }: Real): Promise<unknown> {
    const input = { showId, seatIds: this.seats.map((seat) => seatIds[seat]!) };
    return office.services.seatBlocking.blockSeats(ORGANISER, input);
  }
}

export class Unblock extends SeatsStep {
  protected expected(model: BoxOfficeModel): Outcome {
    if (!this.seats.every((seat) => model.blocked.has(seat))) return 'INVALID_INPUT';
    for (const seat of this.seats) model.blocked.delete(seat);
    model.version += 1;
    return 'ok';
  }

  protected perform({ office, showId, seatIds }: Real): Promise<unknown> {
    const input = { showId, seatIds: this.seats.map((seat) => seatIds[seat]!) };
    return office.services.seatBlocking.unblockSeats(ORGANISER, input);
  }
}

/** Sets seats aside: those that are free, and blocked ones that are no allotment's. */
export class Allot extends SeatsStep {
  protected expected(model: BoxOfficeModel): Outcome {
    if (!model.isAllotmentMade && model.show.status === 'CANCELLED') return 'ILLEGAL_STATE';
    const conflicts = model.reasons(
      this.seats.filter((seat) => !model.blocked.has(seat)),
      STAFF,
    );
    if (conflicts.length > 0) return conflicts.join(', ');
    // Those that were blocked are so still: the map does not change.
    if (!this.seats.every((seat) => model.blocked.has(seat))) model.version += 1;
    for (const seat of this.seats) {
      model.blocked.delete(seat);
      model.allotted.add(seat);
    }
    model.isAllotmentMade = true;
    return 'ok';
  }

  protected async perform(real: Real): Promise<void> {
    const { allotments } = real.office.services;
    const seatIds = this.seats.map((seat) => real.seatIds[seat]!);
    if (real.allotmentId !== null) {
      await allotments.updateAllotment(ORGANISER, { allotmentId: real.allotmentId, addSeatIds: seatIds });
      return;
    }
    const terms = { name: 'Press', color: '#b5179e', access: 'STAFF' as const };
    const made = await allotments.createAllotment(ORGANISER, { showId: real.showId, ...terms, seatIds });
    real.allotmentId = made.id;
  }
}

/** Takes seats out of the allotment: what nobody has is free to all. */
export class Unallot extends SeatsStep {
  override check(model: Readonly<BoxOfficeModel>): boolean {
    return model.allotted.size > 0;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    if (!this.seats.every((seat) => model.allotted.has(seat))) return 'INVALID_INPUT';
    if (this.seats.some((seat) => model.isFreeOfAllotment(seat))) model.version += 1;
    for (const seat of this.seats) model.allotted.delete(seat);
    return 'ok';
  }

  protected async perform({ office, allotmentId, seatIds }: Real): Promise<void> {
    const removeSeatIds = this.seats.map((seat) => seatIds[seat]!);
    await office.services.allotments.updateAllotment(ORGANISER, { allotmentId: allotmentId!, removeSeatIds });
  }
}

/** Releases the allotment, by hand or at its moment; the next one is another. */
export class ReleaseAllotment extends Step {
  readonly #isByHand: boolean;

  constructor(isByHand: boolean) {
    super();
    this.#isByHand = isByHand;
  }

  override check(model: Readonly<BoxOfficeModel>): boolean {
    return model.allotted.size > 0;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    if ([...model.allotted].some((seat) => model.isFreeOfAllotment(seat))) model.version += 1;
    model.allotted.clear();
    model.isAllotmentMade = false;
    return 'ok';
  }

  protected async perform(real: Real): Promise<void> {
    const { office, allotmentId } = real;
    real.allotmentId = null;
    if (this.#isByHand) {
      await office.services.allotments.releaseAllotment(ORGANISER, { allotmentId: allotmentId! });
      return;
    }
    await letReleaseCome(office, allotmentId!);
  }

  toString(): string {
    return `ReleaseAllotment(${this.#isByHand ? 'by hand' : 'at its moment'})`;
  }
}
