import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { ShowAllotmentsQuery } from '../../generated/web/operations.ts';
import type { Outcome, Refusal, SeatState } from '../api/box-office-types.ts';
import { Unauthenticated } from '../api/graphql.ts';
import {
  type Allotment,
  type AllotmentTerms,
  fieldsOfTerms,
  otherPlaces,
  type TermProblems,
  type TypedTerms,
  termsOf,
} from './allotment-terms.ts';
import * as documents from './allotments.graphql.ts';
import { problemsOf } from './forms/form-problem.ts';
import type { OrganisedShow } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { PeriodicAsking } from './periodic-asking.ts';

/** While those of a cancelled show are being released. */
const ASK_AGAIN_MS = 1_000;

export type AllotmentNews =
  | { kind: 'created' | 'changed' | 'released'; name: string }
  | { kind: 'added' | 'removed'; name: string; count: number };

export interface AllotmentsDeskDeps {
  requests: OrganiserRequests;
  /** As it is known now. */
  show(): Pick<OrganisedShow, 'id' | 'venue' | 'status'>;
  /** On the map, in the plan's order. */
  selected(): readonly HallSeat[];
  select(seats: readonly HallSeat[]): void;
  stateOf(seatId: string): SeatState;
  /** The server's time, ms since 1970. */
  now(): number;
  /** Something is different: draw again. */
  onChange(): void;
  /** Other seats are of allotments, or in other colours. */
  onSeats(): void;
  onNews(news: AllotmentNews): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** What is being edited: an allotment, or a new one. */
export type Editing = { allotment: Allotment | null };

/** A show's allotments in the hands of its organiser: made of the selected seats, changed and released. */
export class AllotmentsDesk {
  readonly #deps: AllotmentsDeskDeps;
  readonly #asking: PeriodicAsking<ShowAllotmentsQuery>;
  #askingAgain: ReturnType<typeof setTimeout> | undefined;
  #bySeat: ReadonlyMap<string, Allotment> = new Map();
  list: readonly Allotment[] = [];
  editing: Editing | null = null;
  problems: TermProblems = {};
  /** The one whose release is asked about. */
  releasing: Allotment | null = null;
  isBusy = false;
  refusal: Refusal | null = null;
  isUnreachable = false;
  /** The last change, until the next one is begun. */
  news: AllotmentNews | null = null;

