import { type HallSeat, seatsOfIds } from '../../../packages/map/src/hall/hall.ts';
import type { HoldChange } from '../api/box-office.ts';
import type { Refusal, SeatGroup } from '../api/box-office-types.ts';
import { chosenOf, shortageProblem } from './area-places.ts';
import type { CurrentOrder } from './current-order.ts';
import { choiceOf, heldBefore } from './held-before.ts';
import { HoldChanges } from './hold-changes.ts';
import type { OrderRequests } from './order-requests.ts';
import { orderedSeats } from './order-seats.ts';
import type { Picking } from './picking.ts';
import type { PurchaseDeps } from './purchase-deps.ts';
import { RefusedChoice } from './refused-choice.ts';

export interface SeatHoldDeps extends Pick<PurchaseDeps, 'showId' | 'hall' | 'boxOffice' | 'onChange' | 'onNews'> {
  order: CurrentOrder;
  requests: OrderRequests;
  picking: Picking;
  /** Whether the map knows that somebody else has it. */
  isTaken(seatId: string): boolean;
  /** A promo code that was entered before anything is held; null: none. */
  enteredCode(): string | null;
  /** A promo code that is not applied any more: it is shown where codes are entered. */
  onCodeLost(code: string): void;
  /** What the code opens may be other seats and places now. */
  onOthersOpen(): void;
}

/** Holds what was picked, changes what is held, and keeps what the server would not let be held. */
export class SeatHold {
  readonly #deps: SeatHoldDeps;
  readonly changes: HoldChanges;
  /** The choice that the organiser's rule refuses; null: none. */
  refused: RefusedChoice | null = null;

