import type { SeatMapImage } from '../inventory/seat-state.ts';
import type { ShowFeed } from '../live-map/show-feed.ts';
import { SeatBoard } from './seat-board.ts';
import type { SeatLayout } from './seat-layout.ts';
import { LANES } from './window-search.ts';

/** So long a seat is left aside that was held, or refused, here, unless the feed tells of it before. */
const ASIDE_MS = 2_000;
/** How many of the best choices one is drawn from at most, once nodes get in one another's way. */
const WIDEST_CHOICE = 256;
const FIRST_WIDER_CHOICE = 16;
const NARROWING = 0.95;
/** So long after others were quicker again and again a node keeps to one lane of the hall. */
const LANE_MS = 10_000;
/** A conflict so soon after another is no chance: nodes run after the same seats. */
const REPEATED_WITHIN_MS = 1_000;
/** Of one show, so many requests of a node choose and hold at a time: the others will know what those have got. */
export const MOST_AT_A_TIME = 32;
/** So many while it is not known whether others are quicker. */
const FIRST_AT_A_TIME = 8;

/**
 * The free seats of a show as this node knows them: its feed, less the seats that requests of this node are about to hold or
 * were refused, of which the feed will tell in a moment. Two requests of one node never choose the same seats.
 */
export class LiveBoard {
  readonly board: SeatBoard;
  readonly #feed: ShowFeed;
  #version = -1;
  /** By slot: 1 where the feed says that it is taken. */
  readonly #taken: Uint8Array;
  /** Slots left aside, with the time until which; those of a request that is at work: Infinity. */
  readonly #aside = new Map<number, number>();
  #choices = 1;
  #lane: { index: number; until: number } | null = null;
  #atATime = FIRST_AT_A_TIME;
  #lastConflict_ms = Number.NEGATIVE_INFINITY;
  readonly #random: () => number;

  constructor(layout: SeatLayout, feed: ShowFeed, random: () => number = Math.random) {
    this.#random = random;
    this.board = new SeatBoard(layout);
    this.#feed = feed;
    this.#taken = new Uint8Array(layout.seats.length);
  }

  get version(): number {
    return this.#version;
  }

  /** Of how many of the best choices one is to be drawn: more while others take what is chosen here. */
  get choices(): number {
    return Math.floor(this.#choices);
  }

  /**
   * The lane in which seats are to be chosen; null: anywhere. Whoever meets others in a lane goes to another one: so nodes
   * come to sell a hall each in a lane of its own, where nobody is quicker.
   */
  get lane(): number | null {
    if (this.#lane && this.#lane.until <= performance.now()) this.#lane = null;
    return this.#lane?.index ?? null;
  }

  /** How many requests are to choose and hold at a time: more with each that holds its seats, fewer after a conflict. */
  get atATime(): number {
    return this.#atATime;
  }

  /** Whether seats are left aside that may be free after all. */
  get hasAside(): boolean {
    for (const slot of this.#aside.keys()) if (this.#taken[slot] === 0) return true;
    return false;
  }

  /** Runs `work` as if all that is left aside were free: whoever finds seats only so is not refused yet. */
  withAside<T>(work: () => T): T {
    const slots = [...this.#aside.keys()].filter((slot) => this.#taken[slot] === 0);
    for (const slot of slots) this.board.set(slot, true);
    try {
      return work();
    } finally {
      for (const slot of slots) this.board.set(slot, false);
    }
  }

  /** Takes what the feed has told since. */
  catchUp(): void {
    const now = performance.now();
    for (const [slot, until] of this.#aside) if (until <= now) this.#putBack(slot);
    const { version } = this.#feed;
    if (version <= this.#version) return;
    const delta = this.#feed.since(this.#version);
    if (!delta) {
      this.readImage(this.#feed.image());
      return;
    }
    for (const { seatId, state } of delta.changes) {
      const slot = this.board.layout.slotOf.get(seatId);
      if (slot !== undefined) this.#take(slot, state !== 'AVAILABLE');
    }
    this.#version = delta.version;
  }

  /** Goes to a newer image than the feed has. */
  readImage({ version, unavailable }: SeatMapImage): void {
    if (version < this.#version) return;
    const { slotOf, seats } = this.board.layout;
    const taken = new Uint8Array(seats.length);
    for (const { seatId } of unavailable) {
      const slot = slotOf.get(seatId);
      if (slot !== undefined) taken[slot] = 1;
    }
    for (let slot = 0; slot < taken.length; slot += 1) {
      if (taken[slot] !== this.#taken[slot]) this.#take(slot, taken[slot] === 1);
    }
    this.#version = version;
  }

  /** Leaves free slots aside for the request that is about to hold them. */
  claim(slots: readonly number[]): void {
    for (const slot of slots) {
      this.#aside.set(slot, Number.POSITIVE_INFINITY);
      this.board.set(slot, false);
    }
  }

  /** The request holds the slots that it has claimed. */
  held(slots: readonly number[]): void {
    this.#choices = Math.max(1, this.#choices * NARROWING);
    this.#atATime = Math.min(MOST_AT_A_TIME, this.#atATime + 1);
    this.#leaveAside(slots);
  }

  /**
   * The request was refused for these slots, chosen in that lane, or gave up: `conflicting` are somebody's, the others are free.
   */
  released(slots: readonly number[], conflicting: ReadonlySet<number>, lane: number | null = null): void {
    if (conflicting.size > 0) this.#makeWay(lane);
    for (const slot of slots) if (!conflicting.has(slot)) this.#putBack(slot);
    this.#leaveAside([...conflicting]);
  }

  /** Once for all who met others in that lane at the same time; for a conflict by itself all of the hall stays open. */
  #makeWay(lane: number | null): void {
    if (this.lane !== lane) return;
    const now_ms = performance.now();
    const isRepeated = now_ms - this.#lastConflict_ms <= REPEATED_WITHIN_MS;
    this.#lastConflict_ms = now_ms;
    this.#choices = Math.min(WIDEST_CHOICE, Math.max(FIRST_WIDER_CHOICE, this.#choices * 2));
    this.#atATime = Math.max(FIRST_AT_A_TIME, this.#atATime >> 1);
    if (!isRepeated) return;
    const others = Array.from({ length: LANES }, (_, index) => index).filter((index) => index !== lane);
    const index = others[Math.floor(this.#random() * others.length)]!;
    this.#lane = { index, until: performance.now() + LANE_MS };
  }

  /** Unless the feed has told of them already. */
  #leaveAside(slots: readonly number[]): void {
    const until = performance.now() + ASIDE_MS;
    for (const slot of slots) {
      if (this.#aside.get(slot) === Number.POSITIVE_INFINITY) this.#aside.set(slot, until);
    }
  }

  #putBack(slot: number): void {
    this.#aside.delete(slot);
    this.board.set(slot, this.#taken[slot] === 0);
  }

  #take(slot: number, isTaken: boolean): void {
    this.#taken[slot] = isTaken ? 1 : 0;
    // What a request at work has claimed stays its own until it has an answer.
    if (this.#aside.get(slot) === Number.POSITIVE_INFINITY && !isTaken) return;
    this.#putBack(slot);
  }
}
