import { type Hall, type HallSeat, seatsOfIds } from '../../../packages/map/src/hall/hall.ts';
import type { ProposedGroup } from '../api/box-office-types.ts';
import { ANYWHERE, changedWish, type FreeOfWish, freeOfWish, type MostOfWish, type PartyWish } from './party-wish.ts';
import { type Problem, problemOfFailure } from './problem.ts';

/** What is to be said of the last search. */
export type BestSeatsNotice =
  /**
   * The seats that were shown can't be had any more: others took them (`taken`), or they would leave orphans by now (`orphans`). What
   * is shown now are the next ones, if there are some.
   */
  | { kind: 'quicker'; why: Lost }
  /** There are no such seats; so many of them are free one by one. */
  | ({ kind: 'notEnough' } & FreeOfWish)
  /** As many are free, but the organiser's rule lets no party of that size have any; parties of these sizes may have some. */
  | { kind: 'ruled'; nearest: readonly number[] }
  | { kind: 'failed'; problem: Problem };

/** Why a proposal can't be had any more. */
export type Lost = 'taken' | 'orphans';

export interface BestSeatsDeps {
  hall: Hall;
  maxSeats(): number;
  /** Asks the server for proposals. */
  propose(wish: PartyWish): Promise<ProposedGroup[]>;
  /** Whether no choice may leave an orphan now. */
  isStrict(): boolean;
  /** Whether the map knows that somebody has it. */
  isTaken(seatId: string): boolean;
  onChange(): void;
  /** Proposals have come that the buyer has asked for, or that replace what others took. */
  onProposed(): void;
}

/** How often proposals that the map contradicts are asked for once more: the server's answer and the map's news may come in any order. */
const TRIES = 3;
const TRY_AGAIN_AFTER_MS = 400;
const USUAL_PARTY = 2;
/** So long seats that have replaced others below the buyer's finger can't be held: nobody is to get what they have not seen. */
const LOOK_FIRST_MS = 1_000;
/** By so many people a party is made larger and smaller to find one that can have seats. */
const NEAREST_SIZES = [1, 2] as const;

/** What the buyer wishes for, and the seats that are proposed for it: shown on the map, and held by nobody. */
export class BestSeats {
  readonly #deps: BestSeatsDeps;
  #wish: PartyWish = { ...ANYWHERE, quantity: USUAL_PARTY, accessible: 0, companions: 0 };
  #groups: readonly ProposedGroup[] = [];
  #shown: ProposedGroup | null = null;
  #shownIds: ReadonlySet<string> = new Set();
  /** The search whose answer counts: an earlier one is out of date. */
  #search = 0;
  #looking: ReturnType<typeof setTimeout> | null = null;
  isAsking = false;
  /** Whether the price categories and blocks are open to be chosen from: there may be hundreds, which are in the page only then. */
  isWhereOpen = false;
  notice: BestSeatsNotice | null = null;

  constructor(deps: BestSeatsDeps) {
    this.#deps = deps;
  }

  get wish(): PartyWish {
    return changedWish(this.#wish, {}, this.#most());
  }

  #most(): MostOfWish {
    const { hall, maxSeats } = this.#deps;
    return { seats: maxSeats(), wheelchairPlaces: hall.wheelchairPlaces, companionSeats: hall.companionSeats };
  }

  /** The best first. */
  get groups(): readonly ProposedGroup[] {
    return this.#groups;
  }

  /** The one that the map shows; null: none. */
  get shown(): ProposedGroup | null {
    return this.#shown;
  }

  /** Other seats are shown since a moment, without the buyer's doing. */
  get isJustReplaced(): boolean {
    return this.#looking !== null;
  }

  isShown(seatId: string): boolean {
    return this.#shownIds.has(seatId);
  }

  openWhere(isOpen: boolean): void {
    if (this.isWhereOpen === isOpen) return;
    this.isWhereOpen = isOpen;
    this.#deps.onChange();
  }

  /** What was proposed for another wish is out of date. */
  change(change: Partial<PartyWish>): void {
    this.#wish = changedWish(this.#wish, change, this.#most());
    this.withdraw();
    this.#deps.onChange();
  }

  show(group: ProposedGroup): void {
    this.notice = null;
    this.#show(group);
    this.#deps.onChange();
  }

