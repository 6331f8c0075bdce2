import type { LiveShow, SeatMap } from '../../../packages/client/src/seat-map.ts';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { Throttle } from '../../../packages/map/src/throttle.ts';
import type { Outcome, Refusal } from '../api/box-office-types.ts';
import { Unauthenticated } from '../api/graphql.ts';
import { withNews } from '../show-news.ts';
import { MarkedSeats } from './marked-seats.ts';
import type { OrganisedShow, OrganiserOffice, SeatHolding, SeatRules } from './organiser-office.ts';
import { countHall, countStates, type SeatCounts } from './seat-counts.ts';

export interface DeskNews {
  kind: 'blocked' | 'unblocked';
  count: number;
}

/** A change that was made, and what takes back exactly that; null: it took one back itself, or nothing can. */
export interface DoneChange extends DeskNews {
  undo: (() => Promise<void>) | null;
}

interface Change {
  kind: DeskNews['kind'];
  seatIds: string[];
  /** Of seats to be blocked; empty: none is given. */
  reason?: string;
  isUndo: boolean;
  undo: DoneChange['undo'];
}

export interface OrganiserDeskDeps {
  show: OrganisedShow;
  hall: Hall;
  seatMap: SeatMap;
  office: OrganiserOffice;
  /** Whether a blocked seat is an allotment's: that is not for unblocking. */
  isAllotted(seat: HallSeat): boolean;
  /** Something is different: draw again. */
  onChange(): void;
  onNews(news: DeskNews): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** As many as the API answers at once. */
const MAX_HOLDINGS = 100;
const ASK_EVERY_MS = 1_000;
/** A booking that begins or ends its payment changes no seat: nothing on the map tells of it. */
const ASK_ANYWAY_MS = 10_000;

/** An organiser at one show: its sales, the seats that are selected, who has them, and blocking. */
export class OrganiserDesk {
  readonly marked = new MarkedSeats();
  readonly #deps: OrganiserDeskDeps;
  readonly #asking = new Throttle(ASK_EVERY_MS, () => this.#ask());
  readonly #anyway: ReturnType<typeof setInterval>;
  show: OrganisedShow;
  /** Of the selected seats that are not free; null: they are being looked up, or are too many. */
  holdings: readonly SeatHolding[] | null = null;
  /** The last change, until other seats are selected. One whose undo has failed stays, so that it can be tried again. */
  done: DoneChange | null = null;
  isBusy = false;
  refusal: Refusal | null = null;
  isUnreachable = false;

  constructor(deps: OrganiserDeskDeps) {
    this.#deps = deps;
    this.show = deps.show;
    this.#anyway = setInterval(() => document.visibilityState === 'visible' && this.#asking.ask(), ASK_ANYWAY_MS);
  }

  /** Of the whole hall, by the live map; before it has come, by the show's own word. */
  get counts(): SeatCounts {
    const { hall, seatMap } = this.#deps;
    const { version, unavailable } = seatMap.getState();
    if (version !== null) return countHall(hall.seats.length, unavailable);
    const { available, locked, booked, blocked } = this.show.availability;
    return { AVAILABLE: available, LOCKED: locked, BOOKED: booked, BLOCKED: blocked };
  }

  get markedCounts(): SeatCounts {
    return countStates(this.marked.seats, this.#deps.seatMap);
  }

  /** Of the selected seats those that can be put on sale again. */
  get unblockable(): number {
    return this.#idsOf('BLOCKED').length;
  }

  get areTooManyToLookUp(): boolean {
    return this.#taken().length > MAX_HOLDINGS;
  }

  toggle(seats: readonly HallSeat[]): 'added' | 'removed' {
    const outcome = this.marked.toggle(seats);
    this.#markedChanged();
    return outcome;
  }

  mark(seats: readonly HallSeat[]): void {
    this.marked.add(seats);
    this.#markedChanged();
  }

  /** These seats and no others. */
  select(seats: readonly HallSeat[]): void {
    this.marked.clear();
    this.mark(seats);
  }

  clear(): void {
    this.marked.clear();
    this.#markedChanged();
  }

  /** To be called at each change of the map. */
  onSeatsChanged(): void {
    this.#asking.ask();
  }

  /** Takes those of the selected seats that are free off sale. */
  async block(reason: string): Promise<void> {
    const seatIds = this.#idsOf('AVAILABLE');
    const undo = () => this.#change({ kind: 'unblocked', seatIds, isUndo: true, undo: null });
    await this.#change({ kind: 'blocked', seatIds, reason, isUndo: false, undo });
  }

  /** Puts those of the selected seats that are blocked on sale again. */
  async unblock(): Promise<void> {
    const seatIds = this.#idsOf('BLOCKED');
    const reason = this.#reasonOf(seatIds);
    const undo =
      reason === null ? null : () => this.#change({ kind: 'blocked', seatIds, reason, isUndo: true, undo: null });
    await this.#change({ kind: 'unblocked', seatIds, isUndo: false, undo });
  }

  /** They were changed here. */
  takeRules(rules: Partial<SeatRules>): void {
    this.#know({ ...this.show, seatRules: { ...this.show.seatRules, ...rules } });
  }

  /** The show as the server has told of it. */
  takeShow(show: LiveShow): void {
    this.#know(withNews(this.show, show));
  }

  /** What an answer on its way says of it may be older: the next one is right. */
  #know(show: OrganisedShow): void {
    this.show = show;
    this.#asking.ask();
  }

