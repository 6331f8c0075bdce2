import { describe, expect, it } from 'vitest';
import { holdOrigin, type OriginTerms } from './hold-origin.ts';

const origin = (terms: Partial<OriginTerms> = {}) =>
  holdOrigin({
    address: '192.0.2.1',
    settings: { seats: 200, holdsPerHour: 600 },
    maxSeatsOfBuyer: 50,
    hallSeats: 20_000,
    ttl_ms: 300_000,
    extension_ms: 120_000,
    ...terms,
  });

describe('what one address may hold', () => {
  it('is what the settings say', () => {
    expect(origin()).toEqual({
      address: '192.0.2.1',
      maxSeats: 200,
      seat_ms: 6_000,
      budget_ms: 3_600_000,
      lasts_ms: 420_000,
      cooldown: null,
    });
  });

  it.each([
    [800, 200],
    [799, 199],
    [400, 100],
    [200, 50],
    [20, 50],
  ])('of a hall of %i seats is %i: a quarter, but as many as one buyer may hold', (hallSeats, maxSeats) => {
    expect(origin({ hallSeats })).toMatchObject({ maxSeats });
  });

  it('has no limit that is 0, and nothing is counted without any, or without an address', () => {
    expect(origin({ settings: { seats: 0, holdsPerHour: 600 } })).toMatchObject({ maxSeats: null, seat_ms: 6_000 });
    expect(origin({ settings: { seats: 200, holdsPerHour: 0 } })).toMatchObject({ maxSeats: 200, seat_ms: 0 });
    expect(origin({ settings: { seats: 0, holdsPerHour: 0 } })).toBeNull();
    expect(origin({ address: null })).toBeNull();
  });
});
