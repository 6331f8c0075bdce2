import type { BookingCustomer, Customer, HoldChange } from '../api/box-office.ts';
import type { Booking, BookingSummary, Outcome, Refusal, SeatGroup, SeatLock } from '../api/box-office-types.ts';
import { type HallSeat, seatsOfIds } from '../hall/hall.ts';
import { seatMapLook } from '../map/live-state.ts';
import { isFreeLook, type SeatLook } from '../map/seat-look.ts';
import { BestSeats } from './best-seats.ts';
import { CustomerDraft, isFieldWrong, problemOfCustomer } from './customer-draft.ts';
import { HoldChanges } from './hold-changes.ts';
import { OrderFollowing } from './order-following.ts';
import { OrderRequests } from './order-requests.ts';
import { orderedSeats, ownSeatIds } from './order-seats.ts';
import { Picking } from './picking.ts';
import type { Problem } from './problem.ts';
import type { Busy, PurchaseDeps } from './purchase-deps.ts';
import { RefusedChoice } from './refused-choice.ts';
import type { Selection } from './selection.ts';
import { deadlineOf, type Step, stepOf } from './step.ts';

const TAKEN: ReadonlySet<SeatLook> = new Set(['held', 'booked', 'blocked']);
/** Refusals after which a proposal can't be had any more. */
const PROPOSAL_IS_LOST = new Set(['SEATS_UNAVAILABLE', 'ORPHAN_SEATS']);

/** One buyer at one show, from picking seats to the tickets. The truth is the server's: every reload gets it from there. */
export class Purchase {
  readonly #deps: PurchaseDeps;
  readonly #picking: Picking;
  readonly #requests: OrderRequests;
  #mine = new Set<string>();
  readonly #following: OrderFollowing;
  readonly #changes: HoldChanges;
  /** Seats that are proposed before any is picked. */
  readonly best: BestSeats;
  /** The choice that the organiser's rule refuses; null: none. */
  refused: RefusedChoice | null = null;
  #settledLockId: string | null = null;
  /** The booking that the buyer has left for the map: it is not shown again by itself. */
  #asideId: string | null = null;
  /** What was typed of the customer. */
  readonly draft = new CustomerDraft();
  lock: SeatLock | null = null;
  isReviewing = false;
  booking: Booking | null = null;
  /** This guest's bookings of this show, the newest first. */
  bookings: BookingSummary[] = [];

