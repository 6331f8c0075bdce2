/**
 * Every event that there is, by its `event_type`. docs/asyncapi.yaml describes the same to those who read the topics; names in
 * payloads are snake case, `event_type` first.
 */
interface Envelope<Type extends string> {
  event_type: Type;
  event_id: string;
  /** RFC 3339, UTC. */
  occurred_at: string;
}

/** One event for each type, all with the same payload. */
type Alike<Type extends string, Payload> = Type extends string ? Envelope<Type> & Payload : never;

export interface MoneyPayload {
  amount: number;
  currency: string;
}

/** Places of an area that a change took, gave back, sold or set aside, and how the area stands after it. */
export interface AreaPayload {
  area_id: string;
  /** How many places. */
  quantity: number;
  available: number;
  held: number;
  booked: number;
}

interface SeatPayload {
  show_id: string;
  /** The seat map's version after this change; versions of one show have no gaps. */
  version: number;
  /** Empty where the change is of places of areas alone. */
  seat_ids: string[];
  /** Who or what caused it: a principal's id, or `system`. */
  actor: string;
}

/** Seats are held; told again when the hold is extended or gets other seats. */
export interface SeatsLocked extends Envelope<'seat.locked'>, SeatPayload {
  /** Places that the change took, each area once. */
  areas?: AreaPayload[];
  /** Seats that the same change took out of the lock. */
  unlocked_seat_ids?: string[];
  /** The same, of an allotment: they returned to it. */
  blocked_seat_ids?: string[];
  /** Places that the same change gave back. */
  unlocked_areas?: AreaPayload[];
  lock_id: string;
  /** The hold's deadline. */
  expires_at: string;
}

/** `seat_ids` are available, and may be none. */
export interface SeatsUnlocked extends Envelope<'seat.unlocked'>, SeatPayload {
  /** Seats that nobody holds any more either, and that returned to their allotment: they are blocked. */
  blocked_seat_ids?: string[];
  areas?: AreaPayload[];
  lock_id?: string;
  /** The locks, in place of `lock_id`, when several that ended at the same moment share the event. */
  lock_ids?: string[];
  booking_id?: string;
  /** The bookings, in place of `booking_id` and in the order of their `lock_ids`, when several that are over share the event. */
  booking_ids?: string[];
  /** What a person typed is never in an event: events are kept, and copied, where nobody can erase it. */
  reason: 'RELEASED' | 'EXPIRED' | 'SHOW_CANCELLED' | 'BOOKING_CANCELLED' | 'BOOKING_EXPIRED' | 'BOOKING_CHANGED';
}

export interface SeatsBooked extends Envelope<'seat.booked'>, SeatPayload {
  areas?: AreaPayload[];
  /** Seats and places that the booking gave back in exchange, in the same change. */
  unlocked_seat_ids?: string[];
  /** The same, of an allotment: they returned to it. */
  blocked_seat_ids?: string[];
  unlocked_areas?: AreaPayload[];
  lock_id: string;
  booking_id: string;
}

export interface SeatsBlocked extends Envelope<'seat.blocked'>, SeatPayload {
  /** Places that are set aside. */
  areas?: AreaPayload[];
}

export interface SeatsUnblocked extends Envelope<'seat.unblocked'>, SeatPayload {
  areas?: AreaPayload[];
}

export type SeatEvent = SeatsLocked | SeatsUnlocked | SeatsBooked | SeatsBlocked | SeatsUnblocked;

export type SeatEventType = SeatEvent['event_type'];

export type BookingEventType =
  | 'booking.created'
  | 'booking.confirmed'
  | 'booking.cancelled'
  | 'booking.expired'
  | 'booking.refunded'
  /** Money of it went back, and it is not over, or not all of it is back. */
  | 'booking.partly_refunded'
  /** A refund failed: its organiser has to see to it. */
  | 'booking.refund_failed'
  /** Tickets of it were given back or exchanged: `seat_ids` and `areas` are what it has then. */
  | 'booking.changed'
  /** The customer's name, address, phone number or language was corrected: the API has them as they are now. */
  | 'booking.customer_changed'
  /** The customer's name, addresses and phone number are erased: whoever has a copy of them erases it, too. */
  | 'booking.erased';

