import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { seatMapLook } from '../../../packages/map/src/map/live-state.ts';
import { isFreeLook, type SeatLook } from '../../../packages/map/src/map/seat-look.ts';
import type { Selection } from '../../../packages/map/src/selection.ts';
import type { Booking, BookingSummary, PriceLine, SeatGroup, SeatLock } from '../api/box-office-types.ts';
import { AreaPlaces } from './area-places.ts';
import { BestHold } from './best-hold.ts';
import { BestSeats } from './best-seats.ts';
import { Checkout } from './checkout.ts';
import { CodeEntry } from './code-entry.ts';
import { CurrentOrder } from './current-order.ts';
import { OrderRequests } from './order-requests.ts';
import { OtherTabs } from './other-tabs.ts';
import { Picking } from './picking.ts';
import type { Problem } from './problem.ts';
import type { Busy, PurchaseDeps } from './purchase-deps.ts';
import type { RefusedChoice } from './refused-choice.ts';
import { SeatHold } from './seat-hold.ts';
import type { Step } from './step.ts';

const TAKEN: ReadonlySet<SeatLook> = new Set(['held', 'booked', 'blocked']);

/** One buyer at one show, from picking seats to the tickets. */
export class Purchase {
  readonly #deps: PurchaseDeps;
  readonly #picking: Picking;
  readonly #tabs = new OtherTabs(() => void this.refresh());
  readonly #requests: OrderRequests;
  readonly #order: CurrentOrder;
  readonly #hold: SeatHold;
  /** Seats that are proposed before any is picked. */
  readonly best: BestSeats;
  readonly bestHold: BestHold;
  readonly code: CodeEntry;
  readonly checkout: Checkout;
  /** Places without numbers, beside the seats. */
  readonly areas: AreaPlaces;