  dispose(): void {
    clearInterval(this.#anyway);
    this.#asking.end();
  }

  #idsOf(state: 'AVAILABLE' | 'BLOCKED'): string[] {
    const { seatMap, isAllotted } = this.#deps;
    const seats = this.marked.seats.filter(
      (seat) => seatMap.seatState(seat.id) === state && (state === 'AVAILABLE' || !isAllotted(seat)),
    );
    return seats.map(({ id }) => id);
  }

  /**
   * Why the seats are blocked, empty where no reason was given; null: it is not known of all, or not the same. Blocking
   * takes one reason for all its seats, so that the others would be lost.
   */
  #reasonOf(seatIds: readonly string[]): string | null {
    // What was looked up while a buyer still had the seat says nothing of its block.
    const blocked = this.holdings?.filter(({ lock, booking }) => !lock && !booking);
    const known = new Map(blocked?.map(({ seatId, reason }) => [seatId, reason ?? '']));
    const [reason = null, ...others] = new Set(seatIds.map((id) => known.get(id) ?? null));
    return others.length === 0 ? reason : null;
  }

  #send({ kind, seatIds, reason }: Change): Promise<Outcome<null>> {
    const { blockSeats, unblockSeats } = this.#deps.office;
    const input = { showId: this.show.id, seatIds };
    if (kind === 'unblocked') return unblockSeats(input);
    return blockSeats(reason ? { ...input, reason } : input);
  }

  async #change(change: Change): Promise<void> {
    if (this.isBusy || change.seatIds.length === 0) return;
    this.isBusy = true;
    this.refusal = null;
    this.#deps.onChange();
    try {
      const outcome = await this.#send(change);
      this.isUnreachable = false;
      if (outcome.ok) this.#changed(change);
      else this.refusal = outcome.refusal;
    } catch (error) {
      this.#failed(error);
    }
    this.isBusy = false;
    this.#asking.ask();
    this.#deps.onChange();
  }

  #changed({ kind, seatIds, isUndo, undo }: Change): void {
    // An undo is not about the selection: whatever is selected by now was selected while it was on its way.
    if (!isUndo) {
      this.marked.clear();
      this.holdings = null;
    }
    this.done = { kind, count: seatIds.length, undo };
    this.#deps.onNews(this.done);
  }

  #markedChanged(): void {
    this.refusal = null;
    this.done = null;
    this.holdings = null;
    this.#asking.ask();
    this.#deps.onChange();
  }

  #taken(): string[] {
    return this.marked.seats.map(({ id }) => id).filter((id) => this.#deps.seatMap.seatState(id) !== 'AVAILABLE');
  }

  async #ask(): Promise<void> {
    const { office, onChange } = this.#deps;
    const taken = this.#taken();
    const isLookedUp = taken.length > 0 && taken.length <= MAX_HOLDINGS;
    try {
      const [news, holdings] = await Promise.all([
        office.sales(this.show.id),
        isLookedUp ? office.holdings(this.show.id, taken) : [],
      ]);
      this.show = { ...this.show, ...news };
      this.isUnreachable = false;
      // Other seats may have been selected meanwhile: then the next answer is on its way.
      const wanted = new Set(this.#taken());
      if (taken.every((id) => wanted.has(id))) this.holdings = holdings;
    } catch (error) {
      this.#failed(error);
    }
    onChange();
  }

  #failed(error: unknown): void {
    if (error instanceof Unauthenticated) this.#deps.onSignedOut();
    else this.isUnreachable = true;
  }
}
