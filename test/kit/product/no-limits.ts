import type { CallerLimits } from '../../../src/modules/limits/caller-limits.ts';

/** For services of tests that are not about what network addresses may do: anything. */
export const NO_LIMITS: CallerLimits = {
  admitSession: async () => {},
  assertSessionLeft: async () => {},
  originOf: () => null,
  cooldownOf: () => null,
  cooledOf: () => null,
  changesOf: () => null,
  seatsGivenBack: async () => {},
  admitBooking: async () => {},
  holdBeingPaid: async () => {},
  holdPaid: async () => {},
  paymentBegun: async () => {},
  bookingPaid: async () => {},
  paidBookingCancelled: async () => {},
  admitPayment: async () => {},
  paymentDeclined: async () => {},
  admitCorrection: async () => {},
  admitJoin: async () => {},
  admitCode: async () => {},
  codeWasRight: async () => {},
};

/** Settings of a product that many buyers of one address use, and use quickly: tests and measurements do so. */
export const UNLIMITED = {
  READING_MS_PER_ADDRESS: '0',
  FAIR_SHARE_MS_PER_ADDRESS: '0',
  GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: '0',
  HELD_SEATS_PER_ADDRESS: '0',
  SEAT_HOLDS_PER_HOUR_PER_ADDRESS: '0',
  EXPIRED_SEATS_PER_HOUR_PER_ADDRESS: '0',
  EXPIRED_HOLDS_PER_HOUR_PER_CALLER: '0',
  LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: '0',
  LOCK_CHANGES_PER_MINUTE_PER_CALLER: '0',
  IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS: '0',
  UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS: '0',
  DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS: '0',
  WRONG_CODES_PER_HOUR_PER_ADDRESS: '0',
  WRONG_CODES_PER_HOUR_PER_CALLER: '0',
  UNPAID_MAILS_PER_HOUR_PER_RECIPIENT: '0',
  UNPAID_MAILS_PER_DAY_PER_RECIPIENT: '0',
  REFUNDS_PER_SECOND: '10000',
  // They take several times as much processor time as a booking without them; tests of them set it anew.
  MAIL_PDFS: 'false',
} as const;

/** Over `UNLIMITED`: the defaults, since an empty setting is unset. */
export const DEFAULT_LIMITS = Object.fromEntries(Object.keys(UNLIMITED).map((name) => [name, '']));
