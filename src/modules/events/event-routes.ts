import type { DomainEvent, EventOf, EventType } from './events.ts';
import { TOPICS, type TopicName } from './topics.ts';

/** Where an event goes: its topic, and the field of its payload that is the key there. */
interface Route<Type extends EventType> {
  topic: TopicName;
  key: keyof EventOf<Type>;
}

const seat = { topic: TOPICS.seat, key: 'show_id' } as const;
const booking = { topic: TOPICS.booking, key: 'booking_id' } as const;
const payment = { topic: TOPICS.payment, key: 'payment_id' } as const;
const show = { topic: TOPICS.show, key: 'show_id' } as const;

/** The compiler asks for each type of the union, and for no other. */
const ROUTES = {
  'seat.locked': seat,
  'seat.unlocked': seat,
  'seat.booked': seat,
  'seat.blocked': seat,
  'seat.unblocked': seat,
  'booking.created': booking,
  'booking.confirmed': booking,
  'booking.cancelled': booking,
  'booking.expired': booking,
  'booking.refunded': booking,
  'booking.partly_refunded': booking,
  'booking.refund_failed': booking,
  'booking.changed': booking,
  'booking.customer_changed': booking,
  'booking.erased': booking,
  'payment.initiated': payment,
  'payment.requires_action': payment,
  'payment.processing': payment,
  'payment.succeeded': payment,
  'payment.failed': payment,
  'payment.refunded': payment,
  'payment.disputed': payment,
  'refund.requested': payment,
  'refund.succeeded': payment,
  'refund.failed': payment,
  'show.created': show,
  'show.published': show,
  'show.paused': show,
  'show.resumed': show,
  'show.closed': show,
  'show.cancelled': show,
  'show.cancellation_progressed': show,
  'show.updated': show,
  'show.sales_started': show,
  'show.sales_ended': show,
  'show.begun': show,
} satisfies { [Type in EventType]: Route<Type> };

/** All types of events. */
export const EVENT_TYPES = Object.keys(ROUTES) as EventType[];

function routeOf(type: EventType): (typeof ROUTES)[EventType] {
  if (!Object.hasOwn(ROUTES, type)) throw new Error(`there is no event type ${JSON.stringify(type)}`);
  return ROUTES[type];
}

/** The topic of events of that type. Throws for a type that there is not. */
export function topicOf(type: EventType): TopicName {
  return routeOf(type).topic;
}

/** The Kafka key: show id for seat and show events, booking id for booking events, payment id for payment events. */
export function keyOf(event: DomainEvent | Omit<DomainEvent, 'event_id' | 'occurred_at'>): string {
  return (event as unknown as Record<string, string>)[routeOf(event.event_type).key]!;
}
