import type { BookingStatus } from '../../../src/modules/bookings/booking.ts';
import type { SeatState } from '../../../src/modules/inventory/seat-state.ts';
import type { SeatLockStatus } from '../../../src/modules/locks/seat-lock.ts';

/** What a buyer may have at a time. */
export const MAX_LOCKS = 2;
export const MAX_SEATS = 4;
/** For everybody: two rows, of even and of odd numbers. */
export const SEATS = 8;
/** After them: a wheelchair place behind each of the rows, and beside the first one a companion seat. */
export const RESERVED = 3;
/** Without numbers, beside the seats: of the first tier, for adults. */
export const PLACES = 3;
/** After the guests: whoever organises the show, and may have seats of its allotment and leave what they like. */
export const STAFF = 2;
/** Of the show's two tiers, to begin with. */
export const FIRST_PRICES = [2_500, 1_500] as const;

/** What a seat of the first tier costs for a child; the second one's are sold to adults only. */
export const CHILD_PRICE = 805;
/** In percent of each ticket, and for each booking that costs something. */
export const [TICKET_FEE, BOOKING_FEE] = [10, 150];

/** What an operation came to, as text: `ok`, or the refusal with what matters of it. */
export type Outcome = string;

export interface ModelLock {
  owner: number;
  seats: number[];
  /** Those of them that are for children. */
  children: number[];
  /** How many places without numbers it has with them. */
  places: number;
  status: SeatLockStatus;
  extensionsLeft: number;
  booking: BookingStatus | null;
  /** What its seats cost when they came into it, with fees, less what its code takes off. */
  total: number;
  /** Nothing was to be paid for its booking, whatever its seats cost. */
  isGivenAway?: boolean;
  /** What was paid for its booking; missing: nothing. */
  paid?: number;
  isPaidOnline?: boolean;
  /** What of that is given back, is to be, or was to be and failed. */
  refunded?: number;
  /** What of that failed: it is disputed, and waits for the organiser. */
  held?: number;
  /** What changes are to give back of it, and waits for the organiser. */
  heldOfChanges?: number;
  /** A part was refunded by amount. */
  isPartRefunded?: boolean;
  /** What its buyer's cancellation gives back and keeps by the rules of the show. */
  byRules?: { refund: number; kept: number };
  /** The buyer has the bank contest what was paid. */
  isDisputed?: boolean;
  /** What its booking costs, ticket by ticket: fees stay as they are, whatever becomes of tickets. */
  sold?: SoldTickets;
  /** Of the model's codes, as it was when it was applied. */
  code: { number: number; percent: number } | null;
  /** The code that its booking counts for, as long as that is not over. */
  usedCode: number | null;
  /** Single seats that it leaves for want of another choice. */
  excused: readonly number[];
}

export interface SoldTickets {
  total: number;
  /** By seat. */
  seats: Map<number, SoldTicket>;
  /** Of each place without a number. */
  place: number;
}

export interface SoldTicket {
  price: number;
  /** A code made it cheaper, or it was given away. */
  isReduced: boolean;
}

/** Of a lock that was just taken. */
export const NO_CODE = { code: null, usedCode: null } as const;

/** What buyers may do with what they have booked, and what that costs them. */
export interface BuyersRules {
  /** Give tickets back: not at all, still, or until some time ago. */
  returns: 'NEVER' | 'STILL' | 'OVER';
  /** For each ticket. */
  returnFee: number;
  /** Exchange them. */
  exchanges: boolean;
}

/** Of the show, to begin with. */
export const FIRST_RULES: BuyersRules = { returns: 'STILL', returnFee: 250, exchanges: false };

export interface ModelShow {
  status: 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';
  /** Of its tiers: seats with even numbers are of the first, the others of the second. */
  prices: [number, number];
  /** No single seat may be left; LENIENT: unless there is no other choice. */
  orphanRule: 'OFF' | 'LENIENT' | 'STRICT';
  /** What one buyer, and so one lock, may hold of it; null: as much as anywhere. */
  maxSeats: number | null;
  rules: BuyersRules;
  /** What of the money of its bookings went back when it was cancelled with them; null: it was not. */
  refund: 'FULL' | 'NONE' | null;
  /** The types of all that was told of it. */
  events: string[];
}

