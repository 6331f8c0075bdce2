import { ORGANISER } from '../product/box-office.ts';
import type { BoxOfficeModel, Outcome } from './box-office-model.ts';
import { type Real, SeatsStep } from './box-office-step.ts';

export class Block extends SeatsStep {
  protected expected(model: BoxOfficeModel): Outcome {
    const conflicts = model.conflicts(this.seats, null);
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
