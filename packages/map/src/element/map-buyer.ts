import type { BestAvailableWish, BoxOffice } from '@seatwire/client/box-office';
import { hintOf } from '@seatwire/client/connection';
import type { ShowMap, ShowSeat } from '@seatwire/client/show-map';
import { type Hall, type HallSeat, seatsOfIds } from '../hall/hall.ts';
import { lookOfState } from '../map/live-state.ts';
import { isFreeLook, type SeatLook } from '../map/seat-look.ts';
import type { MapContext } from '../views/map-context.ts';
import { seatName } from '../views/seat-names.ts';
import { HeldSeats } from './held-seats.ts';
import type { HoldChange, LockOutcome } from './lock-outcome.ts';
import type { MapBarOptions } from './map-bar.ts';
import { MapChoice } from './map-choice.ts';
import type { Tell } from './map-events.ts';
import { spokenTime } from './map-formats.ts';
import { wordsOfProblem } from './refusal-words.ts';
import { bestWish, DEFAULT_PARTY, isWanted, type Settings } from './settings.ts';
import type { Words } from './words.ts';

export interface MapBuyerDeps {
  boxOffice: BoxOffice;
  showId: string;
  map: ShowMap;
  words: Words;
  settings(): Settings;
  context(): MapContext;
  tell: Tell;
  /** Seats may look differently, and the words about them. */
  onChange(): void;
}

/** As many as the API's limits are by default, until the show says its own. */
const SEATS_PER_LOCK = 10;

/** What the buyer does at a show: chooses seats, holds them, gives them back. Nothing is chosen before the hall is there. */
export class MapBuyer {
  readonly #deps: MapBuyerDeps;
  readonly #held: HeldSeats;
  #hall: Hall | null = null;
  #choice: MapChoice | null = null;
  /** How many seats the best were looked for last. */
  #asked = DEFAULT_PARTY;
  #hasEnded = false;

  constructor(deps: MapBuyerDeps) {
    this.#deps = deps;
    const tell: Tell = (type, detail) => {
      this.#say(type);
      deps.tell(type, detail);
    };
    this.#held = new HeldSeats({ ...deps, tell });
  }

  get held(): HeldSeats {
    return this.#held;
  }

  get selection(): readonly ShowSeat[] {
    return this.#choice?.detail((id) => this.#deps.map.seat(id)).seats ?? [];
  }

  open(hall: Hall): void {
    this.#hall = hall;
    this.#choice = new MapChoice(hall);
  }