/** What the show begins with. */
export const FIRST_CODE = { percent: 20, maxUses: 1 } as const;

/** A promo code. */
export interface ModelCode {
  percent: number;
  maxUses: number | null;
  uses: number;
  isEnded: boolean;
}

export interface SeatExchange {
  buyer: number;
  /** That is changed; without, it is a new one. */
  lock?: ModelLock;
  added: readonly number[];
  removed: readonly number[];
}

/** The box office as one would explain it: who has which seat, and what became of each lock and its booking. */
export class BoxOfficeModel {
  version = 0;
  readonly show: ModelShow = {
    status: 'ON_SALE',
    prices: [...FIRST_PRICES],
    orphanRule: 'OFF',
    maxSeats: null,
    rules: FIRST_RULES,
    refund: null,
    events: ['show.created', 'show.published'],
  };
  readonly seats: readonly number[] = Array.from({ length: SEATS + RESERVED }, (_, seat) => seat);
  readonly locks: ModelLock[] = [];
  readonly codes: ModelCode[] = [{ ...FIRST_CODE, uses: 0, isEnded: false }];
  readonly blocked = new Set<number>();
  /** The seats of the one allotment that there may be, whoever has them. */
  readonly allotted = new Set<number>();
  /** Whether there is the allotment, with seats or without. */
  isAllotmentMade = false;
  /** What the last request came to that may be sent again. */
  lastOutcome: Outcome | null = null;

  /** Of the tickets together, with fees; nothing where all of them are free. */
  priceOf(of: Tickets, percentOff = 0): number {
    const regular = this.#ticketPrices(of);
    const tickets = regular.map((price) => price - discountOn(price, percentOff));
    const sum = tickets.reduce((total, price) => total + price, 0);
    const fees = tickets.reduce((total, price) => total + Math.floor((price * TICKET_FEE + 50) / 100), BOOKING_FEE);
    return sum === 0 ? 0 : sum + fees;
  }

  /** How many of these tickets the code makes cheaper. */
  ticketsFor(percentOff: number, of: Tickets): number {
    return this.#ticketPrices(of).filter((price) => discountOn(price, percentOff) > 0).length;
  }

  /** Why the code can't be used for so many tickets; null: it can. */
  refusalOfCode(number: number, tickets: number): Outcome | null {
    const { isEnded, uses, maxUses } = this.codes[number]!;
    if (isEnded) return 'CODE_NOT_APPLICABLE NOT_VALID';
    if (maxUses !== null && uses >= maxUses) return 'CODE_NOT_APPLICABLE USED_UP';
    return tickets === 0 ? 'CODE_NOT_APPLICABLE NOTHING_APPLIES' : null;
  }

  /** Of a lock that gets these tickets: refused where its code is for more of them than before, and not left. */
  refusalOfMore(lock: ModelLock, after: Tickets): Outcome | null {
    if (!lock.code) return null;
    const { number, percent } = lock.code;
    const [before, then] = [lock, after].map((of) => this.ticketsFor(percent, of));
    return then! > before! ? this.refusalOfCode(number, then!) : null;
  }

  /** What the booking of these costs, at the prices of this moment. */
  soldTickets({ isGivenAway = false, code, ...of }: ModelLock): SoldTickets {
    const sold = (price: number): SoldTicket => {
      const discount = isGivenAway ? price : discountOn(price, code?.percent ?? 0);
      return { price: price - discount, isReduced: discount > 0 };
    };
    const prices = this.#ticketPrices(of).map(sold);
    return {
      total: isGivenAway ? 0 : of.total,
      seats: new Map(of.seats.map((seat, index) => [seat, prices[index]!])),
      place: sold(this.show.prices[0]).price,
    };
  }

  /** What an adult pays for the seat in exchange for that ticket, which a code made cheaper or not. */
  priceInExchange({ isGivenAway = false, code }: ModelLock, { isReduced }: SoldTicket, seat: number): number {
    const price = this.show.prices[seat % 2]!;
    if (!isReduced) return price;
    return isGivenAway ? 0 : price - discountOn(price, code?.percent ?? 0);
  }

