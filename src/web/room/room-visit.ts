import { CountdownMoments } from '../../../packages/map/src/countdown-moments.ts';
import type { BoxOffice } from '../api/box-office.ts';
import type { Outcome, Room, RoomEntry } from '../api/box-office-types.ts';
import type { Follower } from '../api/follow.ts';
import { OtherTabs } from '../purchase/other-tabs.ts';
import { type Problem, problemOf, problemOfFailure } from '../purchase/problem.ts';
import { longestWait } from './longest-wait.ts';
import { newsOf, type RoomNews } from './room-news.ts';
import { type EndReason, type RoomStep, roomStep, type Standing, standingOf } from './room-state.ts';

export interface RoomVisitDeps {
  showId: string;
  /** As the show had it when the page was loaded. */
  room: Room | null;
  boxOffice: Pick<BoxOffice, 'visitedRoom' | 'joinRoom' | 'leaveRoom'>;
  follower: Pick<Follower, 'room' | 'roomEntry'>;
  /** The server's time, ms since 1970. */
  now(): number;
  /** Something is different: draw again. */
  onChange(): void;
  onNews(news: RoomNews): void;
}

/** After an admission's time, when the server has surely ended it. */
const AFTER_END_MS = 2_000;
/** All who look at a show hear at the same moment of a room that is turned on: they ask for it one after the other. */
const SPREAD_MS = 2_000;

/** One buyer at the waiting room of one show. What is joined belongs to the session: a reload, or another tab, finds it again. */
export class RoomVisit {
  readonly #deps: RoomVisitDeps;
  readonly #tabs = new OtherTabs(() => void this.refresh(), 'rooms');
  readonly #moments = new CountdownMoments();
  #room: Room | null = null;
  #entry: RoomEntry | null = null;
  #ended: EndReason | null = null;
  #busy: 'join' | 'leave' | null = null;
  #problem: Problem | null = null;
  #hasWaited = false;
  #isHolding = false;
  /** Where the wait began. */
  #longest = 0;
  #lastStep: RoomStep | null = null;
  #askedFor = 0;
  #spread: ReturnType<typeof setTimeout> | undefined;
  #unfollowRoom: (() => void) | null = null;
  #unfollowEntry: (() => void) | null = null;
  #followedId: string | null = null;
  #isOver = false;

  constructor(deps: RoomVisitDeps) {
    this.#deps = deps;
    this.#takeRoom(deps.room);
    this.#lastStep = this.step;
    if (this.step !== null) void this.refresh();
  }