interface BookingPayload {
  booking_id: string;
  show_id: string;
  lock_id: string;
  /** Empty where it has places of areas alone. */
  seat_ids: string[];
  /** Each area once. */
  areas?: Pick<AreaPayload, 'area_id' | 'quantity'>[] | undefined;
  total: MoneyPayload;
  /** Of what had paid for it, what this change gave back: of `booking.refunded` and `booking.partly_refunded`. */
  refunded?: MoneyPayload | undefined;
  /** Of what had paid for it, what had been given back and came back: of `booking.refund_failed`. */
  returned?: MoneyPayload | undefined;
  /** Seats that it has since, and seats and places that it has no more: of `booking.changed`. */
  added_seat_ids?: string[] | undefined;
  returned_seat_ids?: string[] | undefined;
  returned_areas?: Pick<AreaPayload, 'area_id' | 'quantity'>[] | undefined;
  /** The booking's revision after this change: consumers order by it. */
  revision: number;
}

export type BookingEvent = Alike<BookingEventType, BookingPayload>;

interface PaymentPayload {
  payment_id: string;
  booking_id: string;
  amount: MoneyPayload;
  provider: string;
}

export interface PaymentFailed extends Envelope<'payment.failed'>, PaymentPayload {
  failure_code: string;
}

/** The buyer has the bank contest it; told again with each change of status. */
export interface PaymentDisputed extends Envelope<'payment.disputed'>, PaymentPayload {
  dispute_id: string;
  /** In the provider's words. */
  reason: string;
  dispute_status: 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'WON' | 'LOST' | 'CLOSED';
}

export type PaymentEvent =
  | Alike<
      'payment.initiated' | 'payment.requires_action' | 'payment.processing' | 'payment.succeeded' | 'payment.refunded',
      PaymentPayload
    >
  | PaymentFailed
  | PaymentDisputed;

interface RefundPayload {
  refund_id: string;
  payment_id: string;
  booking_id: string;
  show_id: string;
  amount: MoneyPayload;
  provider: string;
}

export interface RefundFailed extends Envelope<'refund.failed'>, RefundPayload {
  failure_code: string;
  /** It had been made before: the money came back. */
  was_reversed: boolean;
}

/** A refund is asked for (again, when it had failed), was made, or failed. */
export type RefundEvent = Alike<'refund.requested' | 'refund.succeeded', RefundPayload> | RefundFailed;

export type ShowEventType =
  | 'show.created'
  /** A draft went on sale. */
  | 'show.published'
  | 'show.paused'
  /** Paused sales go on. */
  | 'show.resumed'
  | 'show.closed'
  | 'show.cancelled'
  /** Title, times or prices were changed. */
  | 'show.updated'
  /** By the clock: */
  | 'show.sales_started'
  | 'show.sales_ended'
  | 'show.begun';

/** Its words (title, names of tiers) are read from the API: what is here are ids, states, times and sums. */
export interface ShowPayload {
  show_id: string;
  /** The show's version after this change: consumers order by it. It goes up by one or more. */
  version: number;
  status: 'DRAFT' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';
  starts_at: string;
  /** Missing: as soon as it is published. */
  sales_start_at?: string;
  /** As it applies: without one of the organiser's, when the show begins. */
  sales_end_at: string;
  prices: { tier_id: string; price: MoneyPayload }[];
  /** Who caused it: a principal's id, or `system`. */
  actor: string;
}

/** How far the cancellation of a show's bookings is. */
export interface CancellationPayload {
  refund: 'FULL' | 'WITHOUT_FEES' | 'NONE';
  /** That are to be cancelled with the show, or are. */
  bookings: number;
  cancelled: number;
  refunds_pending: number;
  refunds_succeeded: number;
  refunds_failed: number;
}

/** Of a cancelled show: more of its bookings are cancelled, or more of their money is back. */
type CancellationProgressed = Alike<
  'show.cancellation_progressed',
  ShowPayload & { cancellation: CancellationPayload }
>;

export type ShowEvent = Alike<ShowEventType, ShowPayload> | CancellationProgressed;

/** Closed: a type that is not here has no topic and does not compile. */
export type DomainEvent = SeatEvent | BookingEvent | PaymentEvent | RefundEvent | ShowEvent;

export type EventType = DomainEvent['event_type'];

/** The event of that type. */
export type EventOf<Type extends EventType> = Extract<DomainEvent, { event_type: Type }>;