  /** The lock's booking is over. */
  giveCodeBack(lock: ModelLock): void {
    if (lock.usedCode !== null) this.codes[lock.usedCode]!.uses -= 1;
    lock.usedCode = null;
  }

  stateOf(seat: number): SeatState {
    if (this.blocked.has(seat)) return 'BLOCKED';
    const lock = this.holderOf(seat);
    if (!lock) return this.allotted.has(seat) ? 'BLOCKED' : 'AVAILABLE';
    return lock.booking === 'CONFIRMED' ? 'BOOKED' : 'LOCKED';
  }

  holderOf(seat: number): ModelLock | undefined {
    return this.locks.find((lock) => lock.seats.includes(seat) && isHolding(lock));
  }

  /** Of the places without numbers. */
  get area(): { available: number; held: number; booked: number } {
    const holding = this.locks.filter(isHolding);
    const countOf = (locks: readonly ModelLock[]) => locks.reduce((sum, { places }) => sum + places, 0);
    const [all, booked] = [countOf(holding), countOf(holding.filter(({ booking }) => booking === 'CONFIRMED'))];
    return { available: PLACES - all, held: all - booked, booked };
  }

  /** Why so many places more can't be had. */
  shortage(places: number): string[] {
    const { available } = this.area;
    return places > available ? [`${available} places`] : [];
  }

  /** Why the buyer can't lock these. */
  conflicts(seats: readonly number[], buyer: number): string[] {
    const isOpen = (seat: number) => buyer === STAFF && this.isFreeOfAllotment(seat);
    return this.reasons(
      seats.filter((seat) => !isOpen(seat)),
      buyer,
    );
  }

  isFreeOfAllotment(seat: number): boolean {
    return this.allotted.has(seat) && this.stateOf(seat) === 'BLOCKED';
  }

  /** Why these are not free to all, as they are told to that buyer. */
  reasons(seats: readonly number[], buyer: number): string[] {
    return seats.flatMap((seat) => {
      const state = this.stateOf(seat);
      if (state === 'AVAILABLE') return [];
      if (state !== 'LOCKED') return [`${seat} ${state}`];
      return [`${seat} ${this.holderOf(seat)!.owner === buyer ? 'LOCKED_BY_YOU' : 'LOCKED_BY_OTHER'}`];
    });
  }

  /**
   * The single seats that the lock is excused for afterwards; null where the rule refuses it. Seats with even numbers are one row, from
   * left to right, the others another one, of another tier.
   */
  excusedFor({ buyer, lock, added, removed }: SeatExchange): readonly number[] | null {
    const excused = lock?.excused ?? [];
    if (buyer === STAFF) return lock ? excused : [];
    const kept = (lock?.seats ?? []).filter((seat) => !removed.includes(seat));
    const party = [...kept, ...added];
    if (this.show.orphanRule === 'OFF' || party.some(isWheelchairPlace)) return excused;
    // Who gives the last wheelchair place back is judged by all that is left, as if it was chosen now.
    const isJudgedAnew = removed.some(isWheelchairPlace);
    const changed = [...(isJudgedAnew ? party : added), ...removed, ...excused].filter((seat) => seat < SEATS);
    const isOwn = (seat: number) => this.stateOf(seat) === 'LOCKED' && this.holderOf(seat)!.owner === buyer;
    const isFree = (seat: number) => this.stateOf(seat) === 'AVAILABLE';
    const isOwnAfter = (seat: number) => (isOwn(seat) && !removed.includes(seat)) || added.includes(seat);
    const isFreeAfter = (seat: number) => (isFree(seat) || isOwn(seat)) && !isOwnAfter(seat);
    const left = rowsOf(changed).flatMap((row) =>
      row.filter((seat, place) => {
        const isAlone = (holds: (seat: number) => boolean) =>
          holds(seat) && ![row[place - 1], row[place + 1]].some((beside) => beside !== undefined && holds(beside));
        const wasPartOfMore = !isAlone((each) => isFreeAfter(each) || isOwn(each) || isOwnAfter(each));
        const isPresent = (each: number) => isFree(each) || (isJudgedAnew && isOwn(each));
        const stands = isAlone(isPresent) && !excused.includes(seat);
        return isAlone(isFreeAfter) && !stands && wasPartOfMore;
      }),
    );
    if (left.length === 0) return left;
    if (this.show.orphanRule === 'STRICT') return null;
    const canBeHad = (seat: number) => isFree(seat) || isOwn(seat);
    return rowsOf(party).some((row) => hasWindow(row.map(canBeHad), party.length)) ? null : left;
  }