  constructor(deps: SeatHoldDeps) {
    this.#deps = deps;
    this.changes = new HoldChanges({ send: (change) => this.#change(change), onChange: deps.onChange });
  }

  /** What was held before, until the time was up, is held as it was: with its ticket types, and its code while that can be applied. */
  async hold(): Promise<void> {
    const { picking, requests } = this.#deps;
    const seatIds = picking.selection.seats.map(({ id }) => id);
    picking.alternatives = [];
    this.refused = null;
    await this.#lock(seatIds);
    const { problem } = requests;
    if (problem?.kind === 'code' && picking.before?.code && !this.#deps.enteredCode()) {
      this.#deps.onCodeLost(picking.before.code);
      picking.before = { ...picking.before, code: null };
      await this.#lock(seatIds);
      // Without it all costs more: that has to be said.
      requests.problem ??= problem;
    }
    // What changed while the server was asked; whatever it has refused may reach the map only now.
    this.#findTaken(seatIds);
  }

  /** Holds a group that the server has offered. */
  async take(group: SeatGroup): Promise<void> {
    const { hall, picking } = this.#deps;
    picking.selection.replace(seatsOfIds(hall, group.seatIds));
    await this.hold();
  }

  /** Takes what is offered in the place of a choice that would leave seats alone: in one step, also what is held is exchanged. */
  async takeInstead(group: SeatGroup): Promise<void> {
    const { lock } = this.#deps.order;
    this.forgetRefused();
    if (!lock) {
      await this.take(group);
      return;
    }
    const held = new Set(lock.seats.map(({ id }) => id));
    const wanted = new Set(group.seatIds);
    this.changes.exchange({
      addSeatIds: group.seatIds.filter((id) => !held.has(id)),
      removeSeatIds: [...held].filter((id) => !wanted.has(id)),
    });
  }

  /** Shows on the map what is offered instead; null: what was refused. */
  previewInstead(group: SeatGroup | null): void {
    if (this.refused === null || this.refused.previewed === group) return;
    this.refused.previewed = group;
    this.#deps.onChange();
  }

  /** Gives one of several held seats back; the others stay held. */
  giveBack(seat: HallSeat): void {
    this.forgetRefused();
    this.changes.giveBack(seat);
  }

  /** Says what a held seat is to be sold as. */
  setType(seat: HallSeat, ticketTypeId: string): void {
    this.changes.setType(seat, ticketTypeId);
  }

  /** Moves the deadline of what is held; a hold allows that a few times only. */
  async extend(): Promise<void> {
    const { order, boxOffice, onNews } = this.#deps;
    if (!order.lock) return;
    await order.act({
      busy: 'extend',
      input: { lockId: order.lock.id },
      send: boxOffice.extendLock,
      done: (lock) => {
        order.lock = lock;
        onNews({ kind: 'extended' });
      },
    });
  }

  async release(): Promise<void> {
    const { order, boxOffice, onNews } = this.#deps;
    if (!order.lock) return;
    await order.act({
      busy: 'release',
      input: { lockId: order.lock.id },
      // It takes no key: a lock that was released stays so.
      send: ({ lockId }) => boxOffice.releaseLock({ lockId }),
      done: () => {
        order.lock = null;
        onNews({ kind: 'released' });
      },
    });
    this.#deps.onOthersOpen();
  }

  /** Once more what was held until the time was up. */
  async holdAgain(): Promise<void> {
    const { order, hall, picking } = this.#deps;
    const { booking } = order;
    if (booking) {
      picking.selection.replace(orderedSeats(hall, booking));
      picking.areas.replace(chosenOf(booking.areas));
      picking.before = heldBefore(booking);
      order.booking = null;
      order.settle();
      this.#findTaken(picking.selection.seats.map(({ id }) => id));
    }
    if (picking.selection.goneCount === 0) await this.hold();
  }

  /** What the map has told since: a seat that somebody took is left to nobody, and can't be had instead. */
  judgeRefused(): void {
    const outcome = this.refused?.judge(this.#deps.isTaken) ?? 'same';
    if (outcome === 'same') return;
    if (outcome === 'over') this.forgetRefused();
    this.#deps.onChange();
  }

  forgetRefused(): void {
    const { requests } = this.#deps;
    this.refused = null;
    if (requests.problem?.kind === 'orphans') requests.problem = null;
  }

  /** Held in another tab: show that hold. */
  refreshIfHeldElsewhere(refusal: Refusal): void {
    if (!refusal.conflicts?.some(({ reason }) => reason === 'LOCKED_BY_YOU')) return;
    queueMicrotask(() => void this.#deps.order.refresh());
  }

  async #lock(seatIds: readonly string[]): Promise<void> {
    const { showId, picking, order, boxOffice, enteredCode, onOthersOpen } = this.#deps;
    const chosen = { places: picking.areas.chosen, entered: enteredCode() };
    await order.act({
      busy: 'hold',
      input: { showId, ...choiceOf(seatIds, picking.before, chosen) },
      send: boxOffice.lockSeats,
      done: (lock) => {
        order.lock = lock;
        picking.clear();
      },
      refused: (refusal) => this.#takeRefusal(refusal),
    });
    onOthersOpen();
  }

  async #change(change: HoldChange): Promise<void> {
    const { order, requests, boxOffice, hall, onNews } = this.#deps;
    if (!order.lock) return;
    const { addSeatIds, removeSeatIds, setTicketTypes, setAreas } = change;
    const seats = seatsOfIds(hall, [...addSeatIds, ...removeSeatIds]);
    await order.act({
      busy: 'change',
      input: { lockId: order.lock.id, ...change },
      send: boxOffice.updateLock,
      done: (lock) => {
        order.lock = lock;
        if (setAreas) onNews({ kind: 'placesSet', total: lock.total });
        else if (setTicketTypes) onNews({ kind: 'retyped', total: lock.total });
        else onNews({ kind: addSeatIds.length > 0 ? 'added' : 'givenBack', seats });
      },
      refused: (refusal) => {
        if (refusal.code === 'SEATS_UNAVAILABLE')
          requests.problem = shortageProblem(hall, refusal.areas) ?? { kind: 'addedGone' };
        if (refusal.code === 'ORPHAN_SEATS') this.#refuse(refusal, addSeatIds);
        if (requests.problem?.kind === 'code') requests.problem = { ...requests.problem, isOfChange: true };
      },
    });
    this.#deps.onOthersOpen();
  }

  #findTaken(seatIds: readonly string[]): void {
    this.#deps.picking.findTaken(seatIds);
    this.#deps.onChange();
  }

  #takeRefusal(refusal: Refusal): void {
    if (refusal.code === 'ORPHAN_SEATS') {
      this.#refuse(refusal, []);
      return;
    }
    // Of a ticket type that there is no more: the next attempt is without what was chosen then.
    if (refusal.code === 'INVALID_INPUT') this.#deps.picking.before = null;
    if (refusal.code !== 'SEATS_UNAVAILABLE') return;
    const { picking, requests, hall } = this.#deps;
    picking.takeRefusal(refusal);
    requests.problem = shortageProblem(hall, refusal.areas) ?? requests.problem;
    this.refreshIfHeldElsewhere(refusal);
  }

  #refuse(refusal: Refusal, chosen: readonly string[]): void {
    this.refused = new RefusedChoice(refusal, chosen);
    this.#deps.onNews({ kind: 'orphans' });
  }
}