  /** Null: no admission is needed. */
  get step(): RoomStep | null {
    return roomStep(this.#room, this.#entry, this.#deps.now());
  }

  /** No seats can be held before the buyer's turn. */
  get keepsOut(): boolean {
    const { step } = this;
    return step !== null && step !== 'before' && step !== 'admitted';
  }

  get room(): Room | null {
    return this.#room;
  }

  get entry(): RoomEntry | null {
    return this.#entry;
  }

  /** How the buyer's last entry ended; null: there was none, or it has been joined again. */
  get ended(): EndReason | null {
    return this.#ended;
  }

  /** The buyer waited until nobody's turn was to come any more. */
  get hasWaited(): boolean {
    return this.#hasWaited;
  }

  get busy(): 'join' | 'leave' | null {
    return this.#busy;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  get standing(): Standing | null {
    return standingOf(this.#room, this.#entry);
  }

  /** How much of the wait is over, from 0 to 1; null: the buyer does not wait for a place's turn. */
  get progress(): number | null {
    const { standing } = this;
    if (!standing) return null;
    return 1 - standing.position / Math.max(this.#longest, standing.position);
  }

  /** When the admission ends if nothing is done, ms since 1970; null: it is none, or does not end by itself. */
  get deadline(): number | null {
    const until = this.step === 'admitted' ? this.#entry?.admittedUntil : null;
    return until && !this.#isHolding ? Date.parse(until) : null;
  }

  /** Joins; who is in already keeps the place, and an admission lasts longer. */
  join(): Promise<void> {
    const { boxOffice, showId } = this.#deps;
    return this.#act('join', () => boxOffice.joinRoom({ showId }));
  }

  async leave(): Promise<void> {
    const { entry } = this;
    if (entry) await this.#act('leave', () => this.#deps.boxOffice.leaveRoom({ entryId: entry.id }));
  }

  /** Asks the server for the room and what the buyer has in it. */
  async refresh(): Promise<void> {
    const { boxOffice, showId, onChange } = this.#deps;
    const before = this.#entry;
    try {
      const { room, entry } = await boxOffice.visitedRoom(showId, before?.id ?? null);
      if (this.#isOver) return;
      // One that is followed tells of itself, and a node may be a second behind.
      if (room || !this.#unfollowRoom) this.#takeRoom(room);
      // Joined or left while that was on its way.
      if (this.#busy === null && this.#entry === before && room && isOn(this.#room)) this.#takeEntry(entry);
    } catch {
      // The map says that the connection is lost; what is known stays, and what is followed is told anew.
    }
    onChange();
  }

  /** To be called when the page is looked at again. */
  lookAgain(): void {
    if (this.step !== null) void this.refresh();
  }

  /** To be called when the show has changed: it may have got a room. One that is followed tells of itself. */
  onShowNews(): void {
    if (this.#room === null) this.#refreshSoon();
  }

  /** To be called when the order has changed: while something is held or to be paid an admission does not end, and lasts anew after. */
  onOrder({ deadline }: { deadline: number | null }): void {
    const isHolding = deadline !== null;
    if (isHolding === this.#isHolding) return;
    this.#isHolding = isHolding;
    if (!isHolding && this.step === 'admitted') void this.refresh();
  }

  /** To be called every second. Whether something counts down. */
  tick(): boolean {
    this.#tellOpening();
    const { deadline } = this;
    const now = this.#deps.now();
    const moment = this.#moments.passed(deadline, now);
    if (moment !== null) this.#deps.onNews({ kind: 'timeLeft', left_ms: moment });
    if (deadline !== null && now > deadline + AFTER_END_MS && this.#askedFor !== deadline) {
      this.#askedFor = deadline;
      void this.refresh();
    }
    const isToBeDrawn = this.#room?.drawnAt === null;
    return deadline !== null || (isToBeDrawn && this.step !== 'admitted');
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#spread);
    this.#unfollowRoom?.();
    this.#unfollowEntry?.();
    this.#tabs.end();
  }

  #refreshSoon(): void {
    clearTimeout(this.#spread);
    this.#spread = setTimeout(() => void this.refresh(), Math.random() * SPREAD_MS);
  }

  async #act(busy: 'join' | 'leave', send: () => Promise<Outcome<RoomEntry>>): Promise<void> {
    if (this.#busy !== null) return;
    this.#busy = busy;
    this.#problem = null;
    this.#deps.onChange();
    try {
      const outcome = await send();
      if (outcome.ok) this.#takeEntry(outcome.value);
      else this.#problem = problemOf(outcome.refusal);
    } catch (error) {
      this.#problem = problemOfFailure(error);
    }
    this.#busy = null;
    this.#tabs.tell();
    // Refused: the room is another one than the page knows.
    if (this.#problem?.kind === 'refused') await this.refresh();
    this.#deps.onChange();
  }

  /** One that is off is followed still: it may be turned on again, and whoever waited in it has the place then. */
  #takeRoom(room: Room | null): void {
    const wasOn = isOn(this.#room);
    const hadEntry = this.#entry !== null;
    const isKnown = this.#room !== null;
    this.#room = room;
    if (!isOn(room)) {
      this.#hasWaited ||= this.#entry?.entryStatus === 'WAITING';
      this.#entry = null;
      this.#ended = null;
    } else if (isKnown && !wasOn) this.#refreshSoon();
    this.#follow();
    this.#measure();
    if (wasOn && !isOn(room) && hadEntry) this.#deps.onNews({ kind: 'off' });
  }

  #measure(): void {
    const { standing } = this;
    if (standing && this.#entry) this.#longest = longestWait(this.#entry.id, standing.position);
  }

  #takeEntry(entry: RoomEntry | null): void {
    const before = this.#entry;
    const hasEnded = entry?.entryStatus === 'ENDED';
    this.#entry = hasEnded ? null : entry;
    if (hasEnded) this.#ended = entry.endReason;
    else if (entry) this.#ended = null;
    this.#follow();
    this.#measure();
    const news = newsOf(before, entry);
    if (news) this.#deps.onNews(news);
    this.#lastStep = this.step;
  }

  /** Follows the room while there is one, and the entry while there is one. */
  #follow(): void {
    const { follower, showId, onChange } = this.#deps;
    if (this.#room === null) {
      this.#unfollowRoom?.();
      this.#unfollowRoom = null;
    }
    const id = this.#entry?.id ?? null;
    if (id !== this.#followedId) {
      this.#unfollowEntry?.();
      this.#followedId = id;
      this.#unfollowEntry = id === null ? null : follower.roomEntry(id, (entry) => this.#heardOfEntry(entry));
      // Over the same connection as the entry. One that is off can't be followed anew.
      if (id !== null) {
        this.#unfollowRoom?.();
        this.#unfollowRoom = null;
      }
    }
    if (this.#room !== null && !this.#isOver) {
      this.#unfollowRoom ??= follower.room(showId, {
        onNews: (room) => {
          this.#takeRoom(room);
          onChange();
        },
        onRefused: () => {
          this.#unfollowRoom = null;
          this.#refreshSoon();
        },
      });
    }
  }

  #heardOfEntry(entry: RoomEntry): void {
    if (this.#entry?.id !== entry.id) return;
    this.#takeEntry(entry);
    this.#deps.onChange();
  }

  #tellOpening(): void {
    const { step } = this;
    if (step === 'open' && this.#lastStep === 'before') this.#deps.onNews({ kind: 'opened' });
    this.#lastStep = step;
  }
}

function isOn(room: Room | null): boolean {
  return room !== null && room.status !== 'ENDED';
}
