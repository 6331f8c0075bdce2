import type { BoxOffice, LockBestWish, LockChange, SeatLock } from '@seatwire/client/box-office';
import { hintOf } from '@seatwire/client/connection';
import type { ShowMap, ShowSeat } from '@seatwire/client/show-map';
import { choicesOf } from '../area-selection.ts';
import type { Hall, HallSeat } from '../hall/hall.ts';
import { lookOfState } from '../map/live-state.ts';
import { isFreeLook, type SeatLook } from '../map/seat-look.ts';
import type { Notices } from '../notices.ts';
import type { MapContext } from '../views/map-context.ts';
import { seatName } from '../views/seat-names.ts';
import { barOfBuyer } from './buyer-bar.ts';
import { codeOpens } from './code-entry.ts';
import { choicesAgain, isTimeUp, wordsOfBooking, wordsOfHold } from './expired-hold.ts';
import { HeldSeats } from './held-seats.ts';
import type { LockOutcome } from './lock-outcome.ts';
import { MapAreas } from './map-areas.ts';
import type { MapBarOfBuyer } from './map-bar.ts';
import { MapChoice } from './map-choice.ts';
import { type CodeOutcome, MapCode } from './map-code.ts';
import type { BookingChangeDetail, HoldEndDetail, Tell } from './map-events.ts';
import { spokenTimeLeft } from './map-formats.ts';
import { placesOf } from './places-of-lock.ts';
import { type RefusedSeat, stillLoading } from './refused-choice.ts';
import { SeatPicks } from './seat-picks.ts';
import { bestWish, DEFAULT_PARTY, isWanted, type Settings } from './settings.ts';

export interface MapBuyerDeps {
  boxOffice: BoxOffice;
  showId: string;
  map: ShowMap;
  notices: Notices;
  settings(): Settings;
  context(): MapContext;
  tell: Tell;
  /** The words below the map are different. */
  onChange(): void;
  /** Seats may look differently, and the words about them. */
  onSeats(): void;
}

/** What the buyer does at a show: chooses seats, holds them, gives them back. Nothing is chosen before the hall is there. */
export class MapBuyer {
  readonly #deps: MapBuyerDeps;
  readonly #held: HeldSeats;
  readonly areas: MapAreas;
  readonly code: MapCode;
  #choice: MapChoice | null = null;
  #picks: SeatPicks | null = null;
  /** How many seats the best were looked for last. */
  #asked = DEFAULT_PARTY;
  #hasEnded = false;
  /** Whose time was up: what is chosen can be held again as it was. */
  #before: SeatLock | null = null;

