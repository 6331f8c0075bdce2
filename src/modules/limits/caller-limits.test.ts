import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import type { RateLimiter } from '../../platform/rate-limits/rate-limiter.ts';
import type { Principal } from '../../shared/principal.ts';
import { createCallerLimits } from './caller-limits.ts';

const settings = {
  guestSessionsPerMinute: 60,
  holds: { heldSeats: 200, seatsPerHour: 600 },
  expired: { seatsPerHourOfAddress: 60, holdsPerHourOfCaller: 1, cooldown: { first_ms: 30_000, max_ms: 1_800_000 } },
  lockChanges: { perMinuteOfAddress: 120, perMinuteOfCaller: 30 },
  unpaidBookingsPerHour: 300,
  declinedPaymentsPerHour: 60,
  wrongCodes: { perHourOfAddress: 120, perHourOfCaller: 20 },
};

const limits = createCallerLimits({
  limiter: {} as RateLimiter,
  holds: { giveBack: async () => undefined },
  settings,
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

describe('wrong promo codes', () => {
  function counting({ refused = [] as string[] } = {}) {
    const taken: string[] = [];
    const counted = createCallerLimits({
      limiter: {
        async take(key: string) {
          if (refused.includes(key)) return 1_500;
          taken.push(key);
          return 0;
        },
        async giveBack(key: string) {
          taken.splice(taken.indexOf(key), 1);
        },
      } as unknown as RateLimiter,
      holds: { giveBack: async () => undefined },
      settings,
      locks: { ttl_ms: 300_000, extension_ms: 120_000, buyer: { maxLocks: 10, maxSeats: 10 } },
      reports: { report: () => undefined },
    } as unknown as Parameters<typeof createCallerLimits>[0]);
    return { counted, taken };
  }
  const guest: Principal = { id: newId('guest'), role: 'customer', email: null };
  const show = { organiserId: 'org', publishedAt: new Date() };
  const calling = (principal: Principal) => ({ principal, address: '192.0.2.1' });

  it('cost the caller and the address something, and right ones nothing', async () => {
    const { counted, taken } = counting();
    await counted.admitCode(calling(guest), show);
    expect(taken).toEqual([`wrong_codes:${guest.id}`, 'wrong_codes:192.0.2.1']);
    await counted.codeWasRight(calling(guest), show);
    expect(taken).toEqual([]);
  });

  it('cost an account alone, and the show’s organiser nothing', async () => {
    const { counted, taken } = counting();
    await counted.admitCode(calling({ ...guest, id: 'ada' }), show);
    await counted.admitCode(calling({ ...guest, id: 'org', role: 'organiser' }), show);
    expect(taken).toEqual(['wrong_codes:ada']);
  });

  it('are refused with when to try again, which costs nothing more', async () => {
    const ofAddress = counting({ refused: ['wrong_codes:192.0.2.1'] });
    const refusal = { code: 'LIMIT_EXCEEDED', limit: 120, retryAfterSeconds: 2 };
    await expect(ofAddress.counted.admitCode(calling(guest), show)).rejects.toMatchObject(refusal);
    expect(ofAddress.taken).toEqual([]);
    const ofCaller = counting({ refused: [`wrong_codes:${guest.id}`] });
    await expect(ofCaller.counted.admitCode(calling(guest), show)).rejects.toMatchObject({ ...refusal, limit: 20 });
    expect(ofCaller.taken).toEqual([]);
  });
});