  constructor(deps: PurchaseDeps) {
    this.#deps = deps;
    this.#picking = new Picking({
      ...deps,
      lookOf: (seatId) => this.#stateLook(seatId),
      isMine: (seatId) => this.#order.isMine(seatId),
      onAllFree: () => {
        this.#requests.problem = null;
      },
    });
    this.#requests = new OrderRequests({ onChange: deps.onChange, onAnswered: () => this.#tabs.tell() });
    const parts = { ...deps, requests: this.#requests, picking: this.#picking };
    this.#order = new CurrentOrder({
      ...parts,
      onOtherHold: () => {
        this.#hold.refused = null;
      },
    });
    const isTaken = (seatId: string) => TAKEN.has(this.#stateLook(seatId)) && !this.#order.isMine(seatId);
    const enteredCode = () => this.code.entered.code;
    this.#hold = new SeatHold({
      ...parts,
      order: this.#order,
      isTaken,
      enteredCode,
      onCodeLost: (code) => this.code.lost(code),
      onOthersOpen: () => void this.code.entered.refresh(),
    });
    this.best = new BestSeats({
      ...deps,
      maxSeats: () => this.maxSeats,
      propose: (wish) => deps.boxOffice.bestAvailable(deps.showId, wish),
      isTaken,
      onProposed: () => deps.onNews({ kind: 'proposed' }),
    });
    this.bestHold = new BestHold({ ...parts, order: this.#order, hold: this.#hold, best: this.best, enteredCode });
    this.code = new CodeEntry({ ...parts, order: this.#order, onOpened: () => this.#selectedChanged() });
    this.checkout = new Checkout({ ...parts, order: this.#order, onBooked: () => this.code.entered.forget() });
    this.areas = new AreaPlaces({
      ...deps,
      selection: this.#picking.areas,
      changes: this.#hold.changes,
      order: () => this.#order,
      opened: (areaId) => this.code.entered.placesOf(areaId),
      room: () => this.maxSeats - this.seatCount,
      onPicked: () => {
        this.best.withdraw();
        this.#forgetRefusal();
        deps.onChange();
      },
    });
  }

  /** What the server is being asked for; null: nothing. */
  get busy(): Busy | null {
    return this.#requests.busy;
  }

  get problem(): Problem | null {
    return this.#requests.problem;
  }

  get selection(): Selection {
    return this.#picking.selection;
  }

  /** What picked seats are to be sold as, those of which it was chosen, or that were held until the time was up. */
  get linesBefore(): PriceLine[] {
    return this.#picking.linesBefore;
  }

  /** What the server offers in place of what has gone. */
  get alternatives(): SeatGroup[] {
    return this.#picking.alternatives;
  }

  /** The choice that the organiser's rule refuses; null: none. */
  get refused(): RefusedChoice | null {
    return this.#hold.refused;
  }

  get lock(): SeatLock | null {
    return this.#order.lock;
  }

  /** What was held last went without the buyer's doing, before its time was up. */
  get hasLostHold(): boolean {
    return this.#order.hasLostHold;
  }

  get booking(): Booking | null {
    return this.#order.booking;
  }

  /** This guest's bookings of this show, the newest first. */
  get bookings(): BookingSummary[] {
    return this.#order.bookings;
  }

  /** As many seats as one order may have; what is held already may be more, where the organiser allowed it then. */
  get maxSeats(): number {
    return this.#picking.maxSeats;
  }

  /** How many seats and places of the order may count up to `maxSeats`: picked, held, or on their way into the hold. */
  get seatCount(): number {
    return this.seats.length + this.areas.size + (this.step === 'held' ? this.#hold.changes.addingCount : 0);
  }

  get step(): Step {
    return this.#order.step;
  }

  /** When what is held ends (ms since 1970, the server's time); null: nothing is held. */
  get deadline(): number | null {
    return this.#order.deadline;
  }

  /** The seats of the order as it is (picked, held or booked), in the plan's order. */
  get seats(): HallSeat[] {
    return this.#order.seats ?? this.selection.seats;
  }

  lookOf(seat: HallSeat): SeatLook {
    const refused = this.refused?.lookOf(seat.id) ?? null;
    if (refused !== null) return refused;
    if (this.#order.isMine(seat.id)) return 'mine';
    if (this.#hold.changes.isAdding(seat.id) || this.checkout.tickets.exchange.has(seat)) return 'picked';
    // While an alternative is looked at, the seats that it would let go are shown as they would be.
    const isLetGo = this.refused?.previewed != null;
    if (this.selection.has(seat.id) && !isLetGo) return this.selection.isGone(seat.id) ? 'gone' : 'picked';
    if (this.best.isShown(seat.id) && this.step === 'picking') return 'offered';
    return this.#stateLook(seat.id);
  }

  /**
   * Picks a seat or lets it go again; says which. While seats are held, one that is free is added to them: nothing is given
   * back by a tap. `refused`: it can't be had now; `full`: the order has as many as it may have.
   */
  toggle(seat: HallSeat): 'picked' | 'unpicked' | 'adding' | 'refused' | 'full' {
    if (this.step === 'held' && !this.#order.isMine(seat.id) && isFreeLook(this.lookOf(seat))) {
      this.#hold.forgetRefused();
      if (this.seatCount >= this.maxSeats) return 'full';
      this.#hold.changes.add(seat);
      return 'adding';
    }
    if (this.step !== 'picking' || this.busy) return 'refused';
    this.#requests.problem = null;
    // Who takes seats by hand has chosen against what was proposed.
    this.best.withdraw();
    this.#hold.forgetRefused();
    const outcome = this.#picking.toggle(seat);
    this.#deps.onChange();
    return outcome;
  }

  clear(): void {
    this.#picking.clear();
    this.#forgetRefusal();
    this.#deps.onChange();
  }

  /** Goes on with the seats that are still there. */
  dropGone(): void {
    this.selection.dropGone();
    this.#forgetRefusal();
    this.#deps.onChange();
  }

  /** To be called at each change of the map: whether picked seats have gone, or come back. */
  onSeatsChanged(changedSeatIds: readonly string[]): void {
    if (this.busy === 'hold') return;
    this.#picking.findTaken(changedSeatIds);
    this.#picking.findFreed(changedSeatIds);
    this.best.onSeatsChanged(changedSeatIds);
    this.#hold.judgeRefused();
  }

  hold(): Promise<void> {
    return this.#hold.hold();
  }

  /** Holds a group that the server has offered. */
  take(group: SeatGroup): Promise<void> {
    return this.#hold.take(group);
  }

  /** Takes what is offered in the place of a choice that would leave seats alone: in one step, also what is held is exchanged. */
  takeInstead(group: SeatGroup): Promise<void> {
    return this.#hold.takeInstead(group);
  }

  /** Shows on the map what is offered instead; null: what was refused. */
  previewInstead(group: SeatGroup | null): void {
    this.#hold.previewInstead(group);
  }

  /** Gives one of several held seats back; the others stay held. */
  giveBack(seat: HallSeat): void {
    this.#hold.giveBack(seat);
  }

  /** Says what a held seat is to be sold as. */
  setType(seat: HallSeat, ticketTypeId: string): void {
    this.#hold.setType(seat, ticketTypeId);
  }

  /** Says what a picked seat is to be sold as, before it is held. */
  sellAs(seat: HallSeat, line: PriceLine): void {
    this.#picking.sellAs(seat.id, line);
  }

  extend(): Promise<void> {
    return this.#hold.extend();
  }

  release(): Promise<void> {
    return this.#hold.release();
  }

  holdAgain(): Promise<void> {
    return this.#hold.holdAgain();
  }

  /** Gives up what is held, or booked and not paid. */
  cancel(): Promise<void> {
    return this.booking ? this.checkout.cancel() : this.release();
  }

  /** Shows one of the guest's bookings; null: back to the map. */
  open(bookingId: string | null): Promise<void> {
    return this.#order.open(bookingId);
  }

  /** Asks the server what is held and booked. */
  refresh(): Promise<void> {
    return this.#order.refresh();
  }

  dispose(): void {
    this.best.end();
    this.#order.end();
    this.#tabs.end();
  }

  /** As the map has it: a seat that the entered code opens is free to this buyer while nobody has it. */
  #stateLook(seatId: string): SeatLook {
    const look = seatMapLook(this.#deps.seatMap, seatId);
    return look === 'blocked' && this.code.entered.opens(seatId) ? 'available' : look;
  }

  /** Picked seats may be open now, or closed. */
  #selectedChanged(): void {
    this.onSeatsChanged(this.selection.seats.map(({ id }) => id));
    this.#deps.onChange();
  }

  #forgetRefusal(): void {
    this.#picking.alternatives = [];
    this.#hold.refused = null;
    this.#requests.problem = null;
  }
}
