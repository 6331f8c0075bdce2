import { expect, it } from 'vitest';
import type { RateLimiter } from '../../platform/rate-limits/rate-limiter.ts';
import type { Principal } from '../../shared/principal.ts';
import { createCallerLimits } from './caller-limits.ts';

const limits = createCallerLimits({
  limiter: {} as RateLimiter,
  holds: { giveBack: async () => undefined },
  settings: {
    guestSessionsPerMinute: 60,
    holds: { heldSeats: 200, seatsPerHour: 600 },
    lockChanges: { perMinuteOfAddress: 120, perMinuteOfCaller: 30 },
    unpaidBookingsPerHour: 300,
    declinedPaymentsPerHour: 60,
  },
  locks: { ttl_ms: 300_000, extension_ms: 120_000, buyer: { maxSeats: 10 } },
  reports: { report: () => undefined },
} as unknown as Parameters<typeof createCallerLimits>[0]);

const changesOf = (principal: Principal, organiserId: string) =>
  limits.changesOf({ principal, address: '192.0.2.1' }, { organiserId, publishedAt: new Date() });

it('counts the changes of locks of everybody but an organiser in their own shows', () => {
  const organiser: Principal = { id: 'org', role: 'organiser', email: null };
  expect(changesOf(organiser, 'org')).toBeNull();
  expect(changesOf(organiser, 'another')).not.toBeNull();
  expect(changesOf({ ...organiser, role: 'admin' }, 'another')).toBeNull();
  expect(changesOf({ ...organiser, role: 'customer' }, 'org')).not.toBeNull();
});
