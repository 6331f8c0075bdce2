import { z } from 'zod';
import { whole } from './setting-kinds.ts';

export const locks = z
  .object({
    SEAT_LOCK_TTL_MS: whole(100, 86_400_000, 300_000),
    SEAT_LOCK_EXTENSION_MS: whole(0, 86_400_000, 120_000),
    SEAT_LOCK_MAX_SEATS: whole(1, 5_000, 50),
    BUYER_MAX_LOCKS: whole(1, 10_000, 10),
    BUYER_MAX_SEATS: whole(1, 100_000, 50),
    ENDED_LOCKS_KEPT_DAYS: whole(2, 3_650, 7),
  })
  .transform((env) => ({
    ttl_ms: env.SEAT_LOCK_TTL_MS,
    extension_ms: env.SEAT_LOCK_EXTENSION_MS,
    maxSeats: env.SEAT_LOCK_MAX_SEATS,
    buyer: { maxLocks: env.BUYER_MAX_LOCKS, maxSeats: env.BUYER_MAX_SEATS },
    endedKeptDays: env.ENDED_LOCKS_KEPT_DAYS,
  }));

/** What one network address may do, and cause to be sent to one recipient; 0 is no limit. */
export const limits = z
  .object({
    GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS: whole(0, 1_000_000, 60),
    HELD_SEATS_PER_ADDRESS: whole(0, 1_000_000, 200),
    SEAT_HOLDS_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 600),
    EXPIRED_SEATS_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 60),
    EXPIRED_HOLDS_PER_HOUR_PER_CALLER: whole(0, 1_000_000, 1),
    COOLDOWN_FIRST_MS: whole(0, 86_400_000, 30_000),
    COOLDOWN_MAX_MS: whole(0, 86_400_000, 1_800_000),
    LOCK_CHANGES_PER_MINUTE_PER_ADDRESS: whole(0, 1_000_000, 120),
    LOCK_CHANGES_PER_MINUTE_PER_CALLER: whole(0, 1_000_000, 30),
    IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS: whole(0, 1_000_000, 600),
    UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 300),
    DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 60),
    WRONG_CODES_PER_HOUR_PER_ADDRESS: whole(0, 1_000_000, 120),
    WRONG_CODES_PER_HOUR_PER_CALLER: whole(0, 1_000_000, 20),
    UNPAID_MAILS_PER_HOUR_PER_RECIPIENT: whole(0, 1_000_000, 4),
    UNPAID_MAILS_PER_DAY_PER_RECIPIENT: whole(0, 1_000_000, 12),
  })
  .transform((env) => ({
    guestSessionsPerMinute: env.GUEST_SESSIONS_PER_MINUTE_PER_ADDRESS,
    holds: { seats: env.HELD_SEATS_PER_ADDRESS, holdsPerHour: env.SEAT_HOLDS_PER_HOUR_PER_ADDRESS },
    expired: {
      seatsPerHourOfAddress: env.EXPIRED_SEATS_PER_HOUR_PER_ADDRESS,
      holdsPerHourOfCaller: env.EXPIRED_HOLDS_PER_HOUR_PER_CALLER,
      cooldown: { first_ms: env.COOLDOWN_FIRST_MS, max_ms: env.COOLDOWN_MAX_MS },
    },
    lockChanges: {
      perMinuteOfAddress: env.LOCK_CHANGES_PER_MINUTE_PER_ADDRESS,
      perMinuteOfCaller: env.LOCK_CHANGES_PER_MINUTE_PER_CALLER,
    },
    idempotencyKeysPerMinute: env.IDEMPOTENCY_KEYS_PER_MINUTE_PER_ADDRESS,
    unpaidBookingsPerHour: env.UNPAID_BOOKINGS_PER_HOUR_PER_ADDRESS,
    declinedPaymentsPerHour: env.DECLINED_PAYMENTS_PER_HOUR_PER_ADDRESS,
    wrongCodes: {
      perHourOfAddress: env.WRONG_CODES_PER_HOUR_PER_ADDRESS,
      perHourOfCaller: env.WRONG_CODES_PER_HOUR_PER_CALLER,
    },
    unpaidMails: {
      perHour: env.UNPAID_MAILS_PER_HOUR_PER_RECIPIENT,
      perDay: env.UNPAID_MAILS_PER_DAY_PER_RECIPIENT,
    },
  }));

const mustBe = (values: string) => ({ error: ({ input }: { input?: unknown }) => `must be ${values}, not "${input}"` });

/** What costs a proof of work, and how much. */
export const proofs = z
  .object({
    GUEST_SESSION_PROOF: z.enum(['off', 'on-demand', 'always'], mustBe('off, on-demand or always')).default('off'),
    GUEST_SESSIONS_WITHOUT_PROOF_PER_MINUTE_PER_ADDRESS: whole(0, 1_000_000, 12),
    WAITING_ROOM_PROOF: z.enum(['off', 'always'], mustBe('off or always')).default('off'),
    PROOF_MAX_NUMBER: whole(1, 100_000_000, 50_000),
  })
  .transform((env) => ({
    sessions: env.GUEST_SESSION_PROOF,
    freeSessionsPerMinute: env.GUEST_SESSIONS_WITHOUT_PROOF_PER_MINUTE_PER_ADDRESS,
    joins: env.WAITING_ROOM_PROOF,
    maxNumber: env.PROOF_MAX_NUMBER,
  }));

export const idempotency = z
  .object({ IDEMPOTENCY_KEYS_PER_CALLER: whole(100, 1_000_000, 1_000) })
  .transform((env) => ({ keysPerCaller: env.IDEMPOTENCY_KEYS_PER_CALLER }));
