import type { ApiError, Booking, LockRefusal, SeatLock } from '@seatwire/client/box-office';
import type { Connection, ShowSeat } from '@seatwire/client/show-map';
import type { ChosenPlaces } from '../area-selection.ts';
import type { PriceTier } from '../hall/price-tier.ts';

/** Seats or places of areas were chosen or let go, by the buyer or by a method; or somebody else has taken some. */
export interface SelectionChangeDetail {
  /** Those that can be held, in the plan's order. */
  readonly seats: readonly ShowSeat[];
  readonly seatIds: readonly string[];
  /** How many places of which areas, by ticket type. */
  readonly areas: readonly ChosenPlaces[];
  /** What they cost together; null: there are none. */
  readonly total: PriceTier['price'] | null;
}

/** Seats are held for the buyer: now, since before the page was loaded, or others than before. */
export interface HoldDetail {
  readonly lock: SeatLock;
}

/** What was held has ended: `lock.lockStatus` is RELEASED or EXPIRED, or its booking was not paid or cancelled. */
export interface HoldEndDetail {
  /** Null: the booking was made before the page was loaded. */
  readonly lock: SeatLock | null;
}

/** The server has refused to hold, to change or to give back what was asked for; or there was no answer. One of the first two is null. */
export interface RefusedDetail {
  /** Told apart by `__typename`. */
  readonly refusal: LockRefusal | null;
  readonly error: ApiError | null;
  /** What to do about `error`, in a sentence for a developer. */
  readonly hint: string | null;
}

/** A booking was made of what was held, and is confirmed: paid, or free of charge. */
export interface ConfirmedDetail {
  /** Null: the booking was made before the page was loaded. */
  readonly lock: SeatLock | null;
  readonly booking: Booking;
}

/** What was confirmed has another status: CANCELLED, by the buyer or with its show, or something about its refund. */
export interface BookingChangeDetail {
  readonly booking: Booking;
}

/** How it is about the live connection. */
export interface ConnectionChangeDetail {
  readonly connection: Connection;
}

/** What the element tells, by the event's type. None of these bubbles. */
export interface SeatwireMapDetails {
  selectionchange: SelectionChangeDetail;
  hold: HoldDetail;
  holdend: HoldEndDetail;
  refused: RefusedDetail;
  confirmed: ConfirmedDetail;
  bookingchange: BookingChangeDetail;
  connectionchange: ConnectionChangeDetail;
}

export type SeatwireMapEventMap = { [Type in keyof SeatwireMapDetails]: CustomEvent<SeatwireMapDetails[Type]> };

/** Tells one of them. */
export type Tell = <Type extends keyof SeatwireMapDetails>(type: Type, detail: SeatwireMapDetails[Type]) => void;