  select(seatIds: readonly string[]): void {
    const choice = this.#choice;
    if (choice === null) return;
    this.#forgetOutcome();
    const free = seatsOfIds(this.#hall!, seatIds).filter((seat) => isFreeLook(this.#stateLook(seat)));
    choice.selection.replace(free.slice(0, this.#maxSeats));
    this.#selectionChanged();
  }

  /** What is no longer among what is looked for, or too many, is let go. */
  settingsChanged(): void {
    const kept = this.#choice?.kept ?? [];
    const fits = kept.filter((seat) => isFreeLook(this.#stateLook(seat))).length;
    if (fits < kept.length || kept.length > this.#maxSeats) this.select(kept.map(({ id }) => id));
  }

  async hold(): Promise<LockOutcome> {
    const seatIds = this.#choice?.kept.map(({ id }) => id) ?? [];
    return await this.#settle(this.#held.store.lockSeats(seatIds), true);
  }

  async holdBest(wish: Partial<BestAvailableWish> = {}): Promise<LockOutcome> {
    const tiers = this.#deps.map.getState().show?.priceTiers ?? [];
    const asked = { ...bestWish(this.#deps.settings(), tiers), ...wish };
    this.#asked = asked.quantity;
    return await this.#settle(this.#held.store.lockBestAvailable(asked), true);
  }

  /** Which seats are held: some more, or some fewer. The deadline stays. */
  async update(change: HoldChange): Promise<LockOutcome> {
    return await this.#settle(this.#held.store.update(change), false);
  }

  /** Moves the deadline, and says how much time there is then. */
  async extend(): Promise<LockOutcome> {
    const came = await this.#settle(this.#held.store.extend(), false);
    const { texts } = this.#deps.context();
    if (came.ok && !this.#hasEnded)
      this.#deps.words.say(texts.timeLeftAnnounced(spokenTime(texts, came.value.remainingSeconds)));
    return came;
  }

  async release(): Promise<LockOutcome> {
    return await this.#settle(this.#held.store.release(), false);
  }

  end(): void {
    this.#hasEnded = true;
    this.#held.end();
    if ((this.#choice?.selection.size ?? 0) > 0) {
      this.#deps.tell('selectionchange', { seats: [], seatIds: [], total: null });
    }
  }

  /** Seats that were chosen and that others have taken, or given back. */
  follow(seatIds: readonly string[]): void {
    // While they are asked for, it is us who take them.
    if (this.#choice === null || this.#held.state.pending !== null) return;
    const { texts } = this.#deps.context();
    const { taken, freed } = this.#choice.follow(seatIds, (seat) => this.#stateLook(seat));
    if (taken.length > 0) this.#deps.words.say(texts.justTaken(this.#names(taken)));
    if (freed.length > 0) this.#deps.words.say(texts.freeAgain(this.#names(freed)));
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
    const look = lookOfState(known.state);
    return look === 'available' && !isWanted(this.#deps.settings(), seat.tier) ? 'excluded' : look;
  }

  pick(seat: HallSeat): void {
    const choice = this.#choice;
    if (choice === null || this.#held.state.pending !== null) return;
    const { texts } = this.#deps.context();
    const { words } = this.#deps;
    const name = seatName({ texts }, seat);
    const look = this.lookOf(seat);
    if (choice.selection.has(seat.id)) {
      this.#forgetOutcome();
      choice.selection.delete(seat.id);
      words.say(texts.unpicked(name));
    } else if (look === 'mine' && this.#held.step === 'held') {
      void this.#giveBack(seat);
      return;
    } else if (!isFreeLook(look)) {
      words.sayAndShow(texts.cannotPick(name, texts.legend[look]));
      return;
    } else if (this.#held.step === 'paying') {
      words.sayAndShow(texts.untilPaid);
      return;
    } else if (this.#held.step === 'held') {
      void this.#add(seat);
      return;
    } else if (choice.selection.size >= this.#maxSeats) {
      words.sayAndShow(texts.atMost(this.#maxSeats));
      return;
    } else {
      this.#forgetOutcome();
      choice.selection.add(seat);
      words.say(texts.picked(name));
    }
    this.#selectionChanged();
  }

  /** To what is held already: the deadline stays. */
  async #add(seat: HallSeat): Promise<void> {
    const { words, context } = this.#deps;
    const { texts } = context();
    if (this.#held.seatIds.size >= this.#maxSeats) {
      words.sayAndShow(texts.atMost(this.#maxSeats));
      return;
    }
    const came = await this.update({ addSeatIds: [seat.id] });
    if (came.ok) words.say(texts.added(seatName({ texts }, seat)));
  }

  /** Of what is held; with the last one the hold ends. */
  async #giveBack(seat: HallSeat): Promise<void> {
    const { words, context } = this.#deps;
    const { texts } = context();
    const isLast = this.#held.seatIds.size === 1;
    const came = await (isLast ? this.release() : this.update({ removeSeatIds: [seat.id] }));
    if (came.ok && !isLast) words.say(texts.unpicked(seatName({ texts }, seat)));
  }

  /** What came of a request: told, and marked on the map. `isOfChoice`: what was chosen is held then. */
  async #settle(request: Promise<LockOutcome>, isOfChoice: boolean): Promise<LockOutcome> {
    this.#choice?.forgetRefusal();
    const came = await request;
    if (this.#hasEnded) return came;
    if (came.ok) {
      const hadSome = (this.#choice?.selection.size ?? 0) > 0;
      if (isOfChoice && hadSome) {
        this.#choice?.selection.replace([]);
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
    this.#deps.onChange();
    return came;
  }

  #forgetOutcome(): void {
    this.#choice?.forgetRefusal();
    this.#held.forgetBooked();
    this.#held.store.dismiss();
  }

  #selectionChanged(): void {
    if (this.#choice !== null)
      this.#deps.tell(
        'selectionchange',
        this.#choice.detail((id) => this.#deps.map.seat(id)),
      );
    this.#deps.onChange();
  }

  #names(seats: readonly HallSeat[]): string {
    const { texts } = this.#deps.context();
    return seats.map((seat) => seatName({ texts }, seat)).join('; ');
  }

  /** What has come of what was held, for those who hear. */
  #say(type: string): void {
    const { texts } = this.#deps.context();
    if (type === 'hold') this.#deps.words.say(`${texts.heldTitle}.`);
    else if (type === 'holdend') this.#deps.words.say(texts.released);
    else if (type === 'confirmed') this.#deps.words.say(texts.isBooked);
  }

  /** What stands below the map. */
  bar(): MapBarOptions {
    const { step, state, seatIds } = this.#held;
    const { selection, kept, total, alternatives } = this.#choice ?? { ...NO_CHOICE, selection: null };
    const hall = this.#hall;
    return {
      ...this.#deps.context(),
      step,
      seats: step === 'none' ? (selection?.seats ?? []) : hall ? seatsOfIds(hall, seatIds) : [],
      total,
      isGone: ({ id }) => selection?.isGone(id) ?? false,
      goneCount: (selection?.size ?? 0) - kept.length,
      maxSeats: this.#maxSeats,
      partySize: this.#deps.settings().partySize,
      remainingSeconds: state.remainingSeconds,
      canExtend: (state.lock?.extensionsLeft ?? 0) > 0,
      isBusy: state.pending !== null,
      isReleasing: state.pending === 'release',
      problem: wordsOfProblem(this.#deps.context().texts, state, this.#asked),
      said: this.#deps.words.shown,
      alternatives,
      onHold: () => void this.hold(),
      onHoldBest: () => void this.holdBest(),
      onTake: (seats) => void this.#take(seats),
      onDropGone: () => this.select(kept.map(({ id }) => id)),
      onClear: () => this.select([]),
      onExtend: () => void this.extend(),
      onRelease: () => void this.release(),
    };
  }

  /** Holds what was offered. */
  async #take(seats: readonly HallSeat[]): Promise<void> {
    this.select(seats.map(({ id }) => id));
    await this.hold();
  }

  get #maxSeats(): number {
    const most = this.#deps.map.getState().limits?.seatsPerLock ?? SEATS_PER_LOCK;
    return Math.min(this.#deps.settings().partySize ?? most, most);
  }
}

const NO_CHOICE = { kept: [], total: null, alternatives: [] } as const;