  /** Whether the choice leaves none, whatever the rule is. */
  leavesNoOrphans(exchange: SeatExchange): boolean {
    const { orphanRule } = this.show;
    this.show.orphanRule = 'STRICT';
    const isAllowed = this.excusedFor(exchange) !== null;
    this.show.orphanRule = orphanRule;
    return isAllowed;
  }

  /** Whether the seats are side by side. */
  areTogether(seats: readonly number[]): boolean {
    const row = [...seats].sort((a, b) => a - b);
    return row.every((seat, index) => index === 0 || (seat === row[index - 1]! + 2 && !isFirstOfRow(seat)));
  }

  /** Whether the buyer holds seats, in a lock or in a booking that is not paid. */
  hasHeld(buyer: number): boolean {
    return this.seats.some((seat) => this.stateOf(seat) === 'LOCKED' && this.holderOf(seat)!.owner === buyer);
  }

  #ticketPrices({ seats, children = [], places = 0 }: Tickets): number[] {
    const [ofPlaces] = this.show.prices;
    return [
      ...seats.map((seat) => (children.includes(seat) ? CHILD_PRICE : this.show.prices[seat % 2]!)),
      ...Array<number>(places).fill(ofPlaces),
    ];
  }

  /** Whether the buyer would have too much with so many seats more. */
  isOverLimit(buyer: number, more: { locks: number; seats: number }): boolean {
    const held = this.locks.filter(
      ({ owner, status, booking }) =>
        owner === buyer && (booking === null ? status === 'ACTIVE' : booking === 'PENDING_PAYMENT'),
    );
    const seats = held.reduce((sum, lock) => sum + sizeOf(lock), 0);
    return held.length + more.locks > MAX_LOCKS || seats + more.seats > (this.show.maxSeats ?? MAX_SEATS);
  }

  /** Whether one lock may not have so many, whatever else its buyer has. */
  isTooLarge(seats: number): boolean {
    return this.show.maxSeats !== null && seats > this.show.maxSeats;
  }
}

/** Seats, those for children among them, and places. */
export interface Tickets {
  seats: readonly number[];
  children?: readonly number[];
  places?: number;
}

/** As many seats and places. */
export function sizeOf({ seats, places = 0 }: Tickets): number {
  return seats.length + places;
}

function isHolding({ status, booking }: ModelLock): boolean {
  return booking === null ? status === 'ACTIVE' : booking === 'PENDING_PAYMENT' || booking === 'CONFIRMED';
}

/** In percent of a price, half up. */
function discountOn(price: number, percentOff: number): number {
  return Math.floor((price * percentOff + 50) / 100);
}

/** Whether seats are sold to children: those of the first tier. */
export function areForChildren(seats: readonly number[]): boolean {
  return seats.every((seat) => seat % 2 === 0);
}

export function isWheelchairPlace(seat: number): boolean {
  return seat === SEATS || seat === SEATS + 1;
}

export function isCompanion(seat: number): boolean {
  return seat === SEATS + 2;
}

function isFirstOfRow(seat: number): boolean {
  return seat < 2 || isWheelchairPlace(seat);
}

/** The rows that the seats for everybody are in. */
function rowsOf(seats: readonly number[]): number[][] {
  const all = Array.from({ length: SEATS }, (_, seat) => seat);
  return [0, 1]
    .filter((row) => seats.some((seat) => seat % 2 === row))
    .map((row) => all.filter((seat) => seat % 2 === row));
}

/** Whether so many seats side by side can be had without leaving a single one beside them. */
function hasWindow(row: readonly boolean[], size: number): boolean {
  return row.some((_, first) => {
    const end = first + size;
    if (end > row.length || !row.slice(first, end).every(Boolean)) return false;
    const isSingleLeft = row[first - 1] === true && row[first - 2] !== true;
    const isSingleRight = row[end] === true && row[end + 1] !== true;
    return !isSingleLeft && !isSingleRight;
  });
}