  constructor(deps: MapBuyerDeps) {
    this.#deps = deps;
    const tell: Tell = (type, detail) => {
      const lock = type === 'holdend' ? (detail as HoldEndDetail).lock : null;
      const isUp = lock !== null && isTimeUp(lock, deps.boxOffice.now());
      const { texts } = deps.context();
      const words =
        type === 'bookingchange'
          ? wordsOfBooking(texts, (detail as BookingChangeDetail).booking)
          : wordsOfHold(texts, isUp ? 'timeUp' : type);
      if (words !== null) deps.notices.say(words);
      deps.tell(type, detail);
      if (isUp) this.#keepChoice(lock);
    };
    this.#held = new HeldSeats({
      ...deps,
      tell,
      onExtended: ({ remainingSeconds }) => deps.notices.say(spokenTimeLeft(deps.context().texts, remainingSeconds)),
    });
    this.code = new MapCode({ ...deps, onOpened: () => this.#openedChanged() });
    this.areas = new MapAreas({
      ...deps,
      held: this.#held,
      choice: () => this.#choice,
      maxSeats: () => this.#maxSeats,
      opened: (areaId) => this.code.placesOf(areaId),
      onChosen: () => {
        this.#forgetOutcome();
        this.#selectionChanged();
      },
      onHold: (places) => void this.update({ setAreas: choicesOf([places]) }),
      onPointed: deps.onChange,
    });
  }

  get held(): HeldSeats {
    return this.#held;
  }

  get selection(): readonly ShowSeat[] {
    return this.#choice?.detail(this.#deps, null).seats ?? [];
  }

  open(hall: Hall): void {
    const choice = new MapChoice(hall);
    this.#choice = choice;
    this.#picks = new SeatPicks({
      ...this.#deps,
      choice,
      held: this.#held,
      count: () => this.areas.count,
      maxSeats: () => this.#maxSeats,
      lookOf: (seat) => this.lookOf(seat),
      update: (change) => this.update(change),
      release: () => this.release(),
      onChoosing: () => this.#forgetOutcome(),
      onChosen: () => this.#selectionChanged(),
    });
  }

  /** In place of what was chosen; those that could not be are returned. */
  select(seatIds: readonly string[]): RefusedSeat[] {
    if (this.#choice === null) return stillLoading(seatIds);
    this.#forgetOutcome();
    const refused = this.#choice.select(seatIds, (seat) => this.#stateLook(seat), this.#maxSeats);
    this.#selectionChanged();
    return refused;
  }

  /** Nothing is chosen any more. */
  clear(): void {
    this.#choice?.areas.replace([]);
    this.select([]);
  }

  /** What is no longer among what is looked for, or too many, is let go. */
  settingsChanged(): void {
    if (this.#choice === null) return;
    const { kept } = this.#choice.selection;
    const fits = kept.filter((seat) => isFreeLook(this.#stateLook(seat))).length;
    if (fits < kept.length || kept.length > this.#maxSeats) this.select(kept.map(({ id }) => id));
  }

  async hold(): Promise<LockOutcome> {
    const seatIds = this.#choice?.selection.kept.map(({ id }) => id) ?? [];
    const areas = choicesOf(this.#choice?.areas.chosen ?? []);
    return await this.#settle(
      this.#held.store.lockSeats(choicesAgain(seatIds, this.#before), areas, this.code.code),
      true,
    );
  }

  /** A promo code, before anything is held: what it opens can be chosen then, and it goes along with what is held. Null takes it off. */
  async enterCode(code: string | null): Promise<CodeOutcome> {
    const came = await this.code.enter(code);
    if (came.ok && this.code.code !== null) this.#deps.notices.say(codeOpens(this.#deps.context(), this.code));
    return came;
  }

  async holdBest(wish: Partial<LockBestWish> = {}): Promise<LockOutcome> {
    const tiers = this.#deps.map.getState().show?.priceTiers ?? [];
    const code = this.code.code === null ? {} : { code: this.code.code };
    const asked = { ...bestWish(this.#deps.settings(), tiers), ...code, ...wish };
    this.#asked = asked.quantity;
    return await this.#settle(this.#held.store.lockBestAvailable(asked), true);
  }

  /** Which seats are held: some more, or some fewer. The deadline stays. */
  async update(change: LockChange): Promise<LockOutcome> {
    return await this.#settle(this.#held.store.update(change), false);
  }

  /** Moves the deadline. */
  async extend(): Promise<LockOutcome> {
    return await this.#settle(this.#held.store.extend(), false);
  }

  async release(): Promise<LockOutcome> {
    return await this.#settle(this.#held.store.release(), false);
  }

  end(): void {
    this.#hasEnded = true;
    this.#held.end();
    if ((this.#choice?.size ?? 0) > 0) {
      this.#deps.tell('selectionchange', { seats: [], seatIds: [], areas: [], total: null });
    }
  }

  /** Seats that were chosen and that others have taken, or given back. */
  follow(seatIds: readonly string[]): void {
    // While they are asked for, it is us who take them.
    if (this.#choice === null || this.#held.state.pending !== null) return;
    const { texts } = this.#deps.context();
    const { taken, freed } = this.#choice.follow(seatIds, (seat) => this.#stateLook(seat));
    if (taken.length > 0) this.#deps.notices.say(texts.justTaken(this.#names(taken)));
    if (freed.length > 0) this.#deps.notices.say(texts.freeAgain(this.#names(freed)));
    if (taken.length + freed.length > 0) this.#selectionChanged();
  }

  lookOf(seat: HallSeat): SeatLook {
    if (this.#held.seatIds.has(seat.id)) return 'mine';
    return this.#choice?.lookOf(seat) ?? this.#stateLook(seat);
  }

  /** By its state alone, and by what is looked for. */
  #stateLook(seat: HallSeat): SeatLook {
    const known = this.#deps.map.seat(seat.id);
    if (known === undefined) return 'unknown';
    const isOpened = known.state === 'BLOCKED' && this.code.opens(seat.id);
    const look = lookOfState(isOpened ? 'AVAILABLE' : known.state);
    return look === 'available' && !isWanted(this.#deps.settings(), seat.tier) ? 'excluded' : look;
  }

  pick(seat: HallSeat): void {
    this.#picks?.pick(seat);
  }

  /** What came of a request: told, and marked on the map. `isOfChoice`: what was chosen is held then. */
  async #settle(request: Promise<LockOutcome>, isOfChoice: boolean): Promise<LockOutcome> {
    this.#choice?.forgetRefusal();
    // What was marked is no longer.
    this.#deps.onSeats();
    const came = await request;
    if (this.#hasEnded) return came;
    if (came.ok) {
      const hadSome = (this.#choice?.size ?? 0) > 0;
      if (isOfChoice) this.#before = null;
      if (isOfChoice && hadSome) {
        this.#choice?.selection.replace([]);
        this.#choice?.areas.replace([]);
        this.#selectionChanged();
      }
    } else {
      const { refusal, error } = came;
      const goneBefore = this.#choice?.selection.goneCount;
      if (refusal !== null) this.#choice?.takeRefusal(refusal);
      if (this.#choice?.selection.goneCount !== goneBefore) this.#selectionChanged();
      this.follow(this.#choice?.selection.seats.map(({ id }) => id) ?? []);
      this.#deps.tell('refused', { refusal, error, hint: error && hintOf(error) });
    }
    this.#deps.onSeats();
    void this.code.refresh();
    return came;
  }

  /** What was chosen may be open now, or closed. */
  #openedChanged(): void {
    if (this.#hasEnded) return;
    this.follow(this.#choice?.selection.seats.map(({ id }) => id) ?? []);
    this.#deps.onSeats();
  }

  /** Its time was up: its seats are the choice again. */
  #keepChoice(lock: SeatLock): void {
    if (this.#choice === null) return;
    this.#before = this.#held.lastHeld ?? lock;
    this.#choice.choose(lock.seats.map(({ seatId }) => seatId));
    this.#choice.areas.replace(placesOf(lock));
    this.#selectionChanged();
  }

  #forgetOutcome(): void {
    this.#before = null;
    this.#choice?.forgetRefusal();
    this.#held.forgetBooked();
    this.#held.store.dismiss();
  }

  #selectionChanged(): void {
    if (this.#choice !== null) this.#deps.tell('selectionchange', this.#choice.detail(this.#deps, this.areas.cost));
    this.#deps.onSeats();
  }

  #names(seats: readonly HallSeat[]): string {
    const { texts } = this.#deps.context();
    return seats.map((seat) => seatName({ texts }, seat)).join('; ');
  }

  /** What stands below the map. Only once the hall is there. */
  bar(): MapBarOfBuyer {
    const wasHeld = this.#before !== null && this.#held.step === 'none';
    const parts = { choice: this.#choice!, asked: this.#asked, maxSeats: this.#maxSeats, wasHeld };
    return barOfBuyer(this, { ...this.#deps, ...parts });
  }

  /** Holds what was offered. */
  async take(seats: readonly HallSeat[]): Promise<void> {
    this.select(seats.map(({ id }) => id));
    await this.hold();
  }

  /** The limits come with the hall, and may change with the show. */
  get #maxSeats(): number {
    const { seatsPerLock, seatsPerBuyer } = this.#deps.map.getState().limits!;
    const most = Math.min(seatsPerLock, seatsPerBuyer);
    return Math.min(this.#deps.settings().partySize ?? most, most);
  }
}
