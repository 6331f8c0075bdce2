/** What the page asks of the API: the fields of the operations in documents.ts. */

export type { SeatState } from '../../client/seat-map-event.ts';

/** Minor units: cents. */
export interface Money {
  amount: number;
  currency: string;
  /** Decimals of the major unit by ISO 4217; `Intl` has its own for cash. */
  exponent: number;
}

export interface PriceTier {
  id: string;
  name: string;
  category: string;
  price: Money;
}

export interface ShowSummary {
  id: string;
  title: string;
  startsAt: string;
  salesStartAt: string | null;
  salesEndAt: string | null;
  status: 'DRAFT' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';
  venue: { name: string; city: string; timezone: string };
  priceTiers: PriceTier[];
  availability: { total: number; available: number };
}

/** What an organiser can change of a show. */
export type ShowFacts = Omit<ShowSummary, 'venue' | 'availability'>;

export interface Show extends ShowSummary {
  plan: { url: string };
  limits: { seatsPerLock: number; seatsPerBuyer: number };
}

export interface SeatLock {
  id: string;
  status: 'ACTIVE' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED';
  expiresAt: string;
  /** How often it can still be made to last longer. */
  extensionsLeft: number;
  show: { id: string };
  seats: { id: string }[];
  total: Money;
  booking: { id: string } | null;
}

export interface Ticket {
  id: string;
  seatId: string;
  code: string;
  /** A PNG as a `data:` URL. */
  qrCode: string;
  voidedAt: string | null;
}

export type BookingStatus = 'PENDING_PAYMENT' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';

export interface Booking {
  id: string;
  reference: string;
  status: BookingStatus;
  expiresAt: string | null;
  createdAt: string;
  show: { id: string };
  customer: { name: string; email: string };
  seats: { id: string; price: Money }[];
  total: Money;
  payments: { id: string; status: 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'REFUNDED'; failureCode: string | null }[];
  /** Where it is as an iCalendar file. */
  calendarUrl: string;
  tickets: Ticket[];
}

export interface SeatGroup {
  seatIds: string[];
  total: Money;
}

/** A refusal: a value, not an exception. `__typename` tells them apart where it matters. */
export interface Refusal {
  __typename: string;
  code: string;
  message: string;
  issues?: { path: string; message: string }[];
  conflicts?: { seatId: string; reason: string }[];
  alternatives?: SeatGroup[];
  retryAfterSeconds?: number;
  failureCode?: string;
  limit?: number;
  /** Of a limit that is over by then; null: waiting does not help. */
  limitRetryAfterSeconds?: number | null;
  salesStartAt?: string | null;
}

export type Outcome<Success> = { ok: true; value: Success } | { ok: false; refusal: Refusal };
