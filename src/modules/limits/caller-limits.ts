import type { Rate, RateLimiter } from '../../platform/rate-limits/rate-limiter.ts';
import { LimitExceededError, RateLimitedError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { can, type ShowResource } from '../identity/rights.ts';
import {
  addressOf,
  type Calling,
  createHoldCounts,
  type HoldCountSettings,
  type HoldCounts,
  type HoldTimes,
} from './hold-counts.ts';
import { seatCost_ms } from './hold-origin.ts';
import type { LimitReports } from './limit-reports.ts';
import { createPaidHolds, type ExpiredHolds, type PaidHolds } from './paid-holds.ts';

export type { Calling } from './hold-counts.ts';

export interface CallerLimitSettings extends HoldCountSettings {
  /** Of one address; 0: no limit. So with all of them. */
  guestSessionsPerMinute: number;
  unpaidBookingsPerHour: number;
  declinedPaymentsPerHour: number;
  wrongCodes: { perHourOfAddress: number; perHourOfCaller: number };
}

/**
 * What guests may do by network address, however many sessions they have: see docs/operations.md, "What one address may do".
 * Organisers and customers with an account are not counted, nor is what comes without an address; but changes of locks and
 * wrong promo codes of all but the show's own organiser are.
 */
export interface CallerLimits extends HoldCounts, PaidHolds {
  /** Whether another session may be begun, which is not counted. Throws RateLimitedError. */
  assertSessionLeft(address: string | null): Promise<void>;
  /** Throws RateLimitedError. */
  admitSession(address: string | null): Promise<void>;
  /** Seats were given back of which the lock had still so much of its time: they cost only what is over. */
  seatsGivenBack(calling: Calling, given: { showId: string; seats: number; remaining_ms: number }): Promise<void>;
  /** Throws LimitExceededError. A booking counts until it is paid, or for as long as it takes to make up for it. */
  admitBooking(calling: Calling): Promise<void>;
  /** A booking was paid: neither it nor its seats are among what is counted. */
  bookingPaid(calling: Calling, booking: { showId: string; ownerId: string; seats: number }): Promise<void>;
  /** A booking that had been paid was cancelled: it is one that counts after all. */
  paidBookingCancelled(calling: Calling): Promise<void>;
  /** Throws LimitExceededError when too many payments were declined. */
  admitPayment(calling: Calling): Promise<void>;
  paymentDeclined(calling: Calling): Promise<void>;
  /** A buyer, with an account or without, corrects the customer of a booking. Throws LimitExceededError when that was too often. */
  admitCorrection(principal: Principal): Promise<void>;
  /** A caller joins a waiting room, and is in it not yet. Throws LimitExceededError when that was too often. */
  admitJoin(principal: Principal): Promise<void>;
  /**
   * Takes what a wrong promo code costs, of the caller and of its address; `codeWasRight` gives it back. Throws LimitExceededError when
   * too many were wrong.
   */
  admitCode(calling: Calling, show: ShowResource): Promise<void>;
  codeWasRight(calling: Calling, show: ShowResource): Promise<void>;
}

/** Where the holds of network addresses are counted: the lock store. */
export interface HoldBudgets extends ExpiredHolds {
  /** Gives an address so much of its budget in a show back. */
  giveBack(given: { showId: string; address: string; amount_ms: number }): Promise<void>;
}

export interface CallerLimitsDeps {
  limiter: RateLimiter;
  holds: HoldBudgets;
  settings: CallerLimitSettings;
  locks: HoldTimes;
  reports: LimitReports;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** So many minutes' sessions at once: a class or an office that comes at the same moment. */
const SESSION_BURST_MINUTES = 5;
/** Each writes an event. Nobody mistypes a name more often. */
const CORRECTIONS_PER_HOUR = 30;
/** Each is kept. Who leaves and comes again is at the end of the queue. */
const JOINS_PER_HOUR = 30;

export function createCallerLimits({ limiter, holds, settings, locks, reports }: CallerLimitsDeps): CallerLimits {
  const sessions: Rate = {
    burst: SESSION_BURST_MINUTES * settings.guestSessionsPerMinute,
    interval_ms: MINUTE_MS / settings.guestSessionsPerMinute,
  };
  const counts = createHoldCounts(settings, locks);
  const bookings = perHour(settings.unpaidBookingsPerHour);
  const declines = perHour(settings.declinedPaymentsPerHour);
  const corrections = perHour(CORRECTIONS_PER_HOUR);
  const joins = perHour(JOINS_PER_HOUR);
  const codesOfAddress = perHour(settings.wrongCodes.perHourOfAddress);
  const codesOfCaller = perHour(settings.wrongCodes.perHourOfCaller);

  /** In whole seconds, when it may be tried again; 0: now. `who`: an address, or a caller's id. */
  async function ask(how: 'take' | 'look', limit: string, who: string | null, rate: Rate): Promise<number> {
    if (who === null || rate.burst === 0) return 0;
    const wait_ms = await limiter[how](`${limit}:${who}`, rate);
    if (wait_ms > 0) reports.report(limit);
    return Math.ceil(wait_ms / 1_000);
  }

  async function admitSession(how: 'take' | 'look', address: string | null): Promise<void> {
    const wait_s = await ask(how, 'guest_sessions', address, sessions);
    if (wait_s > 0) throw new RateLimitedError('guest sessions', wait_s);
  }

  /** After the fact: whether it can be noted changes nothing of what was done. */
  async function note(how: 'charge' | 'giveBack', limit: string, who: string | null, rate: Rate): Promise<void> {
    if (who === null || rate.burst === 0) return;
    await limiter[how](`${limit}:${who}`, rate).catch(() => undefined);
  }

  async function giveBackSeats(address: string | null, showId: string, seats: number): Promise<void> {
    const amount_ms = Math.floor(seats * seatCost_ms(settings.holds));
    if (address !== null && amount_ms > 0) await holds.giveBack({ showId, address, amount_ms }).catch(() => undefined);
  }

  return {
    ...counts,
    ...createPaidHolds(holds, counts),
    assertSessionLeft: (address) => admitSession('look', address),
    admitSession: (address) => admitSession('take', address),
    async seatsGivenBack(calling, { showId, seats, remaining_ms }) {
      await giveBackSeats(addressOf(calling), showId, seats * Math.min(1, remaining_ms / locks.ttl_ms));
    },
    async admitBooking(calling) {
      const wait_s = await ask('take', 'unpaid_bookings', addressOf(calling), bookings);
      refuseFor(wait_s, 'bookings from your network address were not paid', bookings);
    },
    async bookingPaid(calling, { showId, ownerId, seats }) {
      const address = addressOf(calling);
      await Promise.all([
        holds.forgive({ showId, ownerId, address: counts.cooledOf(calling), seats }).catch(() => undefined),
        note('giveBack', 'unpaid_bookings', address, bookings),
        giveBackSeats(address, showId, seats),
      ]);
    },
    paidBookingCancelled: (calling) => note('charge', 'unpaid_bookings', addressOf(calling), bookings),
    async admitPayment(calling) {
      const wait_s = await ask('look', 'declined_payments', addressOf(calling), declines);
      refuseFor(wait_s, 'payments from your network address were declined', declines);
    },
    paymentDeclined: (calling) => note('charge', 'declined_payments', addressOf(calling), declines),
    admitCorrection: async ({ id }) =>
      refuseFor(await ask('take', 'corrections', id, corrections), 'corrections of bookings', corrections),
    admitJoin: async ({ id }) => refuseFor(await ask('take', 'joins', id, joins), 'waiting rooms were joined', joins),
    async admitCode(calling, show) {
      const { principal } = calling;
      if (can(principal, 'lock.unlimited', show)) return;
      const ofCaller_s = await ask('take', 'wrong_codes', principal.id, codesOfCaller);
      refuseFor(ofCaller_s, 'wrong codes were entered', codesOfCaller);
      const ofAddress_s = await ask('take', 'wrong_codes', addressOf(calling), codesOfAddress);
      if (ofAddress_s === 0) return;
      await note('giveBack', 'wrong_codes', principal.id, codesOfCaller);
      throw tooMany('wrong codes were entered from your network address', codesOfAddress, ofAddress_s);
    },
    async codeWasRight(calling, show) {
      const { principal } = calling;
      if (can(principal, 'lock.unlimited', show)) return;
      await Promise.all([
        note('giveBack', 'wrong_codes', principal.id, codesOfCaller),
        note('giveBack', 'wrong_codes', addressOf(calling), codesOfAddress),
      ]);
    },
  };
}

function perHour(count: number): Rate {
  return { burst: count, interval_ms: HOUR_MS / count };
}

function refuseFor(wait_s: number, what: string, rate: Rate): void {
  if (wait_s > 0) throw tooMany(what, rate, wait_s);
}

function tooMany(what: string, { burst }: Rate, wait_s: number): LimitExceededError {
  return new LimitExceededError(`Too many ${what}. Try again in ${wait_s} s.`, burst, wait_s);
}