  /** Takes the proposals back, and what was said of them. */
  withdraw(): void {
    if (!this.isAsking && this.notice === null && this.#groups.length === 0) return;
    this.#search += 1;
    this.isAsking = false;
    this.notice = null;
    this.#groups = [];
    this.#show(null);
    this.#deps.onChange();
  }

  /** Looks for seats. Does not reject. */
  async ask(): Promise<void> {
    this.notice = null;
    await this.#find();
  }

  /** To be called at each change of the map: what others took is no proposal any more. */
  onSeatsChanged(changedSeatIds: readonly string[]): void {
    if (this.#groups.length === 0) return;
    const taken = new Set(changedSeatIds.filter((id) => this.#deps.isTaken(id)));
    if (taken.size > 0) this.#drop((group) => group.seatIds.some((id) => taken.has(id)), 'taken');
  }

  /** The server would not hold it. */
  lose(lost: ProposedGroup, why: Lost): void {
    this.#drop((group) => group === lost || group.seatIds.some((id) => this.#deps.isTaken(id)), why);
  }

  /** The server has not as many seats of the wish. */
  async tellNotEnough(found: FreeOfWish): Promise<void> {
    this.withdraw();
    this.#search += 1;
    const notice = await this.#whyNone(this.#search, found);
    if (notice === null) return;
    this.notice = notice;
    this.#deps.onChange();
  }

  /** The seats of a proposal, as the hall has them. */
  seatsOf({ seatIds }: ProposedGroup): HallSeat[] {
    return seatsOfIds(this.#deps.hall, seatIds);
  }

  end(): void {
    this.#search += 1;
    if (this.#looking !== null) clearTimeout(this.#looking);
  }

  #show(group: ProposedGroup | null): void {
    this.#shown = group;
    this.#shownIds = new Set(group?.seatIds);
  }

  #drop(isLost: (group: ProposedGroup) => boolean, why: Lost): void {
    const left = this.#groups.filter((group) => !isLost(group));
    if (left.length === this.#groups.length) return;
    this.#groups = left;
    if (this.#shown !== null && !left.includes(this.#shown)) {
      this.notice = { kind: 'quicker', why };
      this.#show(left[0] ?? null);
      this.#letLook();
      if (this.#shown === null) void this.#find();
      else this.#deps.onProposed();
    }
    this.#deps.onChange();
  }

  #letLook(): void {
    if (this.#looking !== null) clearTimeout(this.#looking);
    this.#looking = setTimeout(() => {
      this.#looking = null;
      this.#deps.onChange();
    }, LOOK_FIRST_MS);
  }

  async #find(): Promise<void> {
    this.#search += 1;
    const search = this.#search;
    this.isAsking = true;
    this.#deps.onChange();
    try {
      const groups = await this.#propose(search);
      if (search !== this.#search) return;
      this.#groups = groups;
      this.#show(groups[0] ?? null);
      // Makes room for the proposals.
      if (groups.length > 0) this.isWhereOpen = false;
      if (this.notice?.kind === 'quicker') this.#letLook();
      if (groups.length === 0) {
        const notice = await this.#whyNone(search, this.#countFree());
        if (notice === null) return;
        this.notice = notice;
      }
      this.#deps.onProposed();
    } catch (error) {
      if (search !== this.#search) return;
      this.notice = { kind: 'failed', problem: problemOfFailure(error) };
    }
    this.isAsking = false;
    this.#deps.onChange();
  }

  /** Those of which the map knows no better; after some tries the server's word counts: the map may be the one that lags behind. */
  async #propose(search: number): Promise<ProposedGroup[]> {
    for (let tries = 1; ; tries += 1) {
      const groups = await this.#deps.propose(this.wish);
      const free = groups.filter(({ seatIds }) => !seatIds.some((id) => this.#deps.isTaken(id)));
      if (free.length > 0 || groups.length === 0) return free;
      if (tries === TRIES || search !== this.#search) return groups;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
    }
  }

  /** Why there is no proposal; null: it is no longer asked. `found`: what there is. */
  async #whyNone(search: number, found: FreeOfWish): Promise<BestSeatsNotice | null> {
    const { wish } = this;
    const isRuled = wish.accessible === 0 && this.#deps.isStrict() && this.#countFree().available >= wish.quantity;
    if (!isRuled) return { kind: 'notEnough', ...found };
    const nearest = await this.#nearestSizes(wish);
    return search === this.#search ? { kind: 'ruled', nearest } : null;
  }

  /** The next larger and the next smaller party that can have seats, as far as they are found. */
  async #nearestSizes(wish: PartyWish): Promise<number[]> {
    const sizes: number[] = [];
    for (const sign of [1, -1]) {
      for (const by of NEAREST_SIZES) {
        const quantity = wish.quantity + sign * by;
        if (quantity < 1 || quantity > this.#deps.maxSeats()) break;
        // Without an answer it is only not offered.
        const groups = await this.#deps.propose({ ...wish, quantity }).catch(() => []);
        if (groups.length === 0) continue;
        sizes.push(quantity);
        break;
      }
    }
    return sizes;
  }

  #countFree(): FreeOfWish {
    const { hall, isTaken } = this.#deps;
    return freeOfWish(hall, this.wish, isTaken);
  }
}
