import type { LockChange } from '@seatwire/client/box-office';
import type { HallSeat } from '../hall/hall.ts';
import { isFreeLook, type SeatLook } from '../map/seat-look.ts';
import type { Notices } from '../notices.ts';
import type { MapContext } from '../views/map-context.ts';
import { seatName } from '../views/seat-names.ts';
import type { HeldSeats } from './held-seats.ts';
import type { LockOutcome } from './lock-outcome.ts';
import type { MapChoice } from './map-choice.ts';

export interface SeatPicksDeps {
  choice: MapChoice;
  held: HeldSeats;
  notices: Notices;
  /** How many seats and places are chosen, or held. */
  count(): number;
  maxSeats(): number;
  context(): MapContext;
  lookOf(seat: HallSeat): SeatLook;
  update(change: LockChange): Promise<LockOutcome>;
  release(): Promise<LockOutcome>;
  /** Others are about to be chosen: what came of the last request is no longer said. */
  onChoosing(): void;
  onChosen(): void;
}

/** What a tap on a seat does, and what is said of it: none is without an answer. */
export class SeatPicks {
  readonly #deps: SeatPicksDeps;

  constructor(deps: SeatPicksDeps) {
    this.#deps = deps;
  }

  pick(seat: HallSeat): void {
    const { choice, held, notices, context, maxSeats, onChoosing, onChosen } = this.#deps;
    if (held.state.pending !== null) return;
    const { texts } = context();
    const name = seatName({ texts }, seat);
    const look = this.#deps.lookOf(seat);
    if (choice.selection.has(seat.id)) {
      onChoosing();
      choice.selection.delete(seat.id);
      notices.say(texts.unpicked(name));
    } else if (look === 'mine' && held.step === 'held') {
      void this.#giveBack(seat);
      return;
    } else if (!isFreeLook(look)) {
      notices.sayAndShow(texts.cannotPick(name, texts.legend[look]));
      return;
    } else if (held.step === 'paying') {
      notices.sayAndShow(texts.untilPaid);
      return;
    } else if (held.step === 'held') {
      void this.#add(seat);
      return;
    } else if (choice.size >= maxSeats()) {
      notices.sayAndShow(texts.atMost(maxSeats(), choice.hasPlaces));
      return;
    } else {
      onChoosing();
      choice.selection.add(seat);
      notices.say(texts.picked(name));
    }
    onChosen();
  }

  /** To what is held already: the deadline stays. */
  async #add(seat: HallSeat): Promise<void> {
    const { choice, notices, context, count, maxSeats, update } = this.#deps;
    const { texts } = context();
    if (count() >= maxSeats()) {
      notices.sayAndShow(texts.atMost(maxSeats(), choice.hasPlaces));
      return;
    }
    const came = await update({ addSeatIds: [seat.id] });
    if (came.ok) notices.say(texts.added(seatName({ texts }, seat)));
  }

  /** Of what is held; with the last one the hold ends. */
  async #giveBack(seat: HallSeat): Promise<void> {
    const { notices, context, count, update, release } = this.#deps;
    const { texts } = context();
    const isLast = count() === 1;
    const came = await (isLast ? release() : update({ removeSeatIds: [seat.id] }));
    if (came.ok && !isLast) notices.say(texts.unpicked(seatName({ texts }, seat)));
  }
}