  constructor(deps: AllotmentsDeskDeps) {
    this.#deps = deps;
    this.#asking = new PeriodicAsking({
      ...deps,
      ask: () => deps.requests.request(documents.SHOW_ALLOTMENTS, { id: deps.show().id }),
      take: ({ show }) => this.#take(show?.allotments ?? []),
    });
  }

  /** The show is cancelled: nothing is changed any more. */
  get isOver(): boolean {
    return this.#deps.show().status === 'CANCELLED';
  }

  get present(): Allotment[] {
    return this.list.filter(({ releasedAt }) => releasedAt === null);
  }

  get released(): Allotment[] {
    return this.list.filter(({ releasedAt }) => releasedAt !== null);
  }

  /** The allotment that the seat is of. */
  ofSeat(seatId: string): Allotment | null {
    return this.#bySeat.get(seatId) ?? null;
  }

  /** Of the selected seats those that an allotment could have: free ones, and blocked ones of no other. */
  get addable(): HallSeat[] {
    return this.#deps.selected().filter(({ id }) => {
      const state = this.#deps.stateOf(id);
      return state === 'AVAILABLE' || (state === 'BLOCKED' && !this.#bySeat.has(id));
    });
  }

  /** Of the selected seats those that are its own. */
  ownSelected({ id: allotmentId }: Allotment): HallSeat[] {
    return this.#deps.selected().filter(({ id }) => this.#bySeat.get(id)?.id === allotmentId);
  }

  edit(editing: Editing | null): void {
    this.editing = editing;
    this.problems = {};
    this.refusal = null;
    this.news = null;
    this.#deps.onChange();
  }

  askRelease(allotment: Allotment | null): void {
    this.releasing = allotment;
    this.#deps.onChange();
  }

  /** What was typed, for the one that is edited, or for a new one of the selected seats. True when it is saved. */
  async save(typed: TypedTerms): Promise<boolean> {
    const { show, now, onChange } = this.#deps;
    const read = termsOf(typed, { timezone: show().venue.timezone, now: now() });
    const isNew = this.editing?.allotment === null;
    this.problems = 'problems' in read ? read.problems : isNew && this.#isEmpty(read.terms) ? { isEmpty: true } : {};
    // What was refused was what was typed before.
    this.refusal = null;
    onChange();
    if ('problems' in read || this.problems.isEmpty || !this.editing) return false;
    const { allotment } = this.editing;
    const isSaved = allotment ? await this.#update(allotment, read.terms) : await this.#create(read.terms);
    if (isSaved) this.editing = null;
    onChange();
    return isSaved;
  }

  async addSelected(allotment: Allotment): Promise<void> {
    const addSeatIds = this.addable.map(({ id }) => id);
    await this.#change({ allotmentId: allotment.id, addSeatIds }, 'added', allotment, addSeatIds.length);
  }

  async removeSelected(allotment: Allotment): Promise<void> {
    const removeSeatIds = this.ownSelected(allotment).map(({ id }) => id);
    await this.#change({ allotmentId: allotment.id, removeSeatIds }, 'removed', allotment, removeSeatIds.length);
  }

  async release({ id: allotmentId, name }: Allotment): Promise<void> {
    const { requests } = this.#deps;
    const input = { allotmentId };
    await this.#send(() => requests.changeOnce(documents.RELEASE_ALLOTMENT, input), { kind: 'released', name });
  }

  /** To be called when the show has another status, which may have released them, or other bookings. */
  async refresh(): Promise<void> {
    await this.#asking.ask();
  }

  dispose(): void {
    clearTimeout(this.#askingAgain);
    this.#asking.end();
  }

  async #create(terms: AllotmentTerms): Promise<boolean> {
    const { requests, show, select } = this.#deps;
    const seatIds = this.addable.map(({ id }) => id);
    const areas = otherPlaces(null, terms.areas);
    const input = { showId: show().id, ...terms, seatIds, areas };
    const news: AllotmentNews = { kind: 'created', name: terms.name };
    const send = () => requests.changeOnce(documents.CREATE_ALLOTMENT, input);
    const isMade = await this.#send(send, news, fieldsOfTerms(areas));
    if (isMade) select([]);
    return isMade;
  }

  async #update(allotment: Allotment, terms: AllotmentTerms): Promise<boolean> {
    const { requests } = this.#deps;
    const areas = otherPlaces(allotment, terms.areas);
    const input = { allotmentId: allotment.id, ...terms, areas };
    const news: AllotmentNews = { kind: 'changed', name: terms.name };
    const send = () => requests.changeOnce(documents.UPDATE_ALLOTMENT, input);
    return await this.#send(send, news, fieldsOfTerms(areas));
  }

  /** No seat that could be set aside is selected, and no place is asked for. */
  #isEmpty({ areas }: AllotmentTerms): boolean {
    return this.addable.length === 0 && otherPlaces(null, areas).length === 0;
  }

  async #change(
    change: { allotmentId: string; addSeatIds?: string[]; removeSeatIds?: string[] },
    kind: 'added' | 'removed',
    { name }: Allotment,
    count: number,
  ): Promise<void> {
    const { requests, select } = this.#deps;
    const isDone = await this.#send(() => requests.changeOnce(documents.UPDATE_ALLOTMENT, change), {
      kind,
      name,
      count,
    });
    if (isDone) select([]);
  }

  /** `fieldOf`: of the form that is sent, which field a path of its input is of. */
  async #send(
    send: () => Promise<Outcome<null>>,
    news: AllotmentNews,
    fieldOf: ReadonlyMap<string, string> = new Map(),
  ): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.refusal = null;
    this.news = null;
    this.#deps.onChange();
    let isDone = false;
    try {
      const outcome = await send();
      this.isUnreachable = false;
      isDone = outcome.ok;
      if (outcome.ok) {
        this.news = news;
        this.#deps.onNews(news);
      } else this.#refused(outcome.refusal, fieldOf);
    } catch (error) {
      if (error instanceof Unauthenticated) this.#deps.onSignedOut();
      else this.isUnreachable = true;
    }
    this.isBusy = false;
    await this.#asking.ask();
    return isDone;
  }

  /** What is wrong with a field is said there, and anything else above the form. */
  #refused(refusal: Refusal, fieldOf: ReadonlyMap<string, string>): void {
    const { problems, isAll } = problemsOf(refusal, fieldOf);
    if (problems.size > 0) this.problems = { refused: problems };
    if (!isAll) this.refusal = refusal;
  }

  #take(list: readonly Allotment[]): void {
    const before = this.#bySeat;
    this.list = list;
    this.#bySeat = new Map(this.present.flatMap((one) => one.seats.map(({ id }) => [id, one] as const)));
    if (!isSameDrawing(before, this.#bySeat)) this.#deps.onSeats();
    clearTimeout(this.#askingAgain);
    // They are released a moment after the show is cancelled.
    if (this.isOver && this.present.length > 0) {
      this.#askingAgain = setTimeout(() => void this.#asking.ask(), ASK_AGAIN_MS);
    }
  }
}

function isSameDrawing(before: ReadonlyMap<string, Allotment>, after: ReadonlyMap<string, Allotment>): boolean {
  if (before.size !== after.size) return false;
  return [...after].every(([seatId, { color }]) => before.get(seatId)?.color === color);
}