  constructor(deps: PurchaseDeps) {
    this.#deps = deps;
    this.#picking = new Picking({
      ...deps,
      lookOf: (seatId) => seatMapLook(deps.seatMap, seatId),
      isMine: (seatId) => this.#mine.has(seatId),
      onAllFree: () => {
        this.problem = null;
      },
    });
    this.best = new BestSeats({
      hall: deps.hall,
      maxSeats: () => this.maxSeats,
      propose: (wish) => deps.boxOffice.bestAvailable(deps.showId, wish),
      isTaken: (seatId) => this.#isTaken(seatId),
      onChange: deps.onChange,
      onProposed: () => deps.onNews({ kind: 'proposed' }),
    });
    this.#following = new OrderFollowing(deps.follower, {
      booking: (booking) => this.#takeBooking(booking),
      lock: (lock) => this.#takeLock(lock),
    });
    this.#changes = new HoldChanges({ send: (change) => this.#changeHold(change), onChange: deps.onChange });
    this.#requests = new OrderRequests({ onChange: deps.onChange, onOtherTab: () => void this.refresh() });
  }

  /** What the server is being asked for; null: nothing. */
  get busy(): Busy | null {
    return this.#requests.busy;
  }

  get problem(): Problem | null {
    return this.#requests.problem;
  }

  set problem(problem: Problem | null) {
    this.#requests.problem = problem;
  }

  get selection(): Selection {
    return this.#picking.selection;
  }

  /** What the server offers in place of what has gone. */
  get alternatives(): SeatGroup[] {
    return this.#picking.alternatives;
  }

  /** As many seats as one order may have. */
  get maxSeats(): number {
    return this.#picking.maxSeats;
  }

  /** How many seats of the order may count up to `maxSeats`: picked, held, or on their way into the hold. */
  get seatCount(): number {
    return this.seats.length + (this.step === 'held' ? this.#changes.addingCount : 0);
  }

  get step(): Step {
    return stepOf(this);
  }

  /** When what is held ends (ms since 1970, the server's time); null: nothing is held. */
  get deadline(): number | null {
    return deadlineOf(this);
  }

  /** The seats of the order as it is (picked, held or booked), in the plan's order. */
  get seats(): HallSeat[] {
    const held = this.booking ?? this.lock;
    return held ? orderedSeats(this.#deps.hall, held) : this.selection.seats;
  }

  lookOf(seat: HallSeat): SeatLook {
    const refused = this.refused?.lookOf(seat.id) ?? null;
    if (refused !== null) return refused;
    if (this.#mine.has(seat.id)) return 'mine';
    if (this.#changes.isAdding(seat.id)) return 'picked';
    // While an alternative is looked at, the seats that it would let go are shown as they would be.
    const isLetGo = this.refused?.previewed != null;
    if (this.selection.has(seat.id) && !isLetGo) return this.selection.isGone(seat.id) ? 'gone' : 'picked';
    if (this.best.isShown(seat.id) && this.step === 'picking') return 'offered';
    return seatMapLook(this.#deps.seatMap, seat.id);
  }

  /**
   * Picks a seat or lets it go again; says which. While seats are held, one that is free is added to them: nothing is given
   * back by a tap. `refused`: it can't be had now; `full`: the order has as many as it may have.
   */
  toggle(seat: HallSeat): 'picked' | 'unpicked' | 'adding' | 'refused' | 'full' {
    if (this.step === 'held' && !this.#mine.has(seat.id) && isFreeLook(this.lookOf(seat))) {
      this.#forgetRefused();
      if (this.seatCount >= this.maxSeats) return 'full';
      this.#changes.add(seat);
      return 'adding';
    }
    if (this.step !== 'picking' || this.busy) return 'refused';
    this.problem = null;
    // Who takes seats by hand has chosen against what was proposed.
    this.best.withdraw();
    this.#forgetRefused();
    const outcome = this.#picking.toggle(seat);
    this.#deps.onChange();
    return outcome;
  }

  clear(): void {
    this.selection.replace([]);
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
    this.#judgeRefused();
  }

  async hold(): Promise<void> {
    const input = { showId: this.#deps.showId, seatIds: this.selection.seats.map(({ id }) => id) };
    this.#picking.alternatives = [];
    this.refused = null;
    await this.#act('hold', input, this.#deps.boxOffice.lockSeats, {
      done: (lock) => {
        this.lock = lock;
        this.selection.replace([]);
      },
      refused: (refusal) => this.#takeRefusal(refusal),
    });
    // What changed while the server was asked; whatever it has refused may reach the map only now.
    this.#findTaken(input.seatIds);
  }

  /** Holds exactly the seats that are shown as proposed. If others were quicker, the next proposal is shown, and nothing is held. */
  async holdProposed(): Promise<void> {
    const group = this.best.shown;
    if (!group || this.best.isJustReplaced) return;
    const input = { showId: this.#deps.showId, seatIds: group.seatIds };
    await this.#act('hold', input, this.#deps.boxOffice.lockSeats, {
      done: (lock) => this.#takeBest(lock),
      refused: (refusal) => {
        if (!PROPOSAL_IS_LOST.has(refusal.code)) return;
        this.problem = null;
        this.best.lose(group);
        this.#refreshIfHeldElsewhere(refusal);
      },
    });
  }

  /** Holds the best seats for the wish, whichever they are by then: for when what is shown is gone again and again. */
  async holdBest(): Promise<void> {
    const input = { showId: this.#deps.showId, ...this.best.wish };
    await this.#act('hold', input, this.#deps.boxOffice.lockBestAvailable, {
      done: ({ lock, closeness }) => {
        this.#takeBest(lock);
        this.#deps.onNews({ kind: 'heldBest', seats: orderedSeats(this.#deps.hall, lock), closeness });
      },
      refused: ({ code, available = 0 }) => {
        if (code !== 'NOT_ENOUGH_SEATS') return;
        this.problem = null;
        this.best.tellNotEnough(available);
      },
    });
  }

  #takeBest(lock: SeatLock): void {
    this.lock = lock;
    this.best.withdraw();
  }

  /** Holds a group that the server has offered. */
  async take(group: SeatGroup): Promise<void> {
    this.selection.replace(seatsOfIds(this.#deps.hall, group.seatIds));
    await this.hold();
  }

  /** Takes what is offered in the place of a choice that would leave seats alone: in one step, also what is held is exchanged. */
  async takeInstead(group: SeatGroup): Promise<void> {
    const { lock } = this;
    this.#forgetRefused();
    if (!lock) {
      await this.take(group);
      return;
    }
    const held = new Set(lock.seats.map(({ id }) => id));
    const wanted = new Set(group.seatIds);
    this.#changes.exchange({
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
    this.#forgetRefused();
    this.#changes.giveBack(seat);
  }

  /** Moves the deadline of what is held; a hold allows that a few times only. */
  async extend(): Promise<void> {
    if (!this.lock) return;
    await this.#act('extend', { lockId: this.lock.id }, this.#deps.boxOffice.extendLock, {
      done: (lock) => {
        this.lock = lock;
        this.#deps.onNews({ kind: 'extended' });
      },
    });
  }

  async release(): Promise<void> {
    if (!this.lock) return;
    const { releaseLock } = this.#deps.boxOffice;
    // It takes no key: a lock that was released stays so.
    await this.#act('release', { lockId: this.lock.id }, ({ lockId }) => releaseLock({ lockId }), {
      done: () => {
        this.lock = null;
        this.#deps.onNews({ kind: 'released' });
      },
    });
  }

  /** Goes on to the payment. The booking is made as it is paid: until then the customer can be changed. */
  review(): void {
    if (!this.lock || this.busy) return;
    this.problem = problemOfCustomer(this.draft.customer);
    this.isReviewing = this.problem === null;
    this.#deps.onChange();
  }

  /** Takes what is typed of the customer. What was wrong with the field is no longer said as soon as it is right. */
  type(change: Partial<Customer>): void {
    this.draft.type(change);
    const { problem } = this;
    if (problem?.kind !== 'customer') return;
    const left = problem.fields.filter((field) => !(field in change) || isFieldWrong(this.draft.customer, field));
    if (left.length === problem.fields.length) return;
    // The same problem, of fewer fields: another one would take the focus to its first field.
    problem.fields = left;
    if (left.length === 0) this.problem = null;
    this.#deps.onChange();
  }

  /** Back to the customer's details. */
  edit(): void {
    if (this.busy || this.booking) return;
    this.problem = null;
    this.isReviewing = false;
    this.#deps.onChange();
  }

  async pay(paymentToken: string): Promise<void> {
    if (!this.booking) await this.#book();
    if (this.booking?.status !== 'PENDING_PAYMENT') return;
    await this.#act('pay', { bookingId: this.booking.id, paymentToken }, this.#deps.boxOffice.payBooking, {
      done: (booking) => {
        this.booking = booking;
      },
    });
  }

  async #book(): Promise<void> {
    if (!this.lock) return;
    const { name, email } = this.draft.customer;
    const customer: BookingCustomer = { name: name.trim(), email: email.trim(), locale: this.#deps.locale() };
    await this.#act('book', { lockId: this.lock.id, customer }, this.#deps.boxOffice.createBooking, {
      done: (booking) => {
        this.booking = booking;
        this.lock = null;
      },
      refused: () => {
        if (this.problem?.kind === 'customer') this.isReviewing = false;
      },
    });
  }

  /** Once more what was held until the time was up. */
  async holdAgain(): Promise<void> {
    const { booking } = this;
    if (booking) {
      this.selection.replace(orderedSeats(this.#deps.hall, booking));
      this.booking = null;
      this.#settle();
      this.#findTaken(this.selection.seats.map(({ id }) => id));
    }
    if (this.selection.goneCount === 0) await this.hold();
  }

  async cancel(): Promise<void> {
    if (!this.booking) {
      await this.release();
      return;
    }
    await this.#act('cancel', { bookingId: this.booking.id }, this.#deps.boxOffice.cancelBooking, {
      done: () => {
        this.booking = null;
        this.#deps.onNews({ kind: 'cancelled' });
      },
    });
  }

  /** Gives paid seats back for their price. The booking stays in view: its tickets are void. */
  async cancelBooked(): Promise<void> {
    if (this.booking?.status !== 'CONFIRMED') return;
    await this.#act('cancel', { bookingId: this.booking.id }, this.#deps.boxOffice.cancelBooking, {
      done: (booking) => {
        this.booking = booking;
      },
    });
  }

  /** Shows one of the guest's bookings; null: back to the map. */
  async open(bookingId: string | null): Promise<void> {
    this.problem = null;
    this.#asideId = bookingId === null ? (this.booking?.id ?? this.#asideId) : null;
    try {
      this.booking = bookingId === null ? null : await this.#deps.boxOffice.booking(bookingId);
    } catch {
      this.problem = { kind: 'unreachable' };
    }
    this.#settle();
  }

  /** Asks the server what is held and booked: at the start, when another tab did something, and at the deadline. */
  async refresh(): Promise<void> {
    if (this.busy) return;
    try {
      const { activeLocks, bookings } = await this.#deps.boxOffice.viewer();
      const isHere = ({ show }: { show: { id: string } }) => show.id === this.#deps.showId;
      this.#replaceLock(activeLocks.find(isHere) ?? null);
      this.bookings = bookings.filter(isHere);
      const isToBePaid = ({ id, status }: BookingSummary) => status === 'PENDING_PAYMENT' && id !== this.#asideId;
      const shown = this.booking?.id ?? this.bookings.find(isToBePaid)?.id;
      const booking = shown ? await this.#deps.boxOffice.booking(shown) : null;
      // The buyer may have put it aside meanwhile.
      if (booking && booking.id !== this.#asideId) this.booking = booking;
    } catch {
      // The map says that the connection is lost; what is known stays.
    }
    this.#settle();
  }

  dispose(): void {
    this.best.end();
    this.#following.end();
    this.#requests.end();
  }

  async #act<Input extends object, Success>(
    busy: Busy,
    input: Input,
    send: (input: Input & { idempotencyKey: string }) => Promise<Outcome<Success>>,
    { done, refused }: { done: (value: Success) => void; refused?: (refusal: Refusal) => void },
  ): Promise<void> {
    const outcome = await this.#requests.send({
      busy,
      input,
      send,
      done,
      refused: (refusal) => {
        if (this.problem?.kind === 'atMost') this.#picking.maxSeats = this.problem.max;
        refused?.(refusal);
      },
    });
    if (outcome === 'dropped') return;
    this.#settle();
    if ((outcome === 'refused' && busy !== 'hold') || this.step === 'confirmed') await this.refresh();
  }

  async #changeHold(change: HoldChange): Promise<void> {
    if (!this.lock) return;
    const { addSeatIds, removeSeatIds } = change;
    const seats = seatsOfIds(this.#deps.hall, [...addSeatIds, ...removeSeatIds]);
    await this.#act('change', { lockId: this.lock.id, ...change }, this.#deps.boxOffice.updateLock, {
      done: (lock) => {
        this.lock = lock;
        this.#deps.onNews({ kind: addSeatIds.length > 0 ? 'added' : 'givenBack', seats });
      },
      refused: (refusal) => {
        if (refusal.code === 'SEATS_UNAVAILABLE') this.problem = { kind: 'addedGone' };
        if (refusal.code === 'ORPHAN_SEATS') this.#refuse(refusal, addSeatIds);
      },
    });
  }

  #findTaken(seatIds: readonly string[]): void {
    this.#picking.findTaken(seatIds);
    this.#deps.onChange();
  }

  /** What the map has told since: a seat that somebody took is left to nobody, and can't be had instead. */
  #judgeRefused(): void {
    const outcome = this.refused?.judge((id) => this.#isTaken(id)) ?? 'same';
    if (outcome === 'same') return;
    if (outcome === 'over') this.#forgetRefused();
    this.#deps.onChange();
  }

  #forgetRefused(): void {
    this.refused = null;
    if (this.problem?.kind === 'orphans') this.problem = null;
  }

  #refuse(refusal: Refusal, chosen: readonly string[]): void {
    this.refused = new RefusedChoice(refusal, chosen);
    this.#deps.onNews({ kind: 'orphans' });
  }

  #isTaken(seatId: string): boolean {
    return TAKEN.has(seatMapLook(this.#deps.seatMap, seatId)) && !this.#mine.has(seatId);
  }

  #takeRefusal(refusal: Refusal): void {
    if (refusal.code === 'ORPHAN_SEATS') {
      this.#refuse(refusal, []);
      return;
    }
    if (refusal.code !== 'SEATS_UNAVAILABLE') return;
    this.#picking.takeRefusal(refusal);
    this.#refreshIfHeldElsewhere(refusal);
  }

  /** Held in another tab: show that hold. */
  #refreshIfHeldElsewhere(refusal: Refusal): void {
    if (refusal.conflicts?.some(({ reason }) => reason === 'LOCKED_BY_YOU')) queueMicrotask(() => void this.refresh());
  }

  #forgetRefusal(): void {
    this.#picking.alternatives = [];
    this.refused = null;
    this.problem = null;
  }

  /** Draws what follows from lock and booking: whose the seats are, and what there is to be followed. */
  #settle(): void {
    if (!this.lock) this.isReviewing = false;
    // A refusal is about what was held then, and not about what is being paid.
    const isSameHold = (this.lock?.id ?? null) === this.#settledLockId;
    if (!isSameHold || (this.step !== 'picking' && this.step !== 'held')) this.refused = null;
    this.#settledLockId = this.lock?.id ?? null;
    this.#mine = ownSeatIds(this, this.bookings);
    for (const id of this.#mine) this.selection.delete(id);
    this.#following.follow(this);
    this.#deps.onChange();
  }

  #takeBooking(booking: Booking): void {
    if (this.busy || this.booking?.id !== booking.id) return;
    const isOther = booking.status !== this.booking.status;
    this.booking = booking;
    this.#settle();
    if (isOther) void this.refresh();
  }

  /** A lock that is not there any more: when its time was up its seats stay the buyer's choice. */
  #replaceLock(lock: SeatLock | null): void {
    const before = this.lock;
    if (before && !lock && !this.booking && Date.parse(before.expiresAt) <= this.#deps.now()) this.#keepChoice(before);
    else this.lock = lock;
  }

  #keepChoice(lock: SeatLock): void {
    this.selection.replace(orderedSeats(this.#deps.hall, lock));
    this.lock = null;
    this.problem = { kind: 'orderEnded' };
  }

  #takeLock(lock: SeatLock): void {
    if (this.busy || this.lock?.id !== lock.id) return;
    if (lock.status === 'ACTIVE') this.lock = lock;
    else if (lock.status === 'EXPIRED') this.#keepChoice(this.lock!);
    else this.lock = null;
    if (lock.status === 'CONFIRMED') void this.refresh();
    this.#settle();
  }
}
